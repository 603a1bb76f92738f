"""Voids, reposts and undos post only after a preview showed exactly the same changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.documents import fingerprint
from include.books.gateway import Recovery
from include.clock import utc_now
from include.database import audit
from include.database.statuses import OperationStatus
from include.database.stored.answers import StoredAnswer
from include.database.stored.documents import document_from_json
from include.database.tables.runs import Operation, SyncRun
from include.sync.diff.store_plan import StoredPlan
from include.sync.operations.operations import is_document
from include.sync.operations.plan_words import PlannedEntry, plan_words
from include.sync.run.run import SyncContext
from include.sync.run.seen_previews import (
    NO_ONE,
    FinishedRun,
    act_of,
    actor_of,
    finished_runs,
    seen_preview,
)


def require_preview(context: SyncContext, session: Session, plans: Sequence[StoredPlan]) -> bool:
    """Check whether a run may post its planned changes; otherwise make it a preview.

    Runs that void or rewrite posted entries continue only if the same user's newest preview with
    the same purpose and selection showed exactly the same changes within a day. The audit trail
    names that preview.

    Returns:
        False when the run became a preview because its user didn't see its changes yet.
    """
    run = session.get_one(SyncRun, context.run_id)
    operations = [operation for plan in plans for operation in plan.operations]
    run.plan_digest = plan_digest(operations)
    if context.preview or not context.mode.needs_preview:
        return True
    actor = actor_of(session, run)
    seen = seen_preview(finished_runs(session, run.company_id), act_of(run), actor)
    if seen is not None and seen.digest == run.plan_digest:
        _note(session, run, seen, operations)
        return True
    run.why_preview = _why(run, actor, seen)
    _make_preview(session, run, operations)
    return False


def plan_digest(operations: Iterable[Operation]) -> str:
    """A hash of planned changes: what each writes, to which entry, and what the entry was then.

    An entry that someone edits in QuickBooks gets another version there, and so another hash: who
    saw the changes before the edit hasn't seen these.
    """
    content = sorted(_line(operation) for operation in operations)
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def _line(operation: Operation) -> list[str]:
    if is_document(operation):
        written = fingerprint(document_from_json(operation.payload).content())
    else:
        written = json.dumps(operation.payload, sort_keys=True)
    return [
        operation.document_key,
        operation.kind,
        operation.action,
        str(operation.base_revision),
        str(operation.date),
        written,
        operation.existing_id,
        operation.existing_version,
    ]


def _make_preview(session: Session, run: SyncRun, operations: Sequence[Operation]) -> None:
    run.preview = True
    for operation in operations:
        operation.status = OperationStatus.PREVIEWED
        # A preview's rows must not take the request IDs of rows that are sent.
        operation.request_id = hashlib.sha256(
            f"preview {run.id}/{operation.request_id}".encode()
        ).hexdigest()[:32]
    session.flush()


def seen_changes(context: SyncContext, session: Session) -> frozenset[tuple[str, ...]] | None:
    """What the user of a run saw of its changes; None where no preview is required."""
    if not context.mode.needs_preview:
        return None
    return frozenset(tuple(_line(row)) for row in planned_of(session, context.run_id))


def hold_unseen(plans: Sequence[StoredPlan], seen: frozenset[tuple[str, ...]] | None) -> None:
    """Put records on hold whose changes, planned again, aren't what the user saw."""
    for plan in plans:
        operations = plan.operations
        if seen is None or all(tuple(_line(operation)) in seen for operation in operations):
            continue
        for operation in operations:
            operation.status, operation.answered_at = OperationStatus.ERROR, utc_now()
            operation.answer = StoredAnswer(
                recovery=Recovery.ON_HOLD,
                sentence=(
                    f"An entry of {plan.plan.name} was edited in QuickBooks after the preview, so it "
                    "wasn't changed."
                ),
                what_to_do="Preview it again. Then post what the new preview shows.",
                cause=HoldCause.EDITED,
            ).stored()


def planned_of(session: Session, run_id: int) -> Sequence[Operation]:
    """The changes that a run planned, or showed as a preview."""
    return session.scalars(select(Operation).where(Operation.run_id == run_id)).all()


def drop_previewed(context: SyncContext, session: Session) -> None:
    """Drop what a preview planned before it was tried again: it shows each change once."""
    session.execute(
        delete(Operation).where(
            Operation.run_id == context.run_id, Operation.status == OperationStatus.PREVIEWED
        )
    )


def _note(
    session: Session, run: SyncRun, seen: FinishedRun, operations: Sequence[Operation]
) -> None:
    planned = plan_words(entries_of(operations), seen.act.undo)
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
        PlannedEntry(operation.action, operation.kind, document_from_json(operation.payload).total)
        for operation in operations
        if is_document(operation)
    ]


def _why(run: SyncRun, actor: str, seen: FinishedRun | None) -> str:
    if run.trigger != "manual":
        return "A scheduled run can't void, repost, or undo. A user must start it."
    if not actor and run.actor in NO_ONE:
        return (
            "Airflow doesn't name the user who started this run, so it can only preview. Start it "
            "from CoreBooks to post."
        )
    if not actor:
        return (
            f"More than one Airflow user has the name {run.actor}, so CoreBooks can't tell who saw "
            "which preview. Ask your Airflow administrator to rename one."
        )
    if seen is not None:
        return f"These changes are different from what {actor} previewed in run {seen.id}."
    return f"{actor} hasn't previewed these changes in the last 24 hours."
