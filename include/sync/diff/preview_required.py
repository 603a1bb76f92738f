"""Voids, reposts and undos post only after a preview showed exactly the same changes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import fingerprint
from include.clock import utc_now
from include.database.statuses import OperationStatus, RunOutcome
from include.database.stored.documents import document_from_json
from include.database.tables.runs import SyncRun
from include.sync.diff.store_plan import StoredPlan
from include.sync.run.run import SyncContext

GOOD_FOR = dt.timedelta(hours=24)
"""How long a preview counts."""


def require_preview(context: SyncContext, session: Session, plans: Sequence[StoredPlan]) -> bool:
    """Check whether a run may post its planned changes; otherwise make it a preview.

    Runs that void or rewrite posted entries continue only if the same user's preview with the same
    purpose and selection showed exactly the same changes within a day.

    Returns:
        False when the run became a preview because its changes weren't previewed yet.
    """
    run = session.get_one(SyncRun, context.run_id)
    run.plan_digest = _hash(plans)
    if context.preview or not context.mode.needs_preview or _was_previewed(session, run):
        return True
    run.preview = True
    for plan in plans:
        for operation in plan.operations:
            operation.status = OperationStatus.PREVIEWED
            # A preview's rows must not take the request IDs of rows that are sent.
            operation.request_id = hashlib.sha256(
                f"preview {run.id}/{operation.request_id}".encode()
            ).hexdigest()[:32]
    session.flush()
    return False


def _hash(plans: Sequence[StoredPlan]) -> str:
    content = sorted(
        [
            operation.document_key,
            operation.action,
            operation.base_revision,
            str(operation.date),
            fingerprint(document_from_json(operation.payload).content()),
        ]
        for plan in plans
        for operation in plan.documents
    )
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def _was_previewed(session: Session, run: SyncRun) -> bool:
    earlier = session.scalars(
        select(SyncRun).where(
            SyncRun.company_id == run.company_id,
            SyncRun.category == run.category,
            SyncRun.mode == run.mode,
            SyncRun.actor == run.actor,
            SyncRun.plan_digest == run.plan_digest,
            SyncRun.outcome == RunOutcome.PREVIEWED,
            SyncRun.finished_at >= utc_now() - GOOD_FOR,
        )
    ).all()
    return any(preview.selection == run.selection for preview in earlier)
