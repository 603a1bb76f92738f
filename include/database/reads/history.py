"""History: runs and changes of a company, filtered, by page or all for an export.

`RUNS` and `CHANGES` are lists; each says which of its columns a filter compares. The third list, of the
audit trail's events, is `include.database.reads.trail`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, select
from sqlalchemy import text as sql
from sqlalchemy.orm import InstrumentedAttribute, Session

from include.database.engine import Database
from include.database.reads.changes import Change, change_of
from include.database.reads.run_summary import RunSummary, summaries, summary_of
from include.database.reads.things_found import things_found
from include.database.tables.runs import WAS_SENT, Operation, SyncRun

PER_PAGE = 50

_CHUNK = 1000
_MOST_FOUND = 5000
"""Changes of what a search found, at most."""
_INDEXED = SyncRun.category != literal_column("''")
"""True of every run: asks for the index `ix_sync_run_history`, which has all that runs are filtered by."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Period:
    """Days in the company's time zone, both included; None is open."""

    since: dt.date | None
    until: dt.date | None
    zone: ZoneInfo

    @property
    def begin(self) -> dt.datetime | None:
        """The first moment of the period, UTC."""
        return self._midnight(self.since) if self.since else None

    @property
    def end(self) -> dt.datetime | None:
        """The first moment after the period, UTC."""
        return self._midnight(self.until + dt.timedelta(days=1)) if self.until else None

    def _midnight(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), self.zone).astimezone(dt.UTC)


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What a list is filtered by; empty values filter nothing.

    Attributes:
        search: either name of a thing: CORE's number, address or agent, QuickBooks' number, ID or
            display name; in changes also Intuit's trace ID, in the audit trail an event's number.
        user: who started the run, or caused the event.
        workflow: a category.
        outcome: of runs, a value of `RunOutcome`.
        kind: of events, a value of `EventKind`.
    """

    period: Period
    search: str = ""
    user: str = ""
    workflow: str = ""
    outcome: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class HistoryChange:
    """A change that was sent to QuickBooks, and who started its run."""

    change: Change
    actor: str


@dataclass(frozen=True, slots=True)
class HistoryPage(Generic[Row]):
    """One page of a list.

    Attributes:
        total: rows on all pages.
        users: everyone who ever started a run, for the filter.
    """

    rows: Sequence[Row]
    total: int
    number: int
    users: Sequence[str]

    @property
    def last(self) -> int:
        """The number of the last page."""
        return _last(self.total)


@dataclass(frozen=True, slots=True)
class HistoryList(Generic[Row]):
    """One of the lists: what is selected, what a filter compares, and what a row becomes.

    Attributes:
        rows: a company's rows.
        at: the column that a period compares.
        equals: by field of `HistoryFilter`, the condition for its value.
        search: for a company, the condition for a search text; None where the list can't be searched.
        newest_first: the column to sort by.
        read: from a row of `rows` to what is shown.
    """

    rows: Callable[[str], Select[*tuple[Any, ...]]]
    at: InstrumentedAttribute[Any]
    newest_first: InstrumentedAttribute[Any]
    read: Callable[..., Row]
    equals: Mapping[str, Callable[[str], ColumnElement[bool]]] = field(default_factory=dict)
    search: Callable[[Session, str, str], ColumnElement[bool]] | None = None

    def page(
        self, database: Database, company_id: str, wanted: HistoryFilter, number: int
    ) -> HistoryPage[Row]:
        """One page, from 1, the newest first; one after the last is the last. Three queries."""
        with database.reading() as session:
            query = self.filtered(session, company_id, wanted)
            # Of the rows themselves, nothing: an index has what is compared.
            counted = query.order_by(None).with_only_columns(func.count(self.newest_first))
            total = session.scalar(counted) or 0
            number = min(max(number, 1), _last(total))
            one_page = query.limit(PER_PAGE).offset((number - 1) * PER_PAGE)
            rows = [self.read(*row) for row in session.execute(one_page)]
            users = users_of(session, company_id)
        return HistoryPage(rows, total, number, users)

    def all(self, database: Database, company_id: str, wanted: HistoryFilter) -> Iterator[Row]:
        """Every row, the newest first, in bounded memory: for exports."""
        with database.reading() as session:
            query = self.filtered(session, company_id, wanted)
            for row in session.execute(query.execution_options(yield_per=_CHUNK)):
                yield self.read(*row)

    def filtered(
        self, session: Session, company_id: str, wanted: HistoryFilter
    ) -> Select[*tuple[Any, ...]]:
        """The company's rows that a filter leaves, the newest first."""
        query = self.rows(company_id)
        if begin := wanted.period.begin:
            query = query.where(self.at >= begin)
        if end := wanted.period.end:
            query = query.where(self.at < end)
        for name, condition in self.equals.items():
            if value := getattr(wanted, name):
                query = query.where(condition(value))
        if self.search and (text := wanted.search.strip()):
            query = query.where(self.search(session, company_id, text))
        return query.order_by(self.newest_first.desc())


