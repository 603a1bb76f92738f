"""Which transactions settle which: payments and credits of invoices and bills, deposits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import cents
from sandbox.quickbooks_desktop.store import Record

TOTALS = {
    "Invoice": "Subtotal",
    "CreditMemo": "TotalAmount",
    "SalesReceipt": "TotalAmount",
    "ReceivePayment": "TotalAmount",
    "Deposit": "DepositTotal",
    "Bill": "AmountDue",
    "VendorCredit": "CreditAmount",
    "Check": "Amount",
    "CreditCardCharge": "Amount",
    "BillPaymentCheck": "Amount",
}
"""Kind -> the field that holds its total."""


def total(kind: str, body: Body) -> int:
    """The whole amount of a transaction, in cents; an invoice's field has it without its sales tax."""
    tax = cents(body.get("SalesTaxTotal")) if kind == "Invoice" else 0
    return cents(body[TOTALS[kind]]) + tax


@dataclass(frozen=True, slots=True)
class Link:
    """That one transaction settles, or deposits, so many cents of another."""

    by: str
    to: str
    amount: int


def of(books: Books, id_: str) -> list[Link]:
    """What a transaction settles or deposits."""
    return _found(books, "id = ?", id_)


def to(books: Books, id_: str) -> list[Link]:
    """By what a transaction is settled or deposited."""
    return _found(books, "to_id = ?", id_)


def _found(books: Books, where: str, id_: str) -> list[Link]:
    rows = books.store.database.execute(
        f"SELECT id, to_id, SUM(amount) FROM link WHERE {where} GROUP BY id, to_id "
        "ORDER BY MIN(rowid)",
        (id_,),
    )
    return [Link(str(by), str(to_id), int(amount)) for by, to_id, amount in rows]


def deposited_in(books: Books, id_: str) -> str | None:
    """The deposit that holds a payment or receipt."""
    return next((link.by for link in to(books, id_) if books.get(link.by).kind == "Deposit"), None)


def applied(books: Books, id_: str, *, besides: str = "") -> int:
    """Cents of a transaction that payments and credits settle; those of `besides` do not count."""
    return sum(
        link.amount
        for link in to(books, id_)
        if link.by != besides and books.get(link.by).kind != "Deposit"
    )


def used(books: Books, id_: str, *, besides: str = "") -> int:
    """Cents of a payment or credit that settle something; those on `besides` do not count."""
    return sum(link.amount for link in of(books, id_) if link.to != besides)


def replace(books: Books, id_: str, links: Sequence[Link], *, only: bool = True) -> None:
    """Make these the links of a transaction; `only` False adds them to those it has."""
    before = {link.to: link.amount for link in of(books, id_)}
    if only:
        books.store.database.execute("DELETE FROM link WHERE id = ?", (id_,))
    books.store.database.executemany(
        "INSERT INTO link VALUES (?, ?, ?, ?)",
        [(id_, line, link.to, link.amount) for line, link in enumerate(links, start=1)],
    )
    after = {link.to: link.amount for link in of(books, id_)}
    for changed in sorted(before.items() ^ after.items()):
        touch(books, changed[0])


def remove(books: Books, id_: str) -> None:
    """Take away every link of a transaction, in both directions."""
    others = {link.to for link in of(books, id_)} | {link.by for link in to(books, id_)}
    books.store.database.execute("DELETE FROM link WHERE id = ? OR to_id = ?", (id_, id_))
    for other in sorted(others):
        touch(books, other)


def give_way(books: Books, id_: str, total: int) -> None:
    """Unapply, the latest first, what settles more of a transaction than its new total."""
    too_much = applied(books, id_) - total
    for link in reversed(to(books, id_)):
        if too_much <= 0:
            break
        less = min(too_much, link.amount)
        books.store.database.execute("DELETE FROM link WHERE id = ? AND to_id = ?", (link.by, id_))
        if link.amount > less:
            books.store.database.execute(
                "INSERT INTO link VALUES (?, 1, ?, ?)", (link.by, id_, link.amount - less)
            )
        too_much -= less
        touch(books, link.by)


def touch(books: Books, id_: str) -> None:
    """Give a transaction a new version because what settles it has changed."""
    record: Record | None = books.store.get(id_)
    if record is not None and record.status == "live" and books.settings.links_change_edit_sequence:
        books.store.keep(books.touched(record), books.who, "link changed")
