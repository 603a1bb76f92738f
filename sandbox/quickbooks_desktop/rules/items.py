"""Items of every type: what they need, and what they make of a line of a sales form."""

from __future__ import annotations

from sandbox.quickbooks_desktop.books import ITEMS, Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import cents, dollars
from sandbox.quickbooks_desktop.refusals import Refusal, missing
from sandbox.quickbooks_desktop.rules.names import named
from sandbox.quickbooks_desktop.rules.spec import Spec
from sandbox.quickbooks_desktop.store import Record

_NEVER_ON_A_LINE = frozenset({"ItemGroup", "ItemSalesTax", "ItemSalesTaxGroup"})
"""Types that are entered elsewhere on a form: as a group of lines, or as its sales tax."""
_TAKING_OFF = frozenset({"ItemDiscount", "ItemPayment"})


def _item(books: Books, body: Body, before: Record | None) -> None:
    named(books, body, before, ITEMS)
    for name, account in (
        ("SalesOrPurchase", "AccountRef"),
        ("SalesAndPurchase", "IncomeAccountRef"),
        ("SalesAndPurchase", "ExpenseAccountRef"),
    ):
        if name in body and account not in body[name]:
            raise missing(account)


def sold_lines(books: Books, kind: str, lines: list[Body]) -> None:
    """Make of the amounts what the types of their items say.

    A discount or a payment takes off, whatever the sign that was sent; a subtotal adds nothing.

    Raises:
        Refusal: 3280, an item of this type is no line.
    """
    for line in lines:
        if "ItemRef" not in line:
            continue
        item = books.get(line["ItemRef"]["ListID"])
        if item.kind in _NEVER_ON_A_LINE:
            raise Refusal(
                3280, f'The type of the item "{item.label}" does not fit the {kind} line.'
            )
        if item.kind in _TAKING_OFF:
            line["Amount"] = dollars(-abs(cents(line.get("Amount"))))
        if item.kind == "ItemSubtotal":
            line.pop("Amount", None)


ITEM_SPECS = tuple(Spec(name=kind, prepare=_item) for kind in ITEMS)
