"""Whether a run of a workflow is open: then nothing is linked or unlinked in it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database import approvals
from include.database.statuses import RunOutcome
from include.database.tables.companies import Company
from include.database.tables.runs import SyncRun
from include.sync.existing.errors import CompanyInBetween, RunIsOpen
from include.sync.run.errors import CompanyMoving, CompanyRebuilding
from include.sync.run.moving import check_not_moving, check_not_rebuilding
from include.sync.run.open_runs import APPROVER
from include.workflows.category import Category


def refuse_while_open(session: Session, company_id: str, category: str) -> None:
    """Check that no run of a workflow is open; a preview changes nothing, so it isn't in the way.

    A run that starts right after this notices what is linked: it compares once more when it stores what it
    planned, and again before it sends.

    Raises:
        RunIsOpen: one is.
        CompanyInBetween: the company is being moved to another QuickBooks, or rebuilt.
    """
    company = session.get_one(Company, company_id)
    try:
        check_not_moving(session, company)
        check_not_rebuilding(company)
    except (CompanyMoving, CompanyRebuilding) as state:
        raise CompanyInBetween(str(state)) from None
    run_id = session.scalar(
        select(SyncRun.id)
        .where(
            SyncRun.company_id == company_id,
            SyncRun.category == category,
            SyncRun.outcome == RunOutcome.RUNNING,
            SyncRun.preview.is_(False),
        )
        .order_by(SyncRun.id)
        .limit(1)
    )
    if run_id is not None:
        waits_for = APPROVER if approvals.waiting(session, run_id) else ""
        raise RunIsOpen(run_id, Category(category).heading, waits_for)
