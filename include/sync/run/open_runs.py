"""Other runs of the same company and workflow that aren't finished.

Two runs of one workflow at once are exact, but the second one plans again what the first one planned and
didn't send yet. So a run waits for the one before it, unless that waits for people itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from include.clock import utc_now
from include.database import approvals
from include.database.engine import Database
from include.database.statuses import RunOutcome
from include.database.tables.runs import SyncRun
from include.sync.run.opening import RunRequest, company_for

APPROVER, PC = "an approver", "the QuickBooks PC"


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run that isn't finished.

    Attributes:
        name: its DAG run's ID.
        waits_for: an approver or the PC, in words; empty while it works.
    """

    id: int
    name: str
    actor: str
    waits_for: str


def open_runs(database: Database, request: RunRequest) -> list[OpenRun]:
    """The unfinished runs of the company and workflow that a run is asked for, except its own.

    Raises:
        CompanyNotChosen: it is unclear which company.
    """
    with database.reading() as session:
        company, _, _ = company_for(session, request)
        runs = session.scalars(
            select(SyncRun)
            .where(
                SyncRun.company_id == company.id,
                SyncRun.category == request.category,
                SyncRun.outcome == RunOutcome.RUNNING,
                SyncRun.airflow_run_id != request.run_name,
            )
            .order_by(SyncRun.id)
        ).all()
        return [
            OpenRun(
                run.id,
                run.airflow_run_id,
                run.actor,
                # While it runs, its message is what the PC must do.
                APPROVER if approvals.waiting(session, run.id) else PC if run.message else "",
            )
            for run in runs
            if not run.preview
        ]


def close_abandoned(database: Database, run_id: int) -> None:
    """Close a run that Airflow ended, or lost, without its tasks."""
    with database.writing() as session:
        run = session.get_one(SyncRun, run_id)
        if run.outcome != RunOutcome.RUNNING:
            return
        approvals.withdraw(session, run_id)
        run.outcome, run.finished_at = RunOutcome.FAILED, utc_now()
        run.message = "Airflow ended this run before it finished. The next run continues."
