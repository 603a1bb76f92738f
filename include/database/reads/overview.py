"""Overview: each workflow at a glance. Seven queries, however many workflows and runs there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session

from include.books.documents import CREDITS, PAYMENTS
from include.books.money import Cents
from include.database.reads.active_setups import active_setups
from include.database.reads.run_summary import RunSummary, summaries, summary_of
from include.database.reads.streams import WORKFLOWS
from include.database.statuses import LinkStatus, RecordStatus, RunOutcome
from include.database.tables.entries import Link
from include.database.tables.records import RecordState
from include.database.tables.runs import SyncRun


@dataclass(frozen=True, slots=True)
class WorkflowGlance:
    """A workflow at a glance.

    Attributes:
        template: the key of the template that is on; empty when the workflow is off.
        entries: how many of its entries are in QuickBooks, dated on the day that was asked for or later.
        entries_cents: their totals as QuickBooks has them, with tax, without the payments of other entries.
        tax_cents: how much of that is tax.
        ready: how many of its records the next run posts.
        on_hold: how many of its records are on hold.
        running: the name in Airflow of a run that is not finished; empty when there is none.
        last_run: the newest run that was not a preview; None before the first.
        last_success: the newest run that posted what it could; None before the first.
        start_date: records dated before it don't post; None where there is no such limit.
        has_posted: whether any entry of it was ever in QuickBooks.
    """

    template: str = ""
    entries: int = 0
    entries_cents: Cents = 0
    tax_cents: Cents = 0
    ready: int = 0
    on_hold: int = 0
    running: str = ""
    last_run: RunSummary | None = None
    last_success: RunSummary | None = None
    start_date: dt.date | None = None
    has_posted: bool = False


def workflow_glances(
    session: Session, company_id: str, since: dt.date
) -> Mapping[str, WorkflowGlance]:
    """Each workflow at a glance, by category, with its entries dated `since` or later."""
    setups = active_setups(session, company_id)
    entries = _entries(session, company_id, since)
    waiting = _waiting(session, company_id)
    running = _running(session, company_id)
    last_runs = _newest_runs(session, company_id, SyncRun.outcome != RunOutcome.PREVIEWED)
    successes = _newest_runs(session, company_id, SyncRun.outcome == RunOutcome.COMPLETED)
    posted = _have_posted(session, company_id)
    return {
        category: WorkflowGlance(
            template=setups[category].template if category in setups else "",
            entries=entries.get(category, _NONE)[0],
            entries_cents=sum(entries.get(category, _NONE)[1:]),
            tax_cents=entries.get(category, _NONE)[2],
            ready=waiting.get((category, RecordStatus.READY), 0),
            on_hold=waiting.get((category, RecordStatus.ON_HOLD), 0),
            running=running.get(category, ""),
            last_run=last_runs.get(category),
            last_success=successes.get(category),
            start_date=setups[category].start_date if category in setups else None,
            has_posted=category in posted,
        )
        for category in WORKFLOWS
    }


def records_on_hold(session: Session, company_id: str) -> int:
    """How many records are on hold, each counted once in however many workflows."""
    number = select(func.count(RecordState.record_key.distinct())).where(
        RecordState.company_id == company_id,
        RecordState.category.in_(WORKFLOWS),
        RecordState.status == RecordStatus.ON_HOLD,
    )
    return session.scalar(number) or 0


def oldest_hold(session: Session, company_id: str) -> dt.datetime | None:
    """Since when the record that has been on hold for the longest is so, UTC; None where none is."""
    return session.scalar(
        select(func.min(RecordState.since)).where(
            RecordState.company_id == company_id,
            RecordState.category.in_(WORKFLOWS),
            RecordState.status == RecordStatus.ON_HOLD,
        )
    )


def has_previewed(session: Session, company_id: str) -> bool:
    """Whether any run was a preview that planned what it would post."""
    previewed = select(SyncRun.id).where(
        SyncRun.company_id == company_id,
        SyncRun.category.in_(WORKFLOWS),
        SyncRun.outcome == RunOutcome.PREVIEWED,
    )
    return session.scalar(previewed.limit(1)) is not None


def _have_posted(session: Session, company_id: str) -> set[str]:
    """The categories that have an entry, of whatever status; an index answers each."""
    has_one = [
        exists().where(Link.company_id == company_id, Link.category == category)
        for category in WORKFLOWS
    ]
    answers = session.execute(select(*has_one)).one()
    return {category for category, is_so in zip(WORKFLOWS, answers, strict=True) if is_so}


_NONE: tuple[int, Cents, Cents] = (0, 0, 0)


def _entries(
    session: Session, company_id: str, since: dt.date
) -> dict[str, tuple[int, Cents, Cents]]:
    """By category, how many, their amounts and their tax. A payment's is that of the entry it pays, again."""
    net, tax = (
        func.sum(
            case((Link.kind.in_(PAYMENTS), 0), (Link.kind.in_(CREDITS), -column), else_=column)
        )
        for column in (Link.total_cents, Link.tax_cents)
    )
    rows = session.execute(
        select(Link.category, func.count(), net, tax)
        .where(
            Link.company_id == company_id,
            Link.category.in_(WORKFLOWS),
            Link.status == LinkStatus.IN_QUICKBOOKS,
            Link.date >= since,
        )
        .group_by(Link.category)
    )
    return {
        category: (number, int(cents or 0), int(taxes or 0))
        for category, number, cents, taxes in rows
    }


def _waiting(session: Session, company_id: str) -> dict[tuple[str, str], int]:
    """How many records are on hold or ready, by category and status."""
    rows = session.execute(
        select(RecordState.category, RecordState.status, func.count())
        .where(
            RecordState.company_id == company_id,
            RecordState.category.in_(WORKFLOWS),
            RecordState.status.in_([RecordStatus.ON_HOLD, RecordStatus.READY]),
        )
        .group_by(RecordState.category, RecordState.status)
    )
    return {(category, status): number for category, status, number in rows}


def _running(session: Session, company_id: str) -> dict[str, str]:
    rows = session.execute(
        select(SyncRun.category, SyncRun.airflow_run_id)
        .where(SyncRun.company_id == company_id, SyncRun.outcome == RunOutcome.RUNNING)
        .order_by(SyncRun.id)
    )
    return {row.category: row.airflow_run_id for row in rows}


def _newest_runs(
    session: Session, company_id: str, condition: ColumnElement[bool]
) -> dict[str, RunSummary]:
    newest = (
        select(func.max(SyncRun.id))
        .where(SyncRun.company_id == company_id, condition)
        .group_by(SyncRun.category)
    )
    rows = session.execute(summaries(company_id).where(SyncRun.id.in_(newest)))
    return {row[0].category: summary_of(*row) for row in rows}
