"""Decided changes: what is to be written to QuickBooks, before it is stored as an operation."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, Line, fingerprint
from include.books.entries import NOTHING_SET, Entry, EntryExtras, EntryRef, LineExtras
from include.books.gateway import Action
from include.database.statuses import LinkStatus
from include.database.stored.documents import document_to_json
from include.sync.decide.facts import Tracked


@dataclass(frozen=True, slots=True)
class Change:
    """One write of a document that was decided.

    Attributes:
        reason: why, for the log and the audit trail.
        tracked: the entry of the document that CoreBooks knows, if any.
        existing: the entry to update or void; None for a new one.
        revision: the revision of the tracked entry when the change is written.
        attempt: how often QuickBooks rejected the document before.
        date, due_date: the days that are posted.
        extras: what a bookkeeper set on each of the document's lines, which stays.
        whole: for a new entry, what a bookkeeper set on the one that it replaces, beside the lines.
        memo: the whole memo to leave; None for the document's own.
        keeps_number: for an update, whether the number stays: it is the one on a check's paper.
        wanted: the fingerprint of what CORE has, where something else is posted on purpose.
        is_undo: it takes a run back: CORE didn't change.
        found: the entry as QuickBooks has it, for one that wasn't tracked.
    """

    action: Action
    document: Document
    reason: str
    date: dt.date
    due_date: dt.date
    tracked: Tracked | None = None
    existing: EntryRef | None = None
    revision: int = 0
    attempt: int = 0
    setup_version: int = 0
    shape_version: int = 0
    extras: tuple[LineExtras, ...] = ()
    whole: EntryExtras = NOTHING_SET
    memo: str | None = None
    keeps_number: bool = False
    wanted: str = ""
    found: Entry | None = None
    is_undo: bool = False

    @property
    def standing(self) -> Tracked | None:
        """What is in QuickBooks before the change: as it was posted, or else as it was found."""
        return self.tracked if self.found is None else as_found(self.document, self.found)

    @property
    def key(self) -> str:
        """The document's key."""
        return self.document.key

    @property
    def kind(self) -> str:
        """The document's kind."""
        return self.document.kind

    @property
    def is_new(self) -> bool:
        """Whether it creates an entry."""
        return self.action is Action.CREATE

    @property
    def is_relink(self) -> bool:
        """Whether it updates an entry with the document's CoreBooks tag that wasn't tracked."""
        known = self.tracked.quickbooks_id if self.tracked else ""
        existing = self.existing.id if self.existing else known
        return self.action is Action.UPDATE and existing != known

    @property
    def content(self) -> str:
        """A fingerprint of what is written, by which the same write is known again."""
        kept: dict[str, object] = {}
        if self.is_relink and self.existing:
            kept["of"] = self.existing.id
        if any(not extra.is_empty for extra in self.extras):
            kept["extras"] = [[e.class_id, e.customer_id, e.billable] for e in self.extras]
        if not self.whole.is_empty:
            kept["whole"] = [self.whole.class_id, self.whole.location_id]
        if self.memo is not None:
            kept["whole_memo"] = self.memo
        if self.keeps_number:
            kept["keeps_number"] = True
        return fingerprint({"action": self.action.value, **kept, **self.document.content()})


@dataclass(frozen=True, slots=True)
class Linking:
    """An entry in QuickBooks that becomes a document's, without a write.

    Attributes:
        document: what CORE has.
        entry: the entry, which someone entered in QuickBooks.
        reason: why it is the document's, for the log and the audit trail.
        from_key: the key of the document that the entry belonged to before; empty for none.
        setup_version, shape_version: as for a change.
        is_foreign: it stays someone else's: CoreBooks changes it only if a user asks for it.
    """

    document: Document
    entry: Entry
    reason: str
    from_key: str = ""
    setup_version: int = 0
    shape_version: int = 0
    is_foreign: bool = False

    @property
    def is_different(self) -> bool:
        """Whether the entry has another amount than CORE, which isn't someone else's business."""
        return not self.is_foreign and self.entry.net != self.document.total


def as_found(document: Document, entry: Entry) -> Tracked:
    """An entry that wasn't tracked, as if it had been posted the way QuickBooks has it."""
    account = document.account
    if account is not None and entry.account_id:
        account = dataclasses.replace(account, id=entry.account_id)
    posted = dataclasses.replace(document, lines=_lines(document, entry), account=account)
    day = entry.date or document.date or dt.date.min
    return Tracked(
        document_key=document.key,
        kind=entry.kind,
        quickbooks_id=entry.ref.id,
        version=entry.ref.version,
        number=entry.number or document.number,
        fingerprint="",
        content=document_to_json(posted),
        total_cents=entry.net,
        tax_cents=entry.tax,
        date=day,
        due_date=day,
        revision=0,
        setup_version=0,
        shape_version=0,
        status=LinkStatus.IN_QUICKBOOKS,
    )


def _lines(document: Document, entry: Entry) -> tuple[Line, ...]:
    """The lines as they were found; of a payment, which has none, its total."""
    first = document.lines[0]
    if sum(cents for _, cents in entry.lines) != entry.net:
        return (dataclasses.replace(first, amount=entry.net, tax=None),)
    return tuple(
        Line(text, text, cents, ListRef(first.target.kind, target, ""), tax_code(code))
        for (text, cents, target), code in zip(entry.posted_lines, entry.line_codes, strict=True)
    )


def tax_code(code: str) -> ListRef | None:
    """The tax code of a line that QuickBooks returned, by its ID; None where it has none."""
    return ListRef(ListKind.TAX_CODE, code, "") if code else None
