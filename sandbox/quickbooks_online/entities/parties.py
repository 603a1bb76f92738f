"""Customers, vendors and employees, whose names are one set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandbox.quickbooks_online.entities import currency
from sandbox.quickbooks_online.entities.spec import Spec
from sandbox.quickbooks_online.errors import Refusal, missing, rule
from sandbox.quickbooks_online.fields import (
    AMOUNT,
    ANY,
    BOOL,
    DATE,
    IGNORED,
    NUMBER,
    Fields,
    ref,
    text,
)
from sandbox.quickbooks_online.store import Body, Record

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

_EMAIL = re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+(\s*,\s*[^@\s,]+@[^@\s,]+\.[^@\s,]+)*")
_FORBIDDEN = {":": "colons", "\t": "tabs", "\n": "new lines", "\r": "new lines"}
_NAME_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")

_PERSON: Fields = {
    "DisplayName": text(500),
    "Title": text(16),
    "GivenName": text(100),
    "MiddleName": text(100),
    "FamilyName": text(100),
    "Suffix": text(16),
    "CompanyName": text(100),
    "PrintOnCheckName": text(110),
    "FullyQualifiedName": IGNORED,
    "Active": BOOL,
    "Balance": IGNORED,
    "PrimaryEmailAddr": ANY,
    "PrimaryPhone": ANY,
    "AlternatePhone": ANY,
    "Mobile": ANY,
    "Fax": ANY,
    "WebAddr": ANY,
    "BillAddr": ANY,
    "CurrencyRef": ANY,
    "TermRef": ref("Term"),
    "OtherContactInfo": ANY,
    "AcctNum": text(100),
    "V4IDPseudonym": IGNORED,
}
_CUSTOMER: Fields = {
    **_PERSON,
    "BalanceWithJobs": IGNORED,
    "OpenBalanceDate": DATE,
    "BillWithParent": BOOL,
    "IsProject": BOOL,
    "Job": BOOL,
    "Level": IGNORED,
    "Notes": text(2000),
    "ParentRef": ref("Customer"),
    "PaymentMethodRef": ref("PaymentMethod"),
    "PreferredDeliveryMethod": text(20),
    "PrimaryTaxIdentifier": text(20),
    "ResaleNum": text(16),
    "SalesTermRef": ref("Term"),
    "ShipAddr": ANY,
    "ARAccountRef": ref("Account"),
    "CustomerTypeRef": ANY,
    "DefaultTaxCodeRef": ANY,
    "Taxable": BOOL,
    "TaxExemptionReasonId": ANY,
    "ClientEntityId": IGNORED,
}
_VENDOR: Fields = {
    **_PERSON,
    "APAccountRef": ref("Account"),
    "BillRate": NUMBER,
    "CostRate": NUMBER,
    "OpenBalanceDate": DATE,
    "TaxIdentifier": text(20),
    "TaxReportingBasis": text(20),
    "Vendor1099": BOOL,
    "VendorPaymentBankDetail": ANY,
    "GSTIN": text(15),
    "OtherAddr": ANY,
    "BusinessNumber": text(20),
    "GSTRegistrationType": text(15),
    "T4AEligible": BOOL,
    "T5018Eligible": BOOL,
    "HasTPAR": BOOL,
}
_EMPLOYEE: Fields = {
    **_PERSON,
    "PrimaryAddr": ANY,
    "BillRate": NUMBER,
    "BillableTime": BOOL,
    "CostRate": NUMBER,
    "EmployeeNumber": text(100),
    "EmployeeType": ANY,
    "Gender": text(10),
    "HiredDate": DATE,
    "BirthDate": DATE,
    "Organization": BOOL,
    "ReleasedDate": DATE,
    "SSN": text(100),
    "OpeningBalance": AMOUNT,
}
_ELSEWHERE = {
    "BusinessNumber": "CA",
    "T4AEligible": "CA",
    "T5018Eligible": "CA",
    "HasTPAR": "AU",
}
"""What vendors have in one country only; elsewhere it is not kept."""
_QUERYABLE = frozenset(
    {"Id", "DisplayName", "GivenName", "MiddleName", "FamilyName", "CompanyName", "Active"}
    | {"PrintOnCheckName", "Balance", "PrimaryEmailAddr", "FullyQualifiedName", "Suffix", "Title"}
    | {"MetaData.CreateTime", "MetaData.LastUpdatedTime"}
)


def _named(body: Body, kind: str) -> Body:
    if "DisplayName" not in body:
        parts = [body[part] for part in _NAME_PARTS if part in body]
        name = " ".join(parts) or body.get("CompanyName")
        if not name:
            raise missing("DisplayName")
        body["DisplayName"] = name
    for letter, words in _FORBIDDEN.items():
        if letter in body["DisplayName"]:
            raise rule(f"The {kind} name can't have {words}: {body['DisplayName']!r}.")
    if len(body["DisplayName"].strip()) == 0:
        raise missing("DisplayName")
    body.setdefault("PrintOnCheckName", body["DisplayName"][:110])
    body.setdefault("Active", True)
    _email(body)
    return body


def _email(body: Body) -> None:
    address = body.get("PrimaryEmailAddr")
    if isinstance(address, dict) and address.get("Address"):
        if not _EMAIL.fullmatch(str(address["Address"])):
            raise Refusal("2210", f"Email Address {address['Address']} is not valid")
    elif address is not None:
        del body["PrimaryEmailAddr"]


def _customer(company: Company, body: Body, before: Record | None) -> Body:
    _named(body, "customer")
    currency.of_list_entry(company, body, before, "a customer or vendor")
    body["FullyQualifiedName"] = body["DisplayName"]
    if "ParentRef" in body:
        parent = company.referred(("Customer",), body["ParentRef"]["value"])
        body["FullyQualifiedName"] = f"{company.name_of(parent)}:{body['DisplayName']}"
    body["Job"] = "ParentRef" in body
    if "PrimaryTaxIdentifier" in body and company.settings.country != "US":
        body["PrimaryTaxIdentifier"] = masked(body["PrimaryTaxIdentifier"], 5)
    return body


def _vendor(company: Company, body: Body, before: Record | None) -> Body:
    _named(body, "vendor")
    currency.of_list_entry(company, body, before, "a customer or vendor")
    body.setdefault("Vendor1099", False)
    if "TaxIdentifier" in body:
        # QuickBooks shows no more than the last four digits of what it keeps.
        body["TaxIdentifier"] = masked(body["TaxIdentifier"], 4)
    for name, country in _ELSEWHERE.items():
        if company.settings.country != country:
            body.pop(name, None)
    if "BusinessNumber" in body:
        body["BusinessNumber"] = masked(body["BusinessNumber"], 5)
    return body


def masked(number: str, shown: int) -> str:
    """A tax number as answers show it: its last characters."""
    return "XXXXX" + number.replace("-", "")[-shown:]


def _employee(_company: Company, body: Body, _before: Record | None) -> Body:
    return _named(body, "employee")


CUSTOMER = Spec(
    name="Customer",
    kind="party",
    fields=_CUSTOMER,
    prepare=_customer,
    queryable=_QUERYABLE | {"Job", "Taxable"},
)
VENDOR = Spec(
    name="Vendor",
    kind="party",
    fields=_VENDOR,
    prepare=_vendor,
    queryable=_QUERYABLE | {"Vendor1099", "AcctNum"},
)
EMPLOYEE = Spec(
    name="Employee", kind="party", fields=_EMPLOYEE, prepare=_employee, queryable=_QUERYABLE
)
