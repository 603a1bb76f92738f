"""Where a workflow begins: its start date, and whether it can still be changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.companies import WorkflowSetup
from include.database.tables.entries import Link
from include.database.tables.runs import Operation, SyncRun

POSTED = "It can't change any more, because this workflow has posted entries."
RUNNING = "It can't change while a run of this workflow is in progress."
UNANSWERED = (
    "It can't change now, because QuickBooks didn't respond to a change of the last run. Run the workflow "
    "again first."
)


@dataclass(frozen=True, slots=True)
class WorkflowStart:
    """Where a workflow begins.

    Attributes:
        day: records dated before it don't post; None where there is no such limit.
        sync_from: the first run reads what changed in CORE since this moment, UTC; None if it was never on.
        fixed: why it can't change, as a sentence; empty while it can.
    """

    day: dt.date | None = None
    sync_from: dt.datetime | None = None
    fixed: str = ""


def workflow_start(session: Session, company_id: str, category: str) -> WorkflowStart:
    """Where a workflow begins, or began when it was last on; few rows are read, however many entries it has."""
    newest = session.execute(
        select(WorkflowSetup.start_date, WorkflowSetup.sync_from)
        .where(WorkflowSetup.company_id == company_id, WorkflowSetup.category == category)
        .order_by(WorkflowSetup.version.desc())
        .limit(1)
    ).first()
    if newest is None:
        return WorkflowStart()
    return WorkflowStart(
        newest.start_date, newest.sync_from, why_fixed(session, company_id, category)
    )


def why_fixed(session: Session, company_id: str, category: str) -> str:
    """Why a workflow's start date can't change, as a sentence; empty while it can.

    Once CoreBooks has posted an entry, another start date would be true of some entries only. What was linked
    and never written is someone else's, from before CoreBooks.
    """
    linked = select(Link.document_key).where(
        Link.company_id == company_id, Link.category == category, Link.as_found.is_(False)
    )
    if session.scalar(linked.limit(1)) is not None:
        return POSTED
    running = select(SyncRun.id).where(
        SyncRun.company_id == company_id,
        SyncRun.category == category,
        SyncRun.outcome == RunOutcome.RUNNING,
        SyncRun.preview.is_(False),
    )
    if session.scalar(running.limit(1)) is not None:
        return RUNNING
    sent = select(Operation.id).where(
        Operation.company_id == company_id,
        Operation.category == category,
        Operation.status == OperationStatus.SENT,
    )
    return UNANSWERED if session.scalar(sent.limit(1)) is not None else ""
