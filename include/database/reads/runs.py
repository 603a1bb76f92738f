"""Runs on their way: how far one is, who waits for whom, and the preview of an Airflow run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.reads.run_summary import RunSummary, summaries, summary_of
from include.database.statuses import ApprovalStatus, RunOutcome
from include.database.tables.approvals import Approval
from include.database.tables.companies import Lease
from include.database.tables.runs import Operation, SyncRun


@dataclass(frozen=True, slots=True)
class RunProgress:
    """A run while it works.

    Attributes:
        by_status: how many of its changes have each `OperationStatus`.
        writer: the run that holds the company's lease, "Brokerage income run 12"; empty when none
            does.
    """

    run: RunSummary
    by_status: Mapping[str, int]
    writer: str


def run_progress(
    database: Database, company_id: str, category: str, airflow_run_id: str
) -> RunProgress | None:
    """How far a run is, by its ID in Airflow; None before it began. Two queries."""
    with database.reading() as session:
        row = session.execute(
            summaries(company_id, func.coalesce(Lease.holder, ""))
            .outerjoin(Lease, Lease.company_id == SyncRun.company_id)
            .where(SyncRun.category == category, SyncRun.airflow_run_id == airflow_run_id)
            # Somebody else's act under the same ID is a run of its own: the newest.
            .order_by(SyncRun.id.desc())
            .limit(1)
        ).first()
        if row is None:
            return None
        run, approval_required, writer = row
        statuses = session.execute(
            select(Operation.status, func.count())
            .where(Operation.run_id == run.id)
            .group_by(Operation.status)
        )
        by_status: dict[str, int] = {row[0]: row[1] for row in statuses}
    return RunProgress(summary_of(run, approval_required), by_status, writer)


def run_of_dag_run(session: Session, category: str, airflow_run_id: str) -> tuple[str, int] | None:
    """The company and the number of a DAG run's run; None before it began.

    Somebody else's act under the same ID is a run of its own: the newest.
    """
    row = session.execute(
        select(SyncRun.company_id, SyncRun.id)
        .where(SyncRun.category == category, SyncRun.airflow_run_id == airflow_run_id)
        .order_by(SyncRun.id.desc())
        .limit(1)
    ).first()
    return (row.company_id, row.id) if row else None


def running_actor(database: Database, company_id: str, category: str) -> str:
    """Who started the workflow's newest run that is still running; empty when none is."""
    with database.reading() as session:
        return (
            session.scalars(
                select(SyncRun.actor)
                .where(
                    SyncRun.company_id == company_id,
                    SyncRun.category == category,
                    SyncRun.outcome == RunOutcome.RUNNING,
                )
                .order_by(SyncRun.id.desc())
                .limit(1)
            ).first()
            or ""
        )


def awaited_run(database: Database, company_id: str, category: str) -> tuple[int, str] | None:
    """The workflow's run that waits for an approver, and who started it; None if none does."""
    with database.reading() as session:
        row = session.execute(
            select(SyncRun.id, SyncRun.actor)
            .join(Approval, Approval.run_id == SyncRun.id)
            .where(
                SyncRun.company_id == company_id,
                SyncRun.category == category,
                SyncRun.outcome == RunOutcome.RUNNING,
                Approval.status == ApprovalStatus.WAITING,
            )
            .order_by(SyncRun.id)
            .limit(1)
        ).first()
    return (row.id, row.actor) if row else None


def find_preview(
    database: Database, company_id: str, category: str, airflow_run_id: str
) -> RunSummary | None:
    """A preview by its ID in Airflow; None when there is none."""
    with database.reading() as session:
        row = session.execute(
            summaries(company_id)
            .where(
                SyncRun.category == category,
                SyncRun.airflow_run_id == airflow_run_id,
                SyncRun.preview,
            )
            .order_by(SyncRun.id.desc())
            .limit(1)
        ).first()
    return summary_of(*row) if row else None
