"""The entries that the CoreBooks database has in QuickBooks, and the records on hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from include.books.documents import CREDITS, DocumentKind
from include.database.engine import Database
from include.database.statuses import LinkStatus, RecordStatus
from include.database.tables.entries import Link
from include.database.tables.records import RecordState

_NOT_SYNCED = (RecordStatus.ON_HOLD, RecordStatus.UNDONE)


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry in QuickBooks; `cents`, without tax, and `tax` are negative for credits."""

    kind: DocumentKind
    cents: int
    tax: int = 0


@dataclass(frozen=True, slots=True)
class PostedEntries:
    """A company's entries, as the CoreBooks database has them.

    Attributes:
        entries: workflow -> record -> role ("income", "payee:agent:45") -> entry.
        on_hold: workflow -> the records that are on hold or undone.
    """

    entries: dict[str, dict[str, dict[str, PostedEntry]]] = field(default_factory=dict)
    on_hold: dict[str, set[str]] = field(default_factory=dict)

    def of_record(self, workflow: str, record: str) -> dict[str, PostedEntry]:
        """A record's entries in one workflow, by role."""
        return self.entries.get(workflow, {}).get(record, {})

    def records(self, workflow: str) -> set[str]:
        """The records that have entries in one workflow."""
        return set(self.entries.get(workflow, {}))

    def is_on_hold(self, workflow: str, record: str) -> bool:
        """Whether the record, or a part of it, is on hold or undone."""
        return record in self.on_hold.get(workflow, ())


def read_posted_entries(database: Database, company: str) -> PostedEntries:
    """Read the entries in QuickBooks and the records on hold."""
    posted = PostedEntries()
    with database.reading() as session:
        for link in session.scalars(
            select(Link).where(Link.company_id == company, Link.status == LinkStatus.IN_QUICKBOOKS)
        ):
            kind = DocumentKind(link.kind)
            role = link.document_key.removeprefix(f"{link.category}/{link.record_key}/")
            records = posted.entries.setdefault(link.category, {})
            sign = -1 if kind in CREDITS else 1
            entry = PostedEntry(kind, sign * link.total_cents, sign * link.tax_cents)
            records.setdefault(link.record_key, {})[role] = entry
        for state in session.scalars(
            select(RecordState).where(
                RecordState.company_id == company, RecordState.status.in_(_NOT_SYNCED)
            )
        ):
            posted.on_hold.setdefault(state.category, set()).add(state.record_key)
    return posted
