"""Runs and their changes: how far a run is, and what it posted or would post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select

from include.books.catalogue import Catalogue
from include.books.gateway import Action
from include.database.engine import Database
from include.database.from_quickbooks.catalogue import stored_catalogue
from include.database.reads.changes import Change, change_of
from include.database.reads.run_summary import RunSummary, summaries, summary_of
from include.database.statuses import ApprovalStatus, OperationStatus, RunOutcome
from include.database.tables.approvals import Approval
from include.database.tables.companies import Lease, WorkflowSetup
from include.database.tables.runs import Operation, SyncRun

CHANGES_PER_PAGE = 100


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


@dataclass(frozen=True, slots=True)
class RunWithChanges:
    """A run and one page of its changes, in the order they are sent.

    Attributes:
        template, setup_version: what it worked with.
        total: changes on all pages.
        posted: entries and others that it created or updated in QuickBooks.
    """

    run: RunSummary
    template: str
    setup_version: int
    changes: Sequence[Change]
    total: int
    posted: int
    page: int

    @property
    def last_page(self) -> int:
        """The number of the last page of changes."""
        return max(1, -(-self.total // CHANGES_PER_PAGE))


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


def changes_of_runs(
    database: Database, company_id: str, run_ids: Sequence[int]
) -> tuple[Mapping[int, list[Change]], Catalogue]:
    """All changes of some runs, in the order they are sent, and the lists they refer to.

    Returns:
        The changes by run ID, and the company's lists as last read; two queries.
    """
    changes: dict[int, list[Change]] = {run_id: [] for run_id in run_ids}
    if not changes:
        return changes, Catalogue([])
    with database.reading() as session:
        operations = session.scalars(
            select(Operation)
            .where(Operation.run_id.in_(changes))
            .order_by(Operation.wave, Operation.id)
        )
        for operation in operations:
            changes[operation.run_id].append(change_of(operation))
        catalogue, _ = stored_catalogue(session, company_id)
    return changes, catalogue


def run_with_changes(
    database: Database, company_id: str, run_id: int, page: int
) -> RunWithChanges | None:
    """A run with one page of its changes; None when the company has no such run. Three queries."""
    number = max(page, 1)
    with database.reading() as session:
        row = session.execute(
            summaries(company_id, WorkflowSetup.template, WorkflowSetup.version)
            .join(WorkflowSetup, WorkflowSetup.id == SyncRun.setup_id)
            .where(SyncRun.id == run_id)
        ).first()
        if row is None:
            return None
        run, approval_required, template, version = row
        total, posted = session.execute(
            select(
                func.count(), func.coalesce(func.sum(case((_is_posted(), 1), else_=0)), 0)
            ).where(Operation.run_id == run_id)
        ).one()
        operations = session.scalars(
            select(Operation)
            .where(Operation.run_id == run_id)
            .order_by(Operation.wave, Operation.id)
            .limit(CHANGES_PER_PAGE)
            .offset((number - 1) * CHANGES_PER_PAGE)
        )
        changes = [change_of(operation) for operation in operations]
    return RunWithChanges(
        run=summary_of(run, approval_required),
        template=template,
        setup_version=version,
        changes=changes,
        total=total,
        posted=posted,
        page=number,
    )


def _is_posted() -> ColumnElement[bool]:
    return (Operation.status == OperationStatus.POSTED) & Operation.action.in_(
        [Action.CREATE.value, Action.UPDATE.value]
    )
