"""Asking for approval: what an approver is shown, and what becomes of the decision."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from airflow.sdk.configuration import conf
from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.country_words import written_for
from include.clock import utc_now
from include.database import approvals, audit
from include.database.engine import Database
from include.database.keys.digest_key import with_digests
from include.database.keys.known_keys import seal_of
from include.database.keys.seal import Seal
from include.database.setup import automation
from include.database.setup.approvers import approver_ids, asker_of, known_ids, why_not
from include.database.setup.automation import AutomationSettings
from include.database.setup.company_access import may_see
from include.database.setup.people import Who
from include.database.statuses import ApprovalStatus, OperationStatus, RunOutcome
from include.database.tables.approvals import Approval
from include.database.tables.companies import Company
from include.database.tables.runs import Operation, SyncRun
from include.provider.approving.approval_text import body_of, subject_of
from include.provider.outside.addresses import page_address
from include.provider.stops import TIME_TO_APPROVE, ActionNeeded
from include.settings import database_url, encryption_keys
from include.sync.operations.operations import reject_planned
from include.sync.operations.plan_digest import operation_digest, plan_digest
from include.sync.run.records_to_sync import on_hold

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """What must be approved before anything is posted.

    Attributes:
        subject: one line.
        body: the planned changes in Markdown: counts and money by kind of entry, the entries, and
            the records on hold. Texts of others are in it as plain text.
        approvers: IDs of the Airflow users whom Airflow lets answer; empty for everyone who may answer
            such a task. Whose answer counts is checked when it comes.
    """

    subject: str
    body: str
    approvers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer as Airflow passes it on.

    Attributes:
        asked_as: Airflow's ID of the task's try that asked.
        who: who answered; None if no one did in time.
        approved: whether the changes may post.
    """

    asked_as: str
    who: Who | None
    approved: bool


def approval_request(run_id: int, asked_as: str) -> ApprovalRequest | None:
    """Ask about exactly what a run planned; None if it needs no approval, has it, or posts nothing.

    Args:
        run_id: the run.
        asked_as: Airflow's ID of the task's try; only its answer counts.

    Raises:
        ActionNeeded: there is no one who could approve it.
    """
    with _writing() as (session, seal):
        run = session.get_one(SyncRun, run_id)
        settings = automation.of(session, run.company_id)
        if run.preview or not settings.approval_required:
            return None
        planned = _planned(session, run_id)
        if not planned:
            return None
        plan = _plan(planned, seal)
        company = session.get_one(Company, run.company_id)
        if _is_approved(session, run, company, plan[0]):
            return None
        asker = asker_of(session, run)
        able = _able(session, run, company, settings)
        known = known_ids(session, able)
        approvals.ask(session, run, asker, asked_as, plan)
        _note(session, run, run.actor, "approval asked for", plan)
        held = on_hold(session, run.company_id, run.category)
        with written_for(company.currency, company.country):
            subject = subject_of(run, company, planned)
            body = body_of(run, company, planned, held, _page_of(run))
        return ApprovalRequest(
            subject,
            body,
            # Airflow would refuse somebody whose ID isn't known yet; the answer is checked here again.
            tuple(able) if all(_is_id(one) or one in known for one in able) else (),
        )


def _page_of(run: SyncRun) -> str:
    """The address of a run's page in CoreBooks; empty without one of Airflow's."""
    base = conf.get("api", "base_url", fallback="")
    return page_address(base, f"/companies/{run.company_id}/history/{run.id}")


def _able(
    session: Session, run: SyncRun, company: Company, settings: AutomationSettings
) -> list[str]:
    """Which of the approvers who are named can answer; none if every user who can start runs can.

    Raises:
        ActionNeeded: approvers are named, and none of them can answer.
    """
    named = approver_ids(session, settings)
    seeing = [one for one in named if may_see(session, run.company_id, one)]
    if named and not seeing:
        raise ActionNeeded(
            f"No approver of {company.name} is on the list of users who can see it. Add one under "
            "Permissions, then clear this task. Nothing was posted."
        )
    asker = asker_of(session, run)
    able = [one for one in seeing if not (settings.four_eyes and asker and asker.id == one)]
    if named and not able:
        raise ActionNeeded(
            f"{run.actor} asked for run {run.id} and is the only approver of {company.name}. Add "
            "another approver under Auto-sync & approvals, or allow users to approve their own "
            "runs there. Then clear this task. Nothing was posted."
        )
    return able


def _is_id(entry: str) -> bool:
    """Whether what was typed for somebody unknown is an ID of the auth manager.

    The simple one's IDs are the usernames, FAB's are numbers.
    """
    manager = conf.get("core", "auth_manager", fallback="")
    if "SimpleAuthManager" in manager:
        return True
    return "Fab" in manager and entry.isdigit()