def newest_runs(session: Session, company_id: str, most: int) -> list[RunSummary]:
    """A company's newest runs, previews too, the newest first."""
    query = summaries(company_id).where(_INDEXED).order_by(SyncRun.id.desc()).limit(most)
    return [summary_of(*row) for row in session.execute(query)]


def _sent_changes(company_id: str) -> Select[*tuple[Any, ...]]:
    # Not joined: they are counted without their runs.
    actor = select(SyncRun.actor).where(SyncRun.id == Operation.run_id).scalar_subquery()
    was_sent = sql(WAS_SENT)
    return select(Operation, actor).where(Operation.company_id == company_id, was_sent)


def _started_by(actor: str) -> ColumnElement[bool]:
    return Operation.run_id.in_(select(SyncRun.id).where(SyncRun.actor == actor))


def _search_changes(session: Session, company_id: str, text: str) -> ColumnElement[bool]:
    found = things_found(session, company_id, text)
    mine, was_sent = Operation.company_id == company_id, sql(WAS_SENT)
    parts = [Operation.trace_id == text, Operation.record_key.in_(sorted(found.records))]
    if found.entries:
        by_record = Operation.record_key.in_(sorted(set(found.entries.values())))
        parts.append(and_(by_record, Operation.document_key.in_(sorted(found.entries))))
    # Found first: sorted by ID, a database would rather read all changes than these few.
    ids: set[int] = set()
    for part in parts:
        one = select(Operation.id).where(mine, was_sent, part).limit(_MOST_FOUND)
        ids.update(session.scalars(one))
    return Operation.id.in_(sorted(ids, reverse=True)[:_MOST_FOUND])


def _last(total: int) -> int:
    return max(1, -(-total // PER_PAGE))


def users_of(session: Session, company_id: str) -> list[str]:
    """Everyone who ever started a run of a company, by name."""
    users = select(SyncRun.actor).where(SyncRun.company_id == company_id, _INDEXED).distinct()
    return sorted(session.scalars(users))


def equal(column: InstrumentedAttribute[str]) -> Callable[[str], ColumnElement[bool]]:
    """The condition that a column has the value of a filter."""
    return lambda value: column == value


RUNS: HistoryList[RunSummary] = HistoryList(
    rows=lambda company_id: summaries(company_id).where(_INDEXED),
    at=SyncRun.started_at,
    newest_first=SyncRun.id,
    read=summary_of,
    equals={
        "workflow": equal(SyncRun.category),
        "user": equal(SyncRun.actor),
        "outcome": equal(SyncRun.outcome),
    },
)
CHANGES: HistoryList[HistoryChange] = HistoryList(
    rows=_sent_changes,
    at=Operation.sent_at,
    newest_first=Operation.id,
    read=lambda operation, actor: HistoryChange(change_of(operation), actor),
    equals={"workflow": equal(Operation.category), "user": _started_by},
    search=_search_changes,
)
