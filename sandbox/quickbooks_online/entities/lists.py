"""Lists of the company: accounts, products, classes, locations, terms, payment methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.accounting.chart import CLASSIFICATIONS
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
    enum,
    ref,
    text,
)
from sandbox.quickbooks_online.store import Body, Record

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

_SUB_TYPES = {
    "Checking": "Bank",
    "Savings": "Bank",
    "CashOnHand": "Bank",
    "TrustAccounts": "Bank",
    "AccountsReceivable": "Accounts Receivable",
    "AccountsPayable": "Accounts Payable",
    "CreditCard": "Credit Card",
    "ServiceFeeIncome": "Income",
    "SuppliesMaterialsCogs": "Cost of Goods Sold",
    "CostOfLaborCos": "Cost of Goods Sold",
    "UndepositedFunds": "Other Current Asset",
}
_META = frozenset({"Id", "Name", "Active", "MetaData.CreateTime", "MetaData.LastUpdatedTime"})


def _list(name: str, fields: Fields) -> Fields:
    return {
        "Name": text(100),
        "Active": BOOL,
        "FullyQualifiedName": IGNORED,
        "Description": text(4000 if name == "Item" else 100),
        "CurrencyRef": ANY,
        **fields,
    }


def _qualified(company: Company, body: Body, entity: str, parent: str = "ParentRef") -> Body:
    if ":" in body["Name"]:
        raise rule(f"{entity} name can't contain a colon.")
    body["FullyQualifiedName"] = body["Name"]
    if parent in body:
        above = company.referred((entity,), body[parent]["value"])
        body["FullyQualifiedName"] = f"{company.name_of(above)}:{body['Name']}"
    body.setdefault("Active", True)
    return body


def _account(company: Company, body: Body, before: Record | None) -> Body:
    if '"' in body["Name"]:
        raise rule("Account name can't contain a colon or a double quote (\").")
    numbered(company, body)
    type_ = body.get("AccountType") or _SUB_TYPES.get(body.get("AccountSubType", ""))
    if type_ is None and before is not None:
        type_ = before.body["AccountType"]
    if type_ is None:
        raise missing("AccountType")
    body["AccountType"] = type_
    body["Classification"] = CLASSIFICATIONS[type_]
    body["SubAccount"] = "ParentRef" in body
    currency.of_list_entry(company, body, before, "an account")
    return _qualified(company, body, "Account")


def numbered(company: Company, body: Body) -> None:
    """Check the length of an account's number, which depends on the country.

    Raises:
        Refusal: 2050, it is too long.
    """
    most, given = company.settings.profile.account_number, str(body.get("AcctNum", ""))
    if len(given) > most:
        raise Refusal(
            "2050",
            f"AcctNum: Min:0 Max:{most} supported. Supplied length:{len(given)}",
            element="AcctNum",
        )


def _item(company: Company, body: Body, _before: Record | None) -> Body:
    body.setdefault("Type", "Service")
    if body["Type"] not in ("Category", "Group") and "IncomeAccountRef" not in body:
        raise missing("IncomeAccountRef")
    if "IncomeAccountRef" in body:
        account = company.referred(("Account",), body["IncomeAccountRef"]["value"])
        if account.body["Classification"] != "Revenue":
            raise rule(
                "When you create or edit an item, its income account must be an income account."
            )
    body.setdefault("UnitPrice", 0)
    return _qualified(company, body, "Item")


def _class(company: Company, body: Body, _before: Record | None) -> Body:
    body["SubClass"] = "ParentRef" in body
    return _qualified(company, body, "Class")


def _department(company: Company, body: Body, _before: Record | None) -> Body:
    body["SubDepartment"] = "ParentRef" in body
    return _qualified(company, body, "Department")


def _plain(_company: Company, body: Body, _before: Record | None) -> Body:
    body.setdefault("Active", True)
    return body


ACCOUNT = Spec(
    name="Account",
    kind="list",
    required=("Name",),
    prepare=_account,
    queryable=_META
    | {"FullyQualifiedName", "AccountType", "AccountSubType", "Classification", "CurrentBalance"}
    | {"SubAccount", "AcctNum", "Description"},
    fields=_list(
        "Account",
        {
            "AccountType": enum(*CLASSIFICATIONS),
            "AccountSubType": text(100),
            "AcctNum": text(20),
            "Classification": IGNORED,
            "SubAccount": IGNORED,
            "ParentRef": ref("Account"),
            "CurrentBalance": IGNORED,
            "CurrentBalanceWithSubAccounts": IGNORED,
            "OpeningBalance": AMOUNT,
            "OpeningBalanceDate": DATE,
            "TaxCodeRef": ANY,
        },
    ),
)
ITEM = Spec(
    name="Item",
    kind="list",
    required=("Name",),
    prepare=_item,
    queryable=_META | {"FullyQualifiedName", "Type", "Sku", "UnitPrice", "Taxable", "Description"},
    fields=_list(
        "Item",
        {
            "Type": enum("Service", "NonInventory", "Inventory", "Category", "Group"),
            "UnitPrice": NUMBER,
            "PurchaseCost": NUMBER,
            "PurchaseDesc": text(1000),
            "IncomeAccountRef": ref("Account"),
            "ExpenseAccountRef": ref("Account"),
            "AssetAccountRef": ref("Account"),
            "ParentRef": ref("Item"),
            "ClassRef": ref("Class"),
            "Sku": text(100),
            "Taxable": BOOL,
            "SubItem": BOOL,
            "TrackQtyOnHand": BOOL,
            "QtyOnHand": NUMBER,
            "InvStartDate": DATE,
            "Level": IGNORED,
            "SalesTaxCodeRef": ANY,
            "PurchaseTaxCodeRef": ANY,
            "SalesTaxIncluded": BOOL,
            "PurchaseTaxIncluded": BOOL,
            "PrefVendorRef": ref("Vendor"),
        },
    ),
)
CLASS = Spec(
    name="Class",
    kind="list",
    feature="classes",
    required=("Name",),
    prepare=_class,
    queryable=_META | {"FullyQualifiedName", "SubClass"},
    fields=_list("Class", {"SubClass": IGNORED, "ParentRef": ref("Class")}),
)
DEPARTMENT = Spec(
    name="Department",
    kind="list",
    feature="classes",
    required=("Name",),
    prepare=_department,
    queryable=_META | {"FullyQualifiedName", "SubDepartment"},
    fields=_list("Department", {"SubDepartment": IGNORED, "ParentRef": ref("Department")}),
)
PAYMENT_METHOD = Spec(
    name="PaymentMethod",
    kind="list",
    required=("Name",),
    prepare=_plain,
    queryable=_META | {"Type"},
    fields=_list("PaymentMethod", {"Type": enum("CREDIT_CARD", "NON_CREDIT_CARD")}),
)
TERM = Spec(
    name="Term",
    kind="list",
    required=("Name",),
    prepare=_plain,
    queryable=_META | {"Type"},
    fields=_list(
        "Term",
        {
            "Type": text(20),
            "DueDays": NUMBER,
            "DiscountDays": NUMBER,
            "DiscountPercent": NUMBER,
            "DayOfMonthDue": NUMBER,
            "DueNextMonthDays": NUMBER,
            "DiscountDayOfMonth": NUMBER,
        },
    ),
)
