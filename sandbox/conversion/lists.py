"""The lists of a company file, as QuickBooks Online has them."""

from __future__ import annotations

from sandbox.accounting.chart import ACCOUNTS
from sandbox.conversion.made import Made
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.lists import ACCOUNT_TYPES
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_online import writing
from sandbox.quickbooks_online.entities import SPECS

_TYPES = {desktop: online for online, desktop in ACCOUNT_TYPES.items()}
_SUB_TYPES = {name: sub_type for name, _, sub_type in ACCOUNTS}
_PEOPLE = {
    "Customer": "Customer",
    "Vendor": "Vendor",
    "Employee": "Employee",
    "OtherName": "Vendor",
}
_SOLD = ("ItemService", "ItemNonInventory", "ItemOtherCharge")


def convert(books: Books, made: Made) -> None:
    """Make accounts, products, classes, terms, payment methods and people. Inside a transaction."""
    for record in books.store.find(("Account",)):
        _account(made, record.id, record.body)
    for record in books.store.find(_SOLD):
        sold = record.body.get("SalesOrPurchase") or record.body.get("SalesAndPurchase") or {}
        income = made.refs(IncomeAccountRef=sold.get("AccountRef") or sold.get("IncomeAccountRef"))
        if income:
            body = {"Name": record.body["Name"], "Type": "Service", **income}
            made.create(record.kind, record.id, "Item", body)
    if made.company.settings.has_classes:
        for record in books.store.find(("Class",)):
            made.create("Class", record.id, "Class", _named(made, record.body))
    for record in books.store.find(("StandardTerms",)):
        days = int(record.body.get("StdDueDays", 0))
        body = {"Name": record.body["Name"], "Type": "STANDARD", "DueDays": days}
        made.create("StandardTerms", record.id, "Term", body)
    for record in books.store.find(("PaymentMethod",)):
        body = {"Name": record.body["Name"], "Type": "NON_CREDIT_CARD"}
        made.create("PaymentMethod", record.id, "PaymentMethod", body)
    for kind, entity in _PEOPLE.items():
        for record in books.store.find((kind,)):
            made.create(kind, record.id, entity, _person(made, entity, record.body))


def end_inactive(books: Books, made: Made) -> None:
    """Make inactive what is so in the company file, now that nothing new refers to it."""
    for record in books.store.find(tuple(_PEOPLE), "status <> 'deleted' AND active = 0"):
        entity, id_ = made.ids[record.id]
        known = made.company.get(entity, id_)
        if known is not None:
            sent = {"Id": id_, "SyncToken": str(known.token), "sparse": True, "Active": False}
            writing.update(made.company, SPECS[entity], sent)


def _account(made: Made, old_id: str, body: Body) -> None:
    name = body["Name"]
    sub_type = _SUB_TYPES.get(name)
    made.create(
        "Account",
        old_id,
        "Account",
        {
            **_named(made, body),
            "AccountType": _TYPES[body["AccountType"]],
            **({"AccountSubType": sub_type} if sub_type else {}),
        },
    )


def _named(made: Made, body: Body) -> Body:
    """A name with what is above it."""
    return {"Name": body["Name"], **made.refs(ParentRef=body.get("ParentRef"))}


def _person(made: Made, entity: str, body: Body) -> Body:
    person = {
        "DisplayName": body["Name"],
        "GivenName": body.get("FirstName"),
        "FamilyName": body.get("LastName"),
        "CompanyName": body.get("CompanyName"),
        "PrintOnCheckName": body.get("NameOnCheck") or body.get("PrintAs"),
    }
    if body.get("Email"):
        person["PrimaryEmailAddr"] = {"Address": body["Email"]}
    if entity == "Vendor" and body.get("IsVendorEligibleFor1099") == "true":
        person["Vendor1099"] = True
    if entity == "Customer" and "ParentRef" in body:
        person |= {**made.refs(ParentRef=body["ParentRef"]), "Job": True}
    return {name: value for name, value in person.items() if value}
