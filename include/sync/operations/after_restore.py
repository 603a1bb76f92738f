"""A database that was restored from a backup doesn't know what was done since: nothing may go on from before.

What a run had planned, and what was queued for a PC, may have been posted after the backup. So none of it is
ever sent: the next run looks up what QuickBooks has, then plans again. Writes that were sent without a
response before the backup are looked up anyway.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database import approvals, audit
from include.database.engine import Database
from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.companies import Company, Lease
from include.database.tables.desktop import DesktopMessage, DesktopSession, MessageStatus
from include.database.tables.entries import EntryWatermark
from include.database.tables.runs import Operation, SyncRun
from include.database.upserts import insert_missing
from include.sync.operations.operations import reject_planned
from include.workflows.category import Category

_LONGEST = dt.timedelta(days=29)
"""How far back a workflow looks in QuickBooks before it posted anything."""


@dataclass(frozen=True, slots=True)
class SettledCompany:
    """What was ended of a company.

    Attributes:
        runs: unfinished runs that are over.
        requests: requests that waited for the PC.
    """

    name: str
    runs: int
    requests: int


def settle(database: Database, made_at: dt.datetime, actor: str) -> list[SettledCompany]:
    """End what was under way when the backup was made, and record the restore in each audit trail.

    Args:
        database: restored and migrated; no run works on it.
        made_at: when the backup was made, UTC.
        actor: who restored it.
    """
    with database.writing() as session:
        # A PC that hasn't connected yet has no company, but may have requests.
        session.execute(
            update(DesktopSession)
            .where(DesktopSession.closed_at.is_(None))
            .values(closed_at=utc_now())
        )
        session.execute(update(Lease).values(holder=""))
        companies = session.scalars(select(Company).order_by(Company.id)).all()
        return [_settle(session, company, made_at, actor) for company in companies]


def _settle(session: Session, company: Company, made_at: dt.datetime, actor: str) -> SettledCompany:
    runs = _end_runs(session, company.id, made_at)
    requests = _forget_requests(session, company.id)
    _look_back(session, company.id, made_at)
    company.restore_number = _restore_number(company)
    audit.append(
        session,
        company.id,
        actor=actor,
        event="database restored",
        subject=f"backup of {made_at.isoformat(timespec='seconds')}",
        detail={"made_at": made_at.isoformat(), "runs_ended": runs, "requests_dropped": requests},
    )
    return SettledCompany(company.name, runs, requests)


def _restore_number(company: Company) -> int:
    """A number that no earlier restore had, of this backup or another one.

    The backup itself doesn't know what was restored after it was made, so the number is of the clock: minutes.
    """
    minutes = int(utc_now().timestamp()) // 60
    return max(company.restore_number + 1, minutes)


def _end_runs(session: Session, company_id: str, made_at: dt.datetime) -> int:
    planned = select(Operation.run_id).where(
        Operation.company_id == company_id, Operation.status == OperationStatus.PLANNED
    )
    unfinished = session.scalars(
        select(SyncRun).where(
            SyncRun.company_id == company_id,
            (SyncRun.outcome == RunOutcome.RUNNING) | SyncRun.id.in_(planned),
        )
    ).all()
    for run in unfinished:
        reject_planned(session, run.id)
        approvals.withdraw(session, run.id)
        run.outcome, run.finished_at = RunOutcome.REJECTED, utc_now()
        run.message = (
            f"The CoreBooks database was restored from the backup of {made_at:%Y-%m-%d %H:%M} UTC."
        )
    return len(unfinished)


def _forget_requests(session: Session, company_id: str) -> int:
    """Drop what a PC would take: a write that it may have done after the backup would be done twice."""
    dropped = session.execute(
        delete(DesktopMessage).where(
            DesktopMessage.company_id == company_id,
            DesktopMessage.status.in_((MessageStatus.QUEUED, MessageStatus.SENT)),
        )
    )
    return int(getattr(dropped, "rowcount", 0))


def _look_back(session: Session, company_id: str, made_at: dt.datetime) -> None:
    """Have workflows that first posted after a backup of long ago look back as far as the backup."""
    since = min(made_at, utc_now() - _LONGEST)
    first = {"company_id": company_id, "read_up_to": since}
    rows = [{**first, "category": category.value} for category in Category]
    insert_missing(session, EntryWatermark, rows)
