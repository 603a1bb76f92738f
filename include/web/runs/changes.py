"""What a change does, or would do, to an entry: field by field, before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from include.books.catalogue import Catalogue
from include.books.dates import format_day
from include.books.documents import Document
from include.books.gateway import Action
from include.books.journal import Effect, Posting, net_effect_of
from include.books.money import Cents, format_money
from include.database.reads.changes import Change
from include.database.stored.documents import document_from_json

TOTAL, _LINE = "Total", "Line "
_SUBTOTAL, _TAX = "Subtotal", "Tax"
"""Names of fields."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry in words; empty text where the entry doesn't have it."""

    name: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether the change makes a difference to it."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What one change does to one entry.

    Attributes:
        action: "create", "update" or "void".
        kind: "invoice", "bill" ...
        payee: the customer or vendor on the entry.
        total_cents: of the entry after the change, without the tax that QuickBooks adds; of a void, what is voided.
        tax_cents: that tax.
        reason: why it is made.
        fields: those that the entry has before or after.
    """

    operation_id: int
    action: str
    kind: str
    title: str
    payee: str
    total_cents: Cents
    tax_cents: Cents
    reason: str
    fields: tuple[FieldChange, ...] = field(default=())

    @property
    def brief(self) -> str:
        """What changes, in a few words: "Total $36,250.00 to $38,975.00, Memo"; else why: "New in CORE"."""
        if self.action != Action.UPDATE:
            return self.reason[:1].upper() + self.reason[1:]
        changed = [one for one in self.fields if one.is_changed]
        words = dict.fromkeys(
            f"{one.name} {one.before} to {one.after}"
            if one.name == TOTAL
            else one.name.partition(" ")[0] + "s"
            if one.name.startswith(_LINE)
            else one.name
            for one in sorted(changed, key=lambda one: one.name != TOTAL)
        )
        return ", ".join(words) or "Nothing that is shown"


def entry_change(change: Change) -> EntryChange:
    """What a change does to its entry, field by field."""
    before, after = _before_and_after(change)
    shown = after or before
    return EntryChange(
        operation_id=change.id,
        action=change.action,
        kind=change.kind,
        title=change.title,
        payee=change.payee,
        total_cents=shown.total if shown else 0,
        tax_cents=change.tax_cents if after else change.tax_before_cents,
        reason=change.reason,
        fields=tuple(_fields(before, after, change)),
    )


def account_totals(catalogue: Catalogue, changes: Iterable[Change]) -> list[Posting]:
    """What changes do to each account. An update counts with the difference to the entry before it."""
    return net_effect_of(
        (
            Effect(*_before_and_after(change), change.tax_before_cents, change.tax_cents)
            for change in changes
            if change.is_entry
        ),
        catalogue,
    )


def _before_and_after(change: Change) -> tuple[Document | None, Document | None]:
    """The entry before and after a change; None where there is none."""
    content = document_from_json(change.content)
    if change.action == Action.VOID:
        return content, None
    return (document_from_json(change.before) if change.before else None), content


def _fields(
    before: Document | None, after: Document | None, change: Change
) -> Iterable[FieldChange]:
    old = _words(before, change.tax_before_cents)
    new = _words(after, change.tax_cents)
    if after is not None:
        # Where the options leave the date to QuickBooks, planning settled which day it is.
        new["Date"] = format_day(change.date) if change.date else "Date of posting"
        if before is not None and before.date is None:
            old["Date"] = new["Date"]
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) or new.get(name):
            yield FieldChange(name, old.get(name, ""), new.get(name, ""))


def _words(document: Document | None, tax: Cents) -> dict[str, str]:
    """A document's fields in words, in the order of QuickBooks' own forms.

    Args:
        document: None where there is none.
        tax: what QuickBooks adds to it by tax codes, in cents.
    """
    if document is None:
        return {}
    words = {
        "Name": document.party.display_name,
        "Number": document.number,
        "Date": format_day(document.date) if document.date else "",
        "Due date": format_day(document.due_date) if document.due_date else "",
        "Account": document.account.name if document.account else "",
        "Payment method": document.payment_method.name if document.payment_method else "",
        "Class": document.class_ref.name if document.class_ref else "",
        "Print later": "Yes" if document.print_later else "",
        "Memo": document.memo,
    }
    for number, line in enumerate(document.lines, start=1):
        code = f", {line.tax.name}" if line.tax else ""
        words[f"{_LINE}{number}"] = (
            f"{line.description or line.item_name}, {line.target.name}: "
            f"{format_money(line.amount)}{code}"
        )
    if document.is_taxed:
        words |= {_SUBTOTAL: format_money(document.total), _TAX: format_money(tax)}
    words[TOTAL] = format_money(document.total + tax)
    if document.applied is not None:
        words["Applied"] = format_money(document.applied)
    return words
