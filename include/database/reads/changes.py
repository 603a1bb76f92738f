"""One change to QuickBooks, as planned, previewed, sent or answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from include.books.documents import DocumentKind
from include.books.wording import numbered
from include.database.statuses import OperationStatus
from include.database.stored.answers import answer_from_json
from include.database.tables.runs import Operation

_ENTRY_KINDS = frozenset(kind.value for kind in DocumentKind)


@dataclass(frozen=True, slots=True)
class Change:
    """One change to QuickBooks: planned, previewed, sent or answered.

    Attributes:
        kind: "invoice", "bill", "customer", "product" ...
        content: what is posted, as JSON: a document, or a customer, vendor, product or class.
        total_cents: of the entry, without the tax that QuickBooks adds; 0 for a void.
        tax_cents: that tax: by the rates, or QuickBooks' own figure once it is posted.
        tax_before_cents: the tax of the entry that is updated or voided.
        before: the document it replaces, as JSON; None for a new one.
        status: a value of `OperationStatus`.
        date: the entry's date where the options left it to QuickBooks.
        error: why QuickBooks or CoreBooks rejected it, and what to do; empty when it didn't.
    """

    id: int
    run_id: int
    category: str
    action: str
    kind: str
    content: Mapping[str, Any]
    before: Mapping[str, Any] | None
    total_cents: int
    date: dt.date | None
    reason: str
    status: str
    error: str
    record_key: str
    record_fingerprint: str
    request_id: str
    quickbooks_id: str
    trace_id: str
    sent_at: dt.datetime | None
    answered_at: dt.datetime | None
    tax_cents: int = 0
    tax_before_cents: int = 0

    @property
    def is_entry(self) -> bool:
        """Whether it is of an entry, not of a customer, vendor, product or class."""
        return self.kind in _ENTRY_KINDS

    @property
    def taxes(self) -> tuple[int, int]:
        """The tax after and before it, in cents."""
        return self.tax_cents, self.tax_before_cents

    @property
    def number(self) -> str:
        """The entry's number; empty for what has none."""
        return str(self.content.get("number") or "")

    @property
    def payee(self) -> str:
        """The customer or vendor on the entry; empty for what is no entry."""
        party = self.content.get("party") or {}
        return str(party.get("display_name") or "")

    @property
    def name(self) -> str:
        """The name of a customer, vendor, product or class; empty for an entry."""
        return str(self.content.get("display_name") or self.content.get("name") or "")

    @property
    def record(self) -> str:
        """The CORE record that it comes from: "Transaction 640224"."""
        return self.record_key.replace(":", " ").capitalize()

    @property
    def title(self) -> str:
        """What it does, as lists and headings name it: "Update invoice TR-2026-640224"."""
        return f"{self.action.capitalize()} {numbered(self.kind, self.number or self.name)}".strip()


def change_of(operation: Operation) -> Change:
    """A change from its row."""
    error = ""
    if operation.status == OperationStatus.ERROR:
        answer = answer_from_json(operation.answer)
        error = f"{answer.sentence} {answer.what_to_do}".strip()
    return Change(
        id=operation.id,
        run_id=operation.run_id,
        category=operation.category,
        action=operation.action,
        kind=operation.kind,
        content=operation.payload,
        before=operation.before,
        total_cents=operation.total_cents,
        date=operation.date,
        reason=operation.reason,
        status=operation.status,
        error=error,
        record_key=operation.record_key,
        record_fingerprint=operation.record_fingerprint,
        request_id=operation.request_id,
        quickbooks_id=operation.quickbooks_id,
        trace_id=operation.trace_id,
        sent_at=operation.sent_at,
        answered_at=operation.answered_at,
        tax_cents=operation.tax_cents,
        tax_before_cents=operation.tax_before_cents,
    )
