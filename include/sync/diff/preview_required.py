"""Voids, reposts and undos post only after a preview showed exactly the same changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.gateway import Recovery
from include.clock import utc_now
from include.database import audit
from include.database.setup.people import Who
from include.database.statuses import OperationStatus
from include.database.stored.answers import StoredAnswer
from include.database.stored.documents import document_from_json
from include.database.tables.runs import Operation, SyncRun
from include.sync.diff.store_plan import StoredPlan
from include.sync.operations.operations import is_document, tax_after
from include.sync.operations.plan_digest import operation_digest, plan_digest
from include.sync.operations.plan_words import PlannedEntry, plan_words
from include.sync.run.authors import MANUAL
from include.sync.run.run import SyncContext
from include.sync.run.seen_previews import (
    NO_ONE,
    FinishedRun,
    aim_of,
    finished_runs,
    seen_preview,
    user_of,
)


def require_preview(context: SyncContext, session: Session, plans: Sequence[StoredPlan]) -> bool:
    """Check whether a run may post its planned changes; otherwise make it a preview.

    Runs that void or rewrite posted entries continue only if the same user's newest preview with
    the same purpose and selection showed exactly the same changes within a day. The audit trail
    names that preview.

    Args:
        context: the run.
        session: a writing transaction.
        plans: what it planned, before any of it is stored.

    Returns:
        False when the run became a preview because its user didn't see its changes yet.
    """
    run = session.get_one(SyncRun, context.run_id)
    operations = [operation for plan in plans for operation in plan.operations]
    run.plan_digest = plan_digest(operation_digest(one, context.seal) for one in operations)
    if context.preview or not context.mode.needs_preview:
        return True
    user = user_of(session, run)
    seen = seen_preview(finished_runs(session, run.company_id), aim_of(run), user)
    if seen is not None and seen.digest == run.plan_digest:
        _note(session, run, seen, operations)
        return True
    run.why_preview = _why(run, user, seen)
    run.preview = True
    return False


def make_preview(context: SyncContext, plans: Sequence[StoredPlan]) -> None:
    """Turn plans that aren't stored yet into those of a preview."""
    for operation in (one for stored in plans for one in stored.operations):
        operation.status = OperationStatus.PREVIEWED
        # A preview's rows must not take the request IDs of rows that are sent.
        operation.request_id = hashlib.sha256(
            f"preview {context.run_id}/{operation.request_id}".encode()
        ).hexdigest()[:32]


def seen_changes(context: SyncContext, session: Session) -> frozenset[str] | None:
    """What the user of a run saw of its changes; None where no preview is required."""
    if not context.mode.needs_preview:
        return None
    rows = planned_of(session, context.run_id)
    return frozenset(operation_digest(row, context.seal) for row in rows)


def hold_unseen(
    context: SyncContext, plans: Sequence[StoredPlan], seen: frozenset[str] | None
) -> None:
    """Put records on hold whose changes, planned again, aren't what the user saw."""
    for plan in plans:
        operations = plan.operations
        if seen is None or seen.issuperset(
            operation_digest(one, context.seal) for one in operations
        ):
            continue
        for operation in operations:
            operation.status, operation.answered_at = OperationStatus.ERROR, utc_now()
            operation.answer = StoredAnswer(
                recovery=Recovery.ON_HOLD,
                sentence=(
                    f"{_what(operations)} of {plan.plan.name} was edited in QuickBooks after the preview, "
                    "so it wasn't changed."
                ),
                what_to_do="Preview it again. Then post what the new preview shows.",
                cause=HoldCause.EDITED,
            ).stored()


def _what(operations: Sequence[Operation]) -> str:
    """What may have been edited since the preview."""
    return "An entry or a tax rate" if any(map(tax_after, operations)) else "An entry"


def planned_of(session: Session, run_id: int) -> Sequence[Operation]:
    """The changes that a run planned, or showed as a preview."""
    return session.scalars(select(Operation).where(Operation.run_id == run_id)).all()


def _note(
    session: Session, run: SyncRun, seen: FinishedRun, operations: Sequence[Operation]
) -> None:
    planned = plan_words(entries_of(operations), seen.aim.undo)
    if not planned:
        return
    audit.append(
        session,
        run.company_id,
        actor=run.actor,
        event="previewed changes started",
        subject=f"run {run.id}",
        detail={"changes": planned, "preview": seen.id, "digest": run.plan_digest},
    )


def entries_of(operations: Iterable[Operation]) -> list[PlannedEntry]:
    """The planned changes of entries, for `plan_words`."""
    return [
        PlannedEntry(
            operation.action,
            operation.kind,
            document_from_json(operation.payload).total,
            tax_cents=tax_after(operation),
        )
        for operation in operations
        if is_document(operation)
    ]


def _why(run: SyncRun, user: Who | None, seen: FinishedRun | None) -> str:
    if run.trigger != MANUAL:
        return "A scheduled run can't void, repost, or undo. A user must start it."
    if user is None and run.actor in NO_ONE:
        return (
            "Airflow doesn't name the user who started this run, so it can only preview. Start it "
            "from CoreBooks to post."
        )
    if user is None:
        return (
            f"More than one Airflow user has the name {run.actor}, so CoreBooks can't tell who saw "
            "which preview. Ask your Airflow administrator to rename one."
        )
    if seen is not None:
        return f"These changes are different from what {user.name} previewed in run {seen.id}."
    return f"{user.name} hasn't previewed these changes in the last 24 hours."
