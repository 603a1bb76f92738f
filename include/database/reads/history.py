"""History: runs, changes and the audit trail of a company, filtered, by page or all for an export.

`RUNS`, `CHANGES` and `TRAIL` are the three lists; each says which of its columns a filter compares.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, cast, func, literal_column, or_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import InstrumentedAttribute, Session

from include.database.engine import Database
from include.database.reads.changes import Change, change_of
from include.database.reads.run_summary import RunSummary, summaries, summary_of
from include.database.tables.runs import IS_TOLD, WAS_SENT, AuditEvent, Operation, SyncRun

PER_PAGE = 50

_CHUNK = 1000
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
        search: in changes a number, name, QuickBooks ID or Intuit trace ID; in the audit trail a
            part of the event, the record or the detail.
        user: who started the run, or caused the event.
        workflow: a category.
        outcome: of runs, a value of `RunOutcome`.
    """

    period: Period
    search: str = ""
    user: str = ""
    workflow: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class HistoryChange:
    """A change that was sent to QuickBooks, and who started its run."""

    change: Change
    actor: str


@dataclass(frozen=True, slots=True)
class TrailEvent:
    """An event of the audit trail; its hash covers the hash of the event before it."""

    number: int
    at: dt.datetime
    actor: str
    event: str
    subject: str
    detail: Mapping[str, Any]
    hash: str
    previous_hash: str


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
        search: the condition for a search text; None where the list can't be searched.
        newest_first: the column to sort by.
        read: from a row of `rows` to what is shown.
    """

    rows: Callable[[str], Select[*tuple[Any, ...]]]
    at: InstrumentedAttribute[Any]
    newest_first: InstrumentedAttribute[Any]
    read: Callable[..., Row]
    equals: Mapping[str, Callable[[str], ColumnElement[bool]]] = field(default_factory=dict)
    search: Callable[[str], ColumnElement[bool]] | None = None

    def page(
        self, database: Database, company_id: str, wanted: HistoryFilter, number: int
    ) -> HistoryPage[Row]:
        """One page, from 1, the newest first; one after the last is the last. Three queries."""
        query = self._filtered(company_id, wanted)
        # Of the rows themselves, nothing: an index has what is compared.
        counted = query.order_by(None).with_only_columns(func.count(self.newest_first))
        with database.reading() as session:
            total = session.scalar(counted) or 0
            number = min(max(number, 1), _last(total))
            one_page = query.limit(PER_PAGE).offset((number - 1) * PER_PAGE)
            rows = [self.read(*row) for row in session.execute(one_page)]
            users = _users(session, company_id)
        return HistoryPage(rows, total, number, users)

    def all(self, database: Database, company_id: str, wanted: HistoryFilter) -> Iterator[Row]:
        """Every row, the newest first, in bounded memory: for exports."""
        query = self._filtered(company_id, wanted).execution_options(yield_per=_CHUNK)
        with database.reading() as session:
            for row in session.execute(query):
                yield self.read(*row)

    def _filtered(self, company_id: str, wanted: HistoryFilter) -> Select[*tuple[Any, ...]]:
        query = self.rows(company_id)
        if begin := wanted.period.begin:
            query = query.where(self.at >= begin)
        if end := wanted.period.end:
            query = query.where(self.at < end)
        for name, condition in self.equals.items():
            if value := getattr(wanted, name):
                query = query.where(condition(value))
        if self.search and (text := wanted.search.strip()):
            query = query.where(self.search(text))
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


def _search_changes(text: str) -> ColumnElement[bool]:
    return or_(
        Operation.quickbooks_id == text,
        Operation.trace_id == text,
        _contains(Operation.payload["number"].as_string(), text),
        _contains(Operation.payload["party"]["display_name"].as_string(), text),
    )


def _events(company_id: str) -> Select[*tuple[Any, ...]]:
    is_told = sql(IS_TOLD)
    return select(AuditEvent).where(AuditEvent.company_id == company_id, is_told)


def _search_events(text: str) -> ColumnElement[bool]:
    return or_(
        _contains(AuditEvent.subject, text),
        _contains(AuditEvent.event, text),
        _contains(cast(AuditEvent.detail, String), text),
    )


def _trail_event(event: AuditEvent) -> TrailEvent:
    return TrailEvent(
        number=event.number,
        at=event.at,
        actor=event.actor,
        event=event.event,
        subject=event.subject,
        detail=event.detail,
        hash=event.hash,
        previous_hash=event.previous_hash,
    )


def _last(total: int) -> int:
    return max(1, -(-total // PER_PAGE))


def _users(session: Session, company_id: str) -> list[str]:
    users = select(SyncRun.actor).where(SyncRun.company_id == company_id, _INDEXED).distinct()
    return sorted(session.scalars(users))


def _equal(column: InstrumentedAttribute[str]) -> Callable[[str], ColumnElement[bool]]:
    return lambda value: column == value


def _contains(column: Any, text: str) -> ColumnElement[bool]:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    contains: ColumnElement[bool] = column.ilike(f"%{escaped}%", escape="\\")
    return contains


RUNS: HistoryList[RunSummary] = HistoryList(
    rows=lambda company_id: summaries(company_id).where(_INDEXED),
    at=SyncRun.started_at,
    newest_first=SyncRun.id,
    read=summary_of,
    equals={
        "workflow": _equal(SyncRun.category),
        "user": _equal(SyncRun.actor),
        "outcome": _equal(SyncRun.outcome),
    },
)
CHANGES: HistoryList[HistoryChange] = HistoryList(
    rows=_sent_changes,
    at=Operation.sent_at,
    newest_first=Operation.id,
    read=lambda operation, actor: HistoryChange(change_of(operation), actor),
    equals={"workflow": _equal(Operation.category), "user": _started_by},
    search=_search_changes,
)
TRAIL: HistoryList[TrailEvent] = HistoryList(
    rows=_events,
    at=AuditEvent.at,
    newest_first=AuditEvent.number,
    read=_trail_event,
    equals={"user": _equal(AuditEvent.actor)},
    search=_search_events,
)
