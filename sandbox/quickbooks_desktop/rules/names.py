"""Lists: accounts, products, classes, and the people whose names are given once over all lists."""

from __future__ import annotations

from sandbox.quickbooks_desktop.books import ENTITIES, Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.refusals import Refusal, feature_off, missing, name_taken
from sandbox.quickbooks_desktop.rules.spec import Prepare, Spec
from sandbox.quickbooks_desktop.store import Record


def _named(books: Books, body: Body, before: Record | None, kinds: tuple[str, ...]) -> None:
    name = body.get("Name", "").strip()
    if not name:
        raise missing("Name")
    if ":" in name:
        raise Refusal(3090, f'The object name "{name}" is invalid: it contains a colon.')
    above = body.get("ParentRef")
    full = f"{above['FullName']}:{name}" if above else name
    body["Name"], body["FullName"] = name, full
    body["Sublevel"] = str(full.count(":"))
    body.setdefault("IsActive", "true")
    own = before.id if before else ""
    taken = books.store.find(
        kinds, "name = ? AND status <> 'deleted' AND id <> ?", (full.casefold(), own)
    )
    if taken:
        raise name_taken(name)


def _entry(*kinds: str) -> Prepare:
    def prepare(books: Books, body: Body, before: Record | None) -> None:
        _named(books, body, before, kinds)

    return prepare


def _class(books: Books, body: Body, before: Record | None) -> None:
    if not books.settings.class_tracking:
        raise feature_off()
    _named(books, body, before, ("Class",))


def _item(books: Books, body: Body, before: Record | None) -> None:
    _named(books, body, before, ("ItemService",))
    for name, account in (
        ("SalesOrPurchase", "AccountRef"),
        ("SalesAndPurchase", "IncomeAccountRef"),
        ("SalesAndPurchase", "ExpenseAccountRef"),
    ):
        if name in body and account not in body[name]:
            raise missing(account)


def _vendor(books: Books, body: Body, before: Record | None) -> None:
    _named(books, body, before, ENTITIES)
    body.setdefault("IsVendorEligibleFor1099", "false")


LISTS = (
    Spec(name="Account", prepare=_entry("Account")),
    Spec(name="ItemService", prepare=_item),
    Spec(name="Class", prepare=_class),
    Spec(name="Customer", prepare=_entry(*ENTITIES)),
    Spec(name="Vendor", prepare=_vendor),
    Spec(name="Employee", prepare=_entry(*ENTITIES)),
    Spec(name="OtherName", prepare=_entry(*ENTITIES)),
    Spec(name="PaymentMethod", prepare=_entry("PaymentMethod")),
    Spec(name="StandardTerms", prepare=_entry("StandardTerms")),
)
