"""What stands in QuickBooks by the database's word: which kinds of entries, and what waits."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from include.books.documents import CREDITS, DocumentKind
from include.database.engine import Database
from include.database.statuses import LinkStatus, RecordStatus
from include.database.tables.entries import Link
from include.database.tables.records import RecordState

_WAITS = (RecordStatus.ON_HOLD, RecordStatus.UNDONE)


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry that stands in QuickBooks; `cents` is below zero for credits."""

    kind: DocumentKind
    cents: int


@dataclass(frozen=True, slots=True)
class Books:
    """What the database knows of a company's entries.

    Attributes:
        entries: workflow -> record -> role ("income", "payee:agent:45") -> entry.
        waiting: workflow -> the records that a person must look at, or took back.
    """

    entries: dict[str, dict[str, dict[str, Standing]]] = field(default_factory=dict)
    waiting: dict[str, set[str]] = field(default_factory=dict)

    def of(self, workflow: str, record: str) -> dict[str, Standing]:
        """What stands of a record in one workflow, by role."""
        return self.entries.get(workflow, {}).get(record, {})

    def records(self, workflow: str) -> set[str]:
        """The records of which something stands in one workflow."""
        return set(self.entries.get(workflow, {}))

    def waits(self, workflow: str, record: str) -> bool:
        """Whether something of the record is on hold."""
        return record in self.waiting.get(workflow, ())


def read_books(database: Database, company: str) -> Books:
    """Read the entries that stand and the records that wait."""
    books = Books()
    with database.reading() as session:
        for link in session.scalars(
            select(Link).where(Link.company_id == company, Link.status == LinkStatus.IN_QUICKBOOKS)
        ):
            kind = DocumentKind(link.kind)
            role = link.document_key.removeprefix(f"{link.category}/{link.record_key}/")
            records = books.entries.setdefault(link.category, {})
            cents = -link.total_cents if kind in CREDITS else link.total_cents
            records.setdefault(link.record_key, {})[role] = Standing(kind, cents)
        for state in session.scalars(
            select(RecordState).where(
                RecordState.company_id == company, RecordState.status.in_(_WAITS)
            )
        ):
            books.waiting.setdefault(state.category, set()).add(state.record_key)
    return books
