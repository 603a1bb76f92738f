"""What an approver is shown before changes post, and how the decision is recorded."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.gateway import Action
from include.books.money import format_amount
from include.clock import utc_now
from include.database import audit, automation
from include.database.engine import Database
from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.companies import Company
from include.database.tables.runs import Operation, SyncRun
from include.provider.stops import TIME_TO_APPROVE
from include.settings import database_url
from include.sync.operations.operations import is_document, posted_cents
from include.sync.operations.posting_lines import label
from include.sync.run.mode import RunMode
from include.sync.run.records_to_sync import on_hold
from include.workflows.category import Category

logger = logging.getLogger(__name__)

# An approver reads the rest in the log of `diff` or on the run's page; Airflow's form is too small.
_MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """What must be approved before anything is posted.

    Attributes:
        subject: one line.
        body: the planned changes in Markdown: counts and money by kind of entry, the entries, and
            the records on hold.
        approvers: names of Airflow users; empty if every user who can start runs can approve.
    """

    subject: str
    body: str
    approvers: tuple[str, ...]


def approval_request(run_id: int) -> ApprovalRequest | None:
    """What to ask about a run; None if it needs no approval or has nothing to post."""
    with closing(Database(database_url())) as database, database.reading() as session:
        run = session.get_one(SyncRun, run_id)
        settings = automation.of(session, run.company_id)
        if run.preview or not settings.approval_required:
            return None
        planned = session.scalars(
            select(Operation)
            .where(Operation.run_id == run_id, Operation.status == OperationStatus.PLANNED)
            .order_by(Operation.wave, Operation.id)
        ).all()
        if not planned:
            return None
        company = session.get_one(Company, run.company_id)
        workflow = Category(run.category).heading.lower()
        changes = "change" if len(planned) == 1 else "changes"
        subject = f"Post {len(planned):,} {workflow} {changes} to {company.name}?"
        body = _body(session, run, company, planned)
        return ApprovalRequest(subject, body, settings.approvers)


def record_decision(run_id: int, approver: str | None, *, approved: bool) -> None:
    """Record a decision; a rejected run ends, and its records stay ready to sync.

    Args:
        run_id: the run.
        approver: who decided; None if no one did in time.
        approved: whether the changes may post.
    """
    with closing(Database(database_url())) as database, database.writing() as session:
        run = session.get_one(SyncRun, run_id)
        decision = "changes approved" if approved else "changes rejected"
        audit.append(
            session,
            run.company_id,
            actor=approver or "CoreBooks",
            event=decision if approver else "approval expired",
            subject=f"run {run_id}",
            detail={"category": run.category, "started_by": run.actor},
        )
        if approved:
            run.approved_by = approver or ""
            return
        run.outcome, run.finished_at = RunOutcome.REJECTED, utc_now()
        run.message = (
            f"{approver} rejected these changes. Nothing was posted."
            if approver
            else f"No one approved these changes within {TIME_TO_APPROVE.days} days. Nothing was posted."
        )
        logger.warning(run.message)


def _body(session: Session, run: SyncRun, company: Company, planned: Sequence[Operation]) -> str:
    held = on_hold(session, run.company_id, run.category)
    return "\n".join(
        [
            f"**{RunMode(run.mode).heading}** for {company.name}, started by {run.actor}.",
            "",
            *_totals(planned),
            "",
            *_entries(planned),
            "",
            f"On hold, not posted: {len(held)}.",
            *(f"- {state.sentence}" for state in held[:_MOST_LINES]),
        ]
    )


def _totals(planned: Sequence[Operation]) -> list[str]:
    counts: Counter[tuple[str, str]] = Counter()
    money: Counter[tuple[str, str]] = Counter()
    for operation in planned:
        key = (operation.action, operation.kind)
        counts[key] += 1
        if is_document(operation):
            money[key] += posted_cents(operation)
    lines = ["| Change | Entries | Amount (USD) |", "|---|---:|---:|"]
    lines += [
        f"| {Action(action).value.capitalize()} {kind} | {number:,} | "
        f"{format_amount(money[action, kind])} |"
        for (action, kind), number in sorted(counts.items())
    ]
    return lines


def _entries(planned: Sequence[Operation]) -> list[str]:
    entries = [operation for operation in planned if is_document(operation)]
    lines = [f"- {label(operation)}: {operation.reason}" for operation in entries[:_MOST_LINES]]
    if len(entries) > _MOST_LINES:
        lines.append(f"- and {len(entries) - _MOST_LINES:,} more, in the log of `diff`")
    return lines
