"""Runs, writes and the audit trail, narrowed by what somebody looks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Select, String, cast, func, or_, select
from sqlalchemy.orm import Session

from include.database.statuses import OperationStatus
from include.database.tables.runs import AuditEvent, Operation, SyncRun

PAGE = 50
_SENT = (OperationStatus.POSTED, OperationStatus.ERROR, OperationStatus.SENT)
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Period:
    """Days in the company's time zone, both included; None is open."""

    since: dt.date | None
    until: dt.date | None
    zone: ZoneInfo

    def moments(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """The first moment of the period and the first after it, UTC."""
        first = last = None
        if self.since:
            first = dt.datetime.combine(self.since, dt.time(), self.zone).astimezone(dt.UTC)
        if self.until:
            after = self.until + dt.timedelta(days=1)
            last = dt.datetime.combine(after, dt.time(), self.zone).astimezone(dt.UTC)
        return first, last


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty values narrow nothing.

    Attributes:
        search: of writes, a document number, a party, QuickBooks' id or Intuit's trace id; of the
            trail, a part of the subject or event.
        who: the user, or "schedule".
        workflow: a category.
        outcome: of runs, how they ended.
    """

    period: Period
    search: str = ""
    who: str = ""
    workflow: str = ""
    outcome: str = ""


def runs(company_id: str, wanted: Wanted) -> Select[SyncRun]:
    """The runs, the newest first."""
    query = select(SyncRun).where(SyncRun.company_id == company_id)
    first, after = wanted.period.moments()
    if first:
        query = query.where(SyncRun.started_at >= first)
    if after:
        query = query.where(SyncRun.started_at < after)
    if wanted.workflow:
        query = query.where(SyncRun.category == wanted.workflow)
    if wanted.who:
        query = query.where(SyncRun.actor == wanted.who)
    if wanted.outcome:
        query = query.where(SyncRun.outcome == wanted.outcome)
    return query.order_by(SyncRun.id.desc())


def writes(company_id: str, wanted: Wanted) -> Select[Operation, SyncRun]:
    """What was handed to QuickBooks, each with its run, the newest first."""
    query = (
        select(Operation, SyncRun)
        .join(SyncRun, SyncRun.id == Operation.run_id)
        .where(Operation.company_id == company_id, Operation.status.in_(_SENT))
    )
    first, after = wanted.period.moments()
    if first:
        query = query.where(Operation.sent_at >= first)
    if after:
        query = query.where(Operation.sent_at < after)
    if wanted.workflow:
        query = query.where(Operation.category == wanted.workflow)
    if wanted.who:
        query = query.where(SyncRun.actor == wanted.who)
    if wanted.search:
        text = wanted.search.strip()
        number = Operation.payload["number"].as_string()
        party = Operation.payload["party"]["display_name"].as_string()
        query = query.where(
            or_(
                Operation.quickbooks_id == text,
                Operation.trace_id == text,
                number.ilike(f"%{_escaped(text)}%", escape="\\"),
                party.ilike(f"%{_escaped(text)}%", escape="\\"),
            )
        )
    return query.order_by(Operation.id.desc())


def trail(company_id: str, wanted: Wanted) -> Select[AuditEvent]:
    """The events of the audit trail, the newest first."""
    query = select(AuditEvent).where(AuditEvent.company_id == company_id)
    first, after = wanted.period.moments()
    if first:
        query = query.where(AuditEvent.at >= first)
    if after:
        query = query.where(AuditEvent.at < after)
    if wanted.who:
        query = query.where(AuditEvent.actor == wanted.who)
    if wanted.search:
        text = f"%{_escaped(wanted.search.strip())}%"
        query = query.where(
            or_(
                AuditEvent.subject.ilike(text, escape="\\"),
                AuditEvent.event.ilike(text, escape="\\"),
                cast(AuditEvent.detail, String).ilike(text, escape="\\"),
            )
        )
    return query.order_by(AuditEvent.number.desc())


def count(session: Session, query: Select[*tuple[object, ...]]) -> int:
    """How many rows a query has in all."""
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def page_of(query: Select[*tuple[object, ...]], page: int) -> Select[*tuple[object, ...]]:
    """One page of a query, from 1."""
    return query.limit(PAGE).offset((max(page, 1) - 1) * PAGE)


def in_chunks(session: Session, query: Select[*tuple[object, ...]]) -> Iterator[Sequence[object]]:
    """All rows of a query with bounded memory, for exports."""
    for row in session.execute(query.execution_options(yield_per=_CHUNK)):
        yield tuple(row)


def actors(session: Session, company_id: str) -> list[str]:
    """Everybody who ever started a run."""
    found = session.scalars(
        select(SyncRun.actor).where(SyncRun.company_id == company_id).distinct()
    )
    return sorted(found)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
