"""Approvals as rows: asking, deciding, and what is approved."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.setup.people import Who
from include.database.statuses import ApprovalStatus
from include.database.tables.approvals import Approval
from include.database.tables.runs import SyncRun


def ask(
    session: Session,
    run: SyncRun,
    asker: Who | None,
    asked_as: str,
    plan: tuple[str, Sequence[str]],
) -> Approval:
    """Store a question; one that the run asked before no longer counts.

    Args:
        session: a writing transaction.
        run: the run that asks.
        asker: who asked for the run; None for a schedule.
        asked_as: Airflow's ID of the task's try.
        plan: the digest of the plan, and that of each change.
    """
    withdraw(session, run.id)
    digest, covers = plan
    asked = Approval(
        company_id=run.company_id,
        run_id=run.id,
        digest=digest,
        covers=list(covers),
        asked_as=asked_as,
        asked_by=asker.id if asker else "",
        asked_by_name=run.actor,
        asked_at=utc_now(),
        status=ApprovalStatus.WAITING,
    )
    session.add(asked)
    session.flush()
    return asked


def withdraw(session: Session, run_id: int) -> None:
    """End what a run asked and no one has answered."""
    session.execute(
        update(Approval)
        .where(Approval.run_id == run_id, Approval.status == ApprovalStatus.WAITING)
        .values(status=ApprovalStatus.WITHDRAWN, decided_at=utc_now())
    )


def waiting(session: Session, run_id: int, asked_as: str | None = None) -> Approval | None:
    """The question of a run that waits for an answer.

    Args:
        session: a transaction.
        run_id: the run.
        asked_as: only the one that this try of the task asked; None for any.
    """
    query = select(Approval).where(
        Approval.run_id == run_id, Approval.status == ApprovalStatus.WAITING
    )
    if asked_as is not None:
        query = query.where(Approval.asked_as == asked_as)
    return session.scalars(query.order_by(Approval.id.desc()).limit(1)).first()


def close(approval: Approval, status: ApprovalStatus, who: Who | None) -> None:
    """Store a decision.

    Args:
        approval: the question.
        status: the answer.
        who: who gave it; None if no one did in time.
    """
    approval.status, approval.decided_at = status, utc_now()
    if who is not None:
        approval.decided_by, approval.decided_by_name = who.id, who.name


def approved(session: Session, run_id: int) -> Approval | None:
    """What was approved last of a run; None if nothing was."""
    return session.scalars(
        select(Approval)
        .where(Approval.run_id == run_id, Approval.status == ApprovalStatus.APPROVED)
        .order_by(Approval.id.desc())
        .limit(1)
    ).first()
