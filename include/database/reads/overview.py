"""Overview: each workflow at a glance. Five queries, however many workflows and runs there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

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
        entries: how many of its entries are in QuickBooks.
        on_hold: how many of its records are on hold.
        running: the name in Airflow of a run that is not finished; empty when there is none.
        last_run: the newest run that was not a preview; None before the first.
    """

    template: str = ""
    entries: int = 0
    on_hold: int = 0
    running: str = ""
    last_run: RunSummary | None = None


def workflow_glances(session: Session, company_id: str) -> Mapping[str, WorkflowGlance]:
    """Each workflow at a glance, by category."""
    setups = active_setups(session, company_id)
    entries = _entry_counts(session, company_id)
    on_hold = count_on_hold(session, company_id)
    running = _running(session, company_id)
    last_runs = _last_runs(session, company_id)
    return {
        category: WorkflowGlance(
            template=setups[category].template if category in setups else "",
            entries=entries.get(category, 0),
            on_hold=on_hold.get(category, 0),
            running=running.get(category, ""),
            last_run=last_runs.get(category),
        )
        for category in WORKFLOWS
    }


def count_on_hold(session: Session, company_id: str) -> dict[str, int]:
    """How many records are on hold, by category; a category without any is left out."""
    rows = session.execute(
        select(RecordState.category, func.count().label("number"))
        .where(
            RecordState.company_id == company_id,
            RecordState.category.in_(WORKFLOWS),
            RecordState.status == RecordStatus.ON_HOLD,
        )
        .group_by(RecordState.category)
    )
    return {row.category: row.number for row in rows}


def _entry_counts(session: Session, company_id: str) -> dict[str, int]:
    rows = session.execute(
        select(Link.category, func.count().label("number"))
        .where(
            Link.company_id == company_id,
            Link.category.in_(WORKFLOWS),
            Link.status == LinkStatus.IN_QUICKBOOKS,
        )
        .group_by(Link.category)
    )
    return {row.category: row.number for row in rows}


def _running(session: Session, company_id: str) -> dict[str, str]:
    rows = session.execute(
        select(SyncRun.category, SyncRun.airflow_run_id)
        .where(SyncRun.company_id == company_id, SyncRun.outcome == RunOutcome.RUNNING)
        .order_by(SyncRun.id)
    )
    return {row.category: row.airflow_run_id for row in rows}


def _last_runs(session: Session, company_id: str) -> dict[str, RunSummary]:
    newest = (
        select(func.max(SyncRun.id))
        .where(SyncRun.company_id == company_id, SyncRun.outcome != RunOutcome.PREVIEWED)
        .group_by(SyncRun.category)
    )
    rows = session.execute(summaries(company_id).where(SyncRun.id.in_(newest)))
    return {row[0].category: summary_of(*row) for row in rows}
