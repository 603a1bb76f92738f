"""Runs that wait for an approver, as a visitor sees them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.setup import automation
from include.database.setup.approvers import why_not
from include.database.setup.people import Who
from include.database.statuses import ApprovalStatus, RunOutcome
from include.database.tables.approvals import Approval
from include.database.tables.companies import Company
from include.database.tables.runs import SyncRun


@dataclass(frozen=True, slots=True)
class WaitingApproval:
    """A run that waits for an approver.

    Attributes:
        airflow_run_id: its DAG run's ID.
        changes: how many it would post.
        asked_by: who started it.
        why_not: why the visitor can't approve it; empty if they can.
    """

    run_id: int
    category: str
    airflow_run_id: str
    changes: int
    asked_by: str
    asked_at: dt.datetime
    why_not: str

    @property
    def is_mine(self) -> bool:
        """Whether the visitor can approve it."""
        return not self.why_not


def waiting_approvals(
    session: Session, company_id: str, who: Who, *, may_sync: bool
) -> Sequence[WaitingApproval]:
    """A company's runs that wait for an approver, the oldest first.

    Args:
        session: a transaction.
        company_id: the company.
        who: the visitor.
        may_sync: whether they can start runs now.
    """
    rows = session.execute(
        select(Approval, SyncRun)
        .join(SyncRun, SyncRun.id == Approval.run_id)
        .where(
            Approval.company_id == company_id,
            Approval.status == ApprovalStatus.WAITING,
            SyncRun.outcome == RunOutcome.RUNNING,
        )
        .order_by(Approval.id)
    ).all()
    if not rows:
        return []
    settings = automation.of(session, company_id)
    company = session.get_one(Company, company_id).name
    cant = "" if may_sync else f"{who.name} can't start runs, and so can't approve them."
    return [
        WaitingApproval(
            run.id,
            run.category,
            run.airflow_run_id,
            len(asked.covers),
            run.actor,
            asked.asked_at,
            cant or why_not(session, settings, run, who, company),
        )
        for asked, run in rows
    ]
