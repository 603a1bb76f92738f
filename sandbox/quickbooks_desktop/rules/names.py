"""Lists: accounts, products, classes, and the people whose names are given once over all lists."""

from __future__ import annotations

from sandbox.quickbooks_desktop.books import ENTITIES, Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.refusals import Refusal, feature_off, missing, name_taken
from sandbox.quickbooks_desktop.rules.spec import Prepare, Spec
from sandbox.quickbooks_desktop.store import Record


def named(books: Books, body: Body, before: Record | None, kinds: tuple[str, ...]) -> None:
    """Complete a list entry's names; raises `Refusal` for one that is blank, or taken."""
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
        named(books, body, before, kinds)

    return prepare


def _class(books: Books, body: Body, before: Record | None) -> None:
    if not books.settings.class_tracking:
        raise feature_off()
    named(books, body, before, ("Class",))


def _customer(books: Books, body: Body, before: Record | None) -> None:
    named(books, body, before, ENTITIES)
    _printed_as(body, before, "PrintAs")


def _vendor(books: Books, body: Body, before: Record | None) -> None:
    named(books, body, before, ENTITIES)
    body.setdefault("IsVendorEligibleFor1099", "false")
    _printed_as(body, before, "NameOnCheck")


def _printed_as(body: Body, before: Record | None, field: str) -> None:
    """What stands on checks: QuickBooks fills it in once, and a rename doesn't change it."""
    if before is None:
        body.setdefault(field, body.get("CompanyName") or body["Name"])


LISTS = (
    Spec(name="Account", prepare=_entry("Account")),
    Spec(name="Class", prepare=_class),
    Spec(name="Customer", prepare=_customer),
    Spec(name="Vendor", prepare=_vendor),
    Spec(name="Employee", prepare=_entry(*ENTITIES)),
    Spec(name="OtherName", prepare=_entry(*ENTITIES)),
    Spec(name="PaymentMethod", prepare=_entry("PaymentMethod")),
    Spec(name="SalesTaxCode", prepare=_entry("SalesTaxCode")),
    Spec(name="Currency", prepare=_entry("Currency")),
    Spec(name="StandardTerms", prepare=_entry("StandardTerms")),
)
