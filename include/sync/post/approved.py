"""Whether changes may be sent: where a company requires approval, exactly those that were approved."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.wording import counted
from include.database import approvals
from include.database.keys.seal import Seal
from include.database.setup import automation
from include.database.setup.approvers import why_not
from include.database.setup.people import Who
from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.approvals import Approval
from include.database.tables.runs import Operation, SyncRun
from include.sync.operations.operations import is_document
from include.sync.operations.plan_digest import operation_digest, plan_digest
from include.sync.operations.posting_lines import label
from include.sync.run.authors import MANUAL
from include.sync.run.run import SyncContext
from include.understood import Understood

logger = logging.getLogger(__name__)


class NotApproved(Understood, RuntimeError):
    """The changes of a run aren't approved, so none is sent; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Approved:
    """What a run may send.

    Attributes:
        covers: the digests of the changes that were approved; None where none needs approval.
        by: who approved them.
        seal: opens what digests cover.
    """

    covers: frozenset[str] | None
    by: str
    seal: Seal

    def lets(self, operation: Operation) -> bool:
        """Whether a change may be sent."""
        return self.covers is None or operation_digest(operation, self.seal) in self.covers

    def allowed(self, planned: Sequence[Operation]) -> list[Operation]:
        """Those of some changes that may be sent; the next run asks about the others."""
        allowed = []
        for operation in planned:
            if self.lets(operation):
                allowed.append(operation)
            else:
                logger.warning(
                    "NOT POSTED %s: it was planned after %s approved this run. The next run asks for "
                    "approval again.",
                    label(operation),
                    self.by or "an approver",
                )
        return allowed


def require_approval(context: SyncContext) -> Approved:
    """What the run may send now. Asked while the run holds the company's lease.

    Raises:
        NotApproved: the company requires approval, and exactly these changes have none that counts.
    """
    with context.database.reading() as session:
        run = session.get_one(SyncRun, context.run_id)
        if run.outcome == RunOutcome.REJECTED:
            raise NotApproved(f"{run.message} Start a new run to plan its records again.")
        settings = automation.of(session, context.company_id)
        if not settings.approval_required:
            return Approved(None, "", context.seal)
        operations = _operations(session, context.run_id)
        planned = [one for one in operations if one.status == OperationStatus.PLANNED]
        if not planned:
            return Approved(frozenset(), "", context.seal)
        approval = approvals.approved(session, run.id)
        if approval is None:
            raise NotApproved(
                f"{context.company_name} requires approval before changes post, and no one approved "
                f"the {_planned(planned)} of run {run.id}. Nothing was posted. {_ask(run)}"
            )
        who = Who(approval.decided_by, approval.decided_by_name)
        reason = why_not(session, settings, run, who, context.company_name)
        if reason:
            raise NotApproved(f"{reason} Nothing was posted. {_ask(run)}")
    if _differs(approval, operations, context.seal):
        nothing = "Nothing" if len(planned) == len(operations) else "Nothing more"
        raise NotApproved(
            f"{who.name} approved {counted(len(approval.covers), 'change')} of run {run.id}, and what "
            f"is planned now differs: {_planned(planned)}. {nothing} was posted. {_ask(run)}"
        )
    return Approved(frozenset(approval.covers), who.name, context.seal)


def _ask(run: SyncRun) -> str:
    """How approval is asked for again; whoever else clears the task takes the run over."""
    if run.trigger != MANUAL:
        return "Start a new run, which asks for approval again."
    return (
        f"Start a new run, or have {run.actor} clear the task approve of this run in Airflow: either asks "
        "for approval again."
    )


def _differs(approval: Approval, operations: Sequence[Operation], seal: Seal) -> bool:
    """Whether a run's changes aren't those that were approved.

    None may be missing. Once some were sent, others that were planned since are left out one by one.
    """
    digests = [operation_digest(operation, seal) for operation in operations]
    if set(approval.covers) - set(digests):
        return True
    untouched = all(operation.status == OperationStatus.PLANNED for operation in operations)
    return untouched and plan_digest(digests) != approval.digest


def _operations(session: Session, run_id: int) -> Sequence[Operation]:
    return session.scalars(
        select(Operation).where(Operation.run_id == run_id).order_by(Operation.id)
    ).all()


def _planned(planned: Sequence[Operation]) -> str:
    documents = sum(1 for operation in planned if is_document(operation))
    changes = counted(len(planned), "change")
    return f"{changes} ({counted(documents, 'entry')})"