def _is_approved(session: Session, run: SyncRun, company: Company, digest: str) -> bool:
    """Whether exactly this plan was approved before, by somebody who still may."""
    earlier = approvals.approved(session, run.id)
    if earlier is None or earlier.digest != digest:
        return False
    who = Who(earlier.decided_by, earlier.decided_by_name)
    settings = automation.of(session, run.company_id)
    return not why_not(session, settings, run, who, company.name)


class AskAnew(RuntimeError):
    """The question isn't the run's any more: another try of the task must show what is planned now."""


def record_decision(run_id: int, decision: Decision) -> str:
    """Record a decision; a rejected run ends for good, and its records stay ready to sync.

    Returns:
        Why the answer doesn't count, so that the run goes on asking; empty if it counts.

    Raises:
        AskAnew: what was asked is no longer what is planned; nothing is recorded.
    """
    with _writing() as (session, seal):
        run = session.get_one(SyncRun, run_id)
        asked = approvals.waiting(session, run_id, decision.asked_as)
        if asked is None or _plan(_planned(session, run_id), seal)[0] != asked.digest:
            # Airflow shows one text for a try of the task, so this try can't ask about anything else.
            raise AskAnew(
                f"The planned changes of run {run_id} aren't those that were shown. It asks again."
            )
        reason = _why_not(session, run, decision)
        if reason:
            _note_refused(session, run, decision, reason)
            return reason
        if decision.approved and decision.who is not None:
            approvals.close(asked, ApprovalStatus.APPROVED, decision.who)
            run.approved_by = decision.who.name
        else:
            _reject(session, run, asked, decision.who)
        event = "changes approved" if decision.approved else "changes rejected"
        who = decision.who
        _note(
            session,
            run,
            who.name if who else "CoreBooks",
            event if who else "approval expired",
            (asked.digest, asked.covers),
            approver_id=who.id if who else "",
        )
        return ""


def _why_not(session: Session, run: SyncRun, decision: Decision) -> str:
    """Why an answer doesn't count; empty if it does."""
    who = decision.who
    if who is None:
        return "No one is named as the approver." if decision.approved else ""
    settings = automation.of(session, run.company_id)
    company = session.get_one(Company, run.company_id)
    asker = asker_of(session, run)
    if not decision.approved and asker is not None and asker.id == who.id:
        return ""  # who asked for a run may end it
    return why_not(session, settings, run, who, company.name)


def _reject(session: Session, run: SyncRun, asked: Approval, who: Who | None) -> None:
    status = ApprovalStatus.REJECTED if who else ApprovalStatus.EXPIRED
    approvals.close(asked, status, who)
    reject_planned(session, run.id)
    run.outcome, run.finished_at = RunOutcome.REJECTED, utc_now()
    run.message = (
        f"{who.name} rejected these changes. Nothing was posted."
        if who
        else f"No one approved these changes within {TIME_TO_APPROVE.days} days. Nothing was posted."
    )
    logger.warning(run.message)


def _note(
    session: Session,
    run: SyncRun,
    actor: str,
    event: str,
    plan: tuple[str, Sequence[str]],
    **further: str,
) -> None:
    """Add to the audit trail what was asked or decided, and about which changes."""
    audit.append(
        session,
        run.company_id,
        actor=actor,
        event=event,
        subject=f"run {run.id}",
        detail={
            "category": run.category,
            "started_by": run.actor,
            "digest": plan[0],
            "changes": len(plan[1]),
            **further,
        },
    )


def _note_refused(session: Session, run: SyncRun, decision: Decision, reason: str) -> None:
    logger.warning("NOT COUNTED %s The run asks again.", reason)
    if decision.who is None:
        return
    audit.append(
        session,
        run.company_id,
        actor=decision.who.name,
        event="approval not counted" if decision.approved else "rejection not counted",
        subject=f"run {run.id}",
        detail={"category": run.category, "started_by": run.actor, "reason": reason},
    )


def _planned(session: Session, run_id: int) -> Sequence[Operation]:
    return session.scalars(
        select(Operation)
        .where(Operation.run_id == run_id, Operation.status == OperationStatus.PLANNED)
        .order_by(Operation.wave, Operation.id)
    ).all()


def _plan(planned: Sequence[Operation], seal: Seal) -> tuple[str, list[str]]:
    """The digest of a plan, and that of each change."""
    digests = [operation_digest(operation, seal) for operation in planned]
    return plan_digest(digests), digests


@contextmanager
def _writing() -> Iterator[tuple[Session, Seal]]:
    """A writing transaction of the database, and the seal that its digests are made with."""
    with closing(Database(database_url())) as database:
        seal = with_digests(database, seal_of(database, encryption_keys()))
        with database.writing() as session:
            yield session, seal
