"""What a write does, or would do, to an entry: field by field, before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.catalogue import ListKind
from include.books.documents import Document, Line
from include.books.gateway import Action
from include.books.money import Cents, format_usd
from include.database.tables.entries import CatalogueEntry
from include.database.tables.runs import Operation
from include.sync.operations.documents_json import document_from_json
from include.sync.operations.operations import booked_cents, is_document


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry in words; empty text where it is not there."""

    name: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether the write makes a difference to it."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What one write does to one entry.

    Attributes:
        action: "create", "update" or "void".
        kind: "invoice", "bill" ...
        total_cents: of the entry after the write.
        reason: why it is written.
        fields: those that the entry has before or after.
    """

    operation_id: int
    action: str
    kind: str
    number: str
    party: str
    total_cents: Cents
    reason: str
    fields: tuple[FieldChange, ...] = field(default=())

    @property
    def title(self) -> str:
        """As headings name it: "Update invoice TR-2026-640224"."""
        return f"{self.action.capitalize()} {self.kind} {self.number}"


@dataclass(frozen=True, slots=True)
class AccountTotal:
    """What a plan books to one account or product, in cents."""

    name: str
    amount_cents: Cents


def entry_changes(operations: Iterable[Operation]) -> list[EntryChange]:
    """The changes of documents among some operations, in their order."""
    return [entry_change(operation) for operation in operations if is_document(operation)]


def entry_change(operation: Operation) -> EntryChange:
    """The change that one operation makes."""
    after = document_from_json(operation.payload)
    before = document_from_json(operation.before) if operation.before else None
    if operation.action == Action.VOID:
        before, shown = after, None
    else:
        shown = after
    return EntryChange(
        operation_id=operation.id,
        action=operation.action,
        kind=operation.kind,
        number=after.number,
        party=after.party.display_name,
        total_cents=0 if operation.action == Action.VOID else booked_cents(operation),
        reason=operation.reason,
        fields=tuple(_fields(before, shown, operation)),
    )


def account_totals(
    session: Session, company_id: str, operations: Sequence[Operation]
) -> list[AccountTotal]:
    """What the documents of a plan book to each account: products to their income account.

    An update counts with what it adds to the entry before it.
    """
    accounts, by_product = _accounts(session, company_id)
    totals: dict[str, Cents] = defaultdict(int)
    empty: tuple[Line, ...] = ()
    for operation in operations:
        if not is_document(operation):
            continue
        after = document_from_json(operation.payload)
        before = document_from_json(operation.before) if operation.before else None
        if operation.action == Action.VOID:
            before, lines = after, empty
        else:
            lines = after.lines
        for sign, some in ((1, lines), (-1, before.lines if before else ())):
            for line in some:
                totals[_account(line, accounts, by_product)] += sign * line.amount
    return [AccountTotal(name, cents) for name, cents in sorted(totals.items()) if cents]


def _accounts(session: Session, company_id: str) -> tuple[dict[str, str], dict[str, str]]:
    rows = session.scalars(select(CatalogueEntry).where(CatalogueEntry.company_id == company_id))
    accounts: dict[str, str] = {}
    by_product: dict[str, str] = {}
    for row in rows:
        if row.kind == ListKind.ACCOUNT:
            accounts[row.entry_id] = row.name
        elif row.kind == ListKind.PRODUCT:
            by_product[row.entry_id] = row.account_id
    return accounts, by_product


def _account(line: Line, accounts: Mapping[str, str], by_product: Mapping[str, str]) -> str:
    if line.target.kind == ListKind.PRODUCT:
        return accounts.get(by_product.get(line.target.id, ""), line.target.name)
    return accounts.get(line.target.id, line.target.name)


def _fields(
    before: Document | None, after: Document | None, operation: Operation
) -> Iterable[FieldChange]:
    old, new = _words(before), _words(after)
    if after is not None:
        # Where the options leave the date to QuickBooks, the plan settled which day it is.
        new["Date"] = f"{operation.date:%m/%d/%Y}" if operation.date else "the day it is sent"
        if before is not None and before.date is None:
            old["Date"] = new["Date"]
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) or new.get(name):
            yield FieldChange(name, old.get(name, ""), new.get(name, ""))


def _words(document: Document | None) -> dict[str, str]:
    """A document's fields as people read them, in the order of QuickBooks' own forms."""
    if document is None:
        return {}
    words = {
        "Name": document.party.display_name,
        "Number": document.number,
        "Date": f"{document.date:%m/%d/%Y}" if document.date else "",
        "Due date": f"{document.due_date:%m/%d/%Y}" if document.due_date else "",
        "Account": document.account.name if document.account else "",
        "Payment method": document.payment_method.name if document.payment_method else "",
        "Class": document.class_ref.name if document.class_ref else "",
        "Print later": "yes" if document.print_later else "",
        "Memo": document.memo,
    }
    for number, line in enumerate(document.lines, start=1):
        words[f"Line {number}"] = (
            f"{line.description or line.item_name}, {line.target.name}: {format_usd(line.amount)}"
        )
    words["Total"] = format_usd(document.total)
    if document.applied is not None:
        words["Applied"] = format_usd(document.applied)
    return words
