"""What an approver is shown of a plan, and what becomes of the answer."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from include.books.gateway import Action
from include.books.money import format_usd
from include.database import audit, automation
from include.database.engine import Database
from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company
from include.database.tables.runs import Operation, SyncRun
from include.settings import database_url
from include.sync.operations.operations import booked_cents, is_document
from include.sync.quickbooks_state.responses import label
from include.sync.run.mode import RunMode
from include.sync.run.records_to_sync import on_hold
from include.workflows.category import Category

logger = logging.getLogger(__name__)

# An approver reads on in the log of `diff` or on the run's page; Airflow's form is no place for all.
_MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody must agree to before anything is sent.

    Attributes:
        subject: one line.
        body: the plan in Markdown: counts, money by kind of entry, the entries, what is held back.
        approvers: names of Airflow users; empty for everybody who may start runs.
    """

    subject: str
    body: str
    approvers: tuple[str, ...]


def question(run_id: int) -> Question | None:
    """What to ask about a run's plan; None when nobody has to agree, or nothing would be sent."""
    database = Database(database_url())
    try:
        with database.reading() as session:
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
            held = on_hold(session, run.company_id, run.category)
            heading = Category(run.category).heading
            body = "\n".join(
                [
                    f"**{RunMode(run.mode).heading}** for {company.name}, started by {run.actor}.",
                    "",
                    *_totals(planned),
                    "",
                    *_entries(planned),
                    "",
                    f"Held back, waiting for a person: {len(held)}.",
                    *(f"- {state.sentence}" for state in held[:_MOST_LINES]),
                ]
            )
            subject = f"{company.name}: send {len(planned)} writes of {heading.lower()}?"
            return Question(subject, body, settings.approvers)
    finally:
        database.close()


def note_answer(run_id: int, approver: str, *, agreed: bool) -> None:
    """Keep who agreed; a plan that somebody rejected is given up, its records stay to do."""
    database = Database(database_url())
    try:
        with database.writing() as session:
            run = session.get_one(SyncRun, run_id)
            audit.append(
                session,
                run.company_id,
                actor=approver,
                event="plan approved" if agreed else "plan rejected",
                subject=f"run {run_id}",
                detail={"category": run.category, "started_by": run.actor},
            )
            if agreed:
                run.approved_by = approver
                return
            run.outcome, run.finished_at = RunOutcome.REJECTED, utc_now()
            run.message = f"{approver} did not agree to this plan. Nothing was sent."
    finally:
        database.close()
    logger.warning("%s did not agree to the plan; nothing is sent", approver)


def _totals(planned: Sequence[Operation]) -> list[str]:
    counts: Counter[tuple[str, str]] = Counter()
    money: Counter[tuple[str, str]] = Counter()
    for operation in planned:
        key = (operation.action, operation.kind)
        counts[key] += 1
        if is_document(operation):
            money[key] += booked_cents(operation)
    lines = ["| what | entries | amount |", "|---|---:|---:|"]
    lines += [
        f"| {Action(action).value} {kind} | {number} | {format_usd(money[action, kind])} |"
        for (action, kind), number in sorted(counts.items())
    ]
    return lines


def _entries(planned: Sequence[Operation]) -> list[str]:
    shown = [operation for operation in planned if is_document(operation)]
    lines = [f"- {label(operation)}: {operation.reason}" for operation in shown[:_MOST_LINES]]
    if len(shown) > _MOST_LINES:
        lines.append(f"- and {len(shown) - _MOST_LINES} more, in the log of `diff`")
    return lines
