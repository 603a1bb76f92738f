"""Diff: from what CORE says to a plan of what to do in QuickBooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.gateway import Action
from include.books.money import format_usd
from include.database.catalogue import store_catalogue
from include.database.statuses import OperationStatus
from include.database.tables.records import RecordState
from include.database.tables.runs import Operation, SyncRun
from include.sync.diff.cleared_status import with_cleared_status
from include.sync.diff.plan import Books, make_plan, settle_state
from include.sync.diff.preview_required import require_preview
from include.sync.diff.undo import plan_undo
from include.sync.operations.operations import booked_cents, is_document
from include.sync.operations.record_plan import RecordPlan
from include.sync.quickbooks_state.company_lock import company_lock
from include.sync.quickbooks_state.quickbooks_edits import detect_edits
from include.sync.quickbooks_state.recover_unanswered import recover_unanswered
from include.sync.quickbooks_state.relink import relink
from include.sync.quickbooks_state.responses import label
from include.sync.run.posting_log import posting_log
from include.sync.run.records_to_sync import count_on_hold, is_anything_to_do, on_hold
from include.sync.run.run import SyncContext, count
from include.workflows.template import OnHold, require


def diff(
    context: SyncContext,
    record_keys: Sequence[str] | None = None,
    *,
    complete_only: bool = False,
    patience: dt.timedelta = dt.timedelta(hours=2),
) -> dict[str, int]:
    """Make the run's plan. Reads QuickBooks' lists, writes nothing to it; safe to try again.

    Args:
        context: the run.
        record_keys: only these records; None means all that are to do.
        complete_only: leave out what is not at 100 %.
        patience: how long to wait for another writer when answers of an earlier run are missing.

    Returns:
        Counts, and money in cents: to_create, to_update, to_void, unchanged, held_back,
        create_cents, update_cents.

    Raises:
        TemplateUnavailable: the company's QuickBooks cannot do what the template needs.
    """
    if _has_sent(context):
        holder = f"{context.category.heading} run {context.run_id}, looking up lost answers"
        with company_lock(context.database, context.company_id, holder, patience) as lease:
            recover_unanswered(context, lease)
    marked = detect_edits(context)
    if record_keys is None and not is_anything_to_do(context):
        # Cost follows what changed: QuickBooks' lists are read when there is something to book.
        with context.database.writing() as session:
            counts = _counts(context, session, [])
            count(session, context.run_id, **counts)
            session.get_one(SyncRun, context.run_id).on_hold = _on_hold(context, session, [])
        return counts
    books = Books.read(context.gateway)
    require(context.template, context.options, books.facts)

    def plan(session: Session) -> tuple[bool, dict[str, int]]:
        """Whether the plan may be carried out, and its counts."""
        store_catalogue(session, context.company_id, books.catalogue)
        if context.undo is not None:
            plans = plan_undo(context, session, books, context.undo)
        else:
            plans = make_plan(context, session, books, record_keys, complete_only=complete_only)
            relink(context, plans, marked)
        seen = require_preview(context, session, plans)
        if context.undo is None and seen:
            for one in plans:
                settle_state(context, one)
        _write_posting_log(context, plans)
        counts = _counts(context, session, plans)
        count(session, context.run_id, **counts)
        session.get_one(SyncRun, context.run_id).on_hold = _on_hold(context, session, plans)
        return seen, counts

    seen, counts = with_cleared_status(context.database, books.bank, plan)
    if not seen:
        posting_log.info(
            "This was the preview: “%s” is carried out when it is started again, as long as the "
            "plan is still the same. Nothing is sent to QuickBooks now.",
            context.mode.heading,
        )
    return counts


def _has_sent(context: SyncContext) -> bool:
    with context.database.reading() as session:
        first = session.scalars(
            select(Operation.id)
            .where(
                Operation.company_id == context.company_id,
                Operation.category == context.category,
                Operation.status == OperationStatus.SENT,
            )
            .limit(1)
        ).first()
        return first is not None


def _on_hold(
    context: SyncContext, session: Session, plans: Sequence[RecordPlan]
) -> list[dict[str, str]]:
    """What the run holds back, for its own page: the list of what is to do moves on.

    That is what this run could not read, and what its plan holds back.
    """
    unreadable = [
        state
        for state in on_hold(session, context.company_id, context.category)
        if state.unreadable and state.run_id == context.run_id
    ]
    found: list[tuple[str, RecordState | OnHold]] = [
        *((state.record_key, state) for state in unreadable),
        *((plan.record.key, held) for plan in plans for held in plan.held),
    ]
    return [
        {
            "record": key,
            "cause": one.cause,
            "sentence": one.sentence,
            "what_to_do": one.what_to_do,
        }
        for key, one in found
    ]


def _write_posting_log(context: SyncContext, plans: Sequence[RecordPlan]) -> None:
    for plan in plans:
        for operation in plan.operations:
            if is_document(operation):
                posting_log.info(
                    "WILL %s, from CORE %s: %s",
                    label(operation),
                    operation.record_key,
                    operation.reason,
                )
        for held in plan.held:
            word = "LEFT ALONE" if context.undo is not None else "HELD BACK"
            posting_log.warning("%s %s %s", word, held.sentence, held.what_to_do)
        for reason in plan.skipped:
            posting_log.info("SKIPPED %s: %s", plan.record.key, reason)
    if context.preview:
        posting_log.info("This is a preview: nothing is sent to QuickBooks.")


def _counts(context: SyncContext, session: Session, plans: Sequence[RecordPlan]) -> dict[str, int]:
    documents = [op for plan in plans for op in plan.operations if is_document(op)]
    by_action = {action: [op for op in documents if op.action == action] for action in Action}
    held = count_on_hold(session, context.company_id, context.category)
    counts = {
        "to_create": len(by_action[Action.CREATE]),
        "to_update": len(by_action[Action.UPDATE]),
        "to_void": len(by_action[Action.VOID]),
        "unchanged": sum(plan.unchanged for plan in plans),
        "not_ready": sum(1 for plan in plans if plan.posting.not_ready and not plan.held),
        "kept": sum(plan.kept for plan in plans),
        "on_hold": held,
        "create_cents": sum(map(booked_cents, by_action[Action.CREATE])),
        "update_cents": sum(map(booked_cents, by_action[Action.UPDATE])),
    }
    posting_log.info(
        "The plan: %d to create (%s), %d to update (%s), %d to void, %d unchanged, %d not due yet, "
        "%d held back.",
        counts["to_create"],
        format_usd(counts["create_cents"]),
        counts["to_update"],
        format_usd(counts["update_cents"]),
        counts["to_void"],
        counts["unchanged"],
        counts["not_ready"],
        counts["on_hold"],
    )
    return counts
