"""Post: send the planned changes wave by wave, and store what QuickBooks returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import closing

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.gateway import Action, GatewayUnavailable, Recovery
from include.clock import utc_now
from include.database.lease import WriterLease
from include.database.statuses import LinkStatus, OperationStatus
from include.database.stored.answers import StoredAnswer, answer_from_json
from include.database.stored.documents import document_from_json, document_to_json
from include.database.stored.needs import needs_from_json
from include.database.tables.entries import Link
from include.database.tables.runs import Operation
from include.sync.diff.plan import plan_again
from include.sync.operations.lists import with_lists
from include.sync.operations.operations import WAVE_LISTS, WAVE_PARTIES, WAVES
from include.sync.post.approved import Approved, require_approval
from include.sync.post.approved_tax import plan_other_taxes_again
from include.sync.post.edit_conflicts import replan
from include.sync.post.match_lists import match_lists
from include.sync.post.match_names import match_parties
from include.sync.post.prerequisites import ready_to_send
from include.sync.post.response_batches import in_batches
from include.sync.post.sending import send
from include.sync.quickbooks_state.company_lock import company_lock
from include.sync.quickbooks_state.record_status import update_statuses
from include.sync.quickbooks_state.recover_unanswered import recover_unanswered
from include.sync.quickbooks_state.responses import record_responses
from include.sync.run.run import SyncContext

# Eight batches of thirty: as many as are open at once, and as many as a crash leaves to look up.
_GROUP = 240


def post(context: SyncContext, patience: dt.timedelta = dt.timedelta(hours=2)) -> None:
    """Post what this run planned, while no other run posts to the company.

    Safe to retry: what was sent before is looked up first, and what was posted stays posted.

    Raises:
        NotApproved: the company requires approval, and these changes have none; nothing was sent.
        LeaseTaken: another run posts to this company and didn't finish in time.
        LeaseLost: another run has the lease now.
        GatewayUnavailable: the company can't be written to; responses so far are stored.
    """
    holder = f"{context.category.heading} run {context.run_id}"
    with company_lock(context.database, context.company_id, holder, patience) as lease:
        # A request that waits or hangs may outlive the lease: nothing is sent without it.
        context.gateway.guard_writes(lambda: lease.renew(context.database))
        recover_unanswered(context, lease)
        approved = require_approval(context)
        if plan_other_taxes_again(context, lease, approved):
            approved = require_approval(context)
        try:
            again = _post_waves(context, lease, approved)
            if _has_unanswered(context):
                recover_unanswered(context, lease)
                again |= _unfinished(context)
            if again:
                # Once: what is edited or lost again and again is left to the next run.
                plan_again(context, lease, sorted(again))
                _post_waves(context, lease, approved)
        finally:
            update_statuses(context, lease)


def _has_unanswered(context: SyncContext) -> bool:
    """Whether operations of this run were sent and have no response."""
    with context.database.reading() as session:
        first = session.scalars(
            select(Operation.id)
            .where(Operation.run_id == context.run_id, Operation.status == OperationStatus.SENT)
            .limit(1)
        ).first()
    return first is not None


def _unfinished(context: SyncContext) -> set[str]:
    """Records with operations to send again, or that depend on one of those."""
    with context.database.reading() as session:
        operations = session.scalars(
            select(Operation).where(
                Operation.run_id == context.run_id,
                Operation.status.in_((OperationStatus.PLANNED, OperationStatus.ERROR)),
            )
        ).all()
    return {
        operation.record_key
        for operation in operations
        if operation.status == OperationStatus.PLANNED
        or _is_to_be_sent_again(answer_from_json(operation.answer))
    }


def _is_to_be_sent_again(answer: StoredAnswer) -> bool:
    """Whether a change that ended in an error depends on another, or goes out with a new request."""
    return not answer.code or (answer.doubtful and answer.recovery == Recovery.RETRY_LATER)


def _post_waves(context: SyncContext, lease: WriterLease, approved: Approved) -> set[str]:
    """Post wave by wave.

    Returns:
        The records with entries that were edited in QuickBooks meanwhile.
    """
    edited: set[str] = set()
    for wave in WAVES:
        edited |= _post_wave(context, lease, approved, wave)
    return edited


def _post_wave(context: SyncContext, lease: WriterLease, approved: Approved, wave: int) -> set[str]:
    planned = approved.allowed(_planned(context, wave))
    if not planned:
        return set()
    if wave == WAVE_LISTS:
        planned = match_lists(context, lease, planned)
    if wave == WAVE_PARTIES:
        planned = match_parties(context, lease, planned)
    ready = ready_to_send(context, lease, planned)
    linked: set[str] = set()
    for start in range(0, len(ready), _GROUP):
        group = _mark_sent(context, lease, approved, ready[start : start + _GROUP], linked)
        try:
            with closing(in_batches(send(context, group, wave))) as arrived:
                for answers in arrived:
                    record_responses(context, lease, answers)
        except GatewayUnavailable as stop:
            _mark_planned(context, lease, stop.not_sent)
            raise
    return replan(context, lease, ready) | linked


def _planned(context: SyncContext, wave: int) -> list[Operation]:
    with context.database.reading() as session:
        return list(
            session.scalars(
                select(Operation)
                .where(
                    Operation.run_id == context.run_id,
                    Operation.wave == wave,
                    Operation.status == OperationStatus.PLANNED,
                )
                .order_by(Operation.id)
            )
        )


def _mark_sent(
    context: SyncContext,
    lease: WriterLease,
    approved: Approved,
    group: Sequence[Operation],
    linked: set[str],
) -> list[Operation]:
    """Commit that these are about to be sent, before the first byte leaves.

    What would create an entry for a document that has one now isn't sent: its record is added to `linked`.

    Returns:
        Those that are still planned: another run may have planned the others again, or dropped them.
    """
    marked = []
    with context.database.writing() as session:
        lease.check(session)
        now = utc_now()
        ids = [operation.id for operation in group]
        stored = session.scalars(select(Operation).where(Operation.id.in_(ids)))
        rows = {row.id: row for row in stored}
        overtaken = _linked_since(context, session, group)
        for operation in group:
            row = rows.get(operation.id)
            if row is None or row.status != OperationStatus.PLANNED or not approved.lets(row):
                continue
            if row.document_key in overtaken and row.action == Action.CREATE:
                linked.add(row.record_key)
                continue
            if needs_from_json(row.needs).lists:
                # From now on the document has the IDs of what was created for it.
                document = document_from_json(row.payload)
                document = with_lists(session, context.company_id, document)
                operation.payload = row.payload = document_to_json(document)
            # Last: what is sent is final.
            row.status, row.sent_at = OperationStatus.SENT, now
            marked.append(operation)
    return marked


def _linked_since(context: SyncContext, session: Session, group: Sequence[Operation]) -> set[str]:
    """The documents of some changes that were linked to an entry after they were planned."""
    planned = {operation.document_key: operation.base_revision for operation in group}
    links = session.execute(
        select(Link.document_key, Link.revision).where(
            Link.company_id == context.company_id,
            Link.document_key.in_(planned),
            Link.status == LinkStatus.IN_QUICKBOOKS,
        )
    )
    return {key for key, revision in links if revision > planned[key]}


def _mark_planned(context: SyncContext, lease: WriterLease, request_ids: Sequence[str]) -> None:
    """Mark operations planned again that surely didn't reach QuickBooks: they need no lookup."""
    with context.database.writing() as session:
        lease.check(session)
        for row in session.scalars(
            select(Operation).where(
                Operation.run_id == context.run_id,
                Operation.status == OperationStatus.SENT,
                Operation.request_id.in_(request_ids),
            )
        ):
            row.status, row.sent_at = OperationStatus.PLANNED, None
