"""Storing what was decided: operations, with the customers, vendors and lists they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.causes import LEFT_OVER, HoldCause
from include.books.documents import Document
from include.clock import utc_now
from include.database.statuses import RecordStatus
from include.database.stored.needs import needs_from_json
from include.database.tables.entries import Link
from include.database.tables.records import RecordState
from include.database.tables.runs import Operation
from include.sync.decide.record_plan import RecordPlan
from include.sync.diff.store_linkings import store_linkings
from include.sync.operations.lists import list_operations
from include.sync.operations.operations import document_operation, is_document
from include.sync.operations.parties import party_operations
from include.sync.quickbooks_state import left_over
from include.sync.run.mode import RunMode
from include.sync.run.posting_log import posting_log
from include.sync.run.records_to_sync import TO_DO
from include.sync.run.run import SyncContext


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """One record's plan, and its changes as rows: its documents, and what they need."""

    plan: RecordPlan
    operations: list[Operation]

    @property
    def documents(self) -> list[Operation]:
        """The rows that write documents."""
        return [operation for operation in self.operations if is_document(operation)]


def store_plans(
    context: SyncContext, session: Session, plans: Sequence[RecordPlan]
) -> list[StoredPlan]:
    """Store every plan's changes as operations, in the given transaction."""
    stored = [_stored(context, session, plan) for plan in plans]
    _add_parties(context, session, stored)
    for record in stored:
        _add_lists(context, session, record)
        session.add_all(record.operations)
        if record.plan.is_undone:
            _mark_undone(context, session, record.plan)
    session.flush()
    return stored


def _stored(context: SyncContext, session: Session, plan: RecordPlan) -> StoredPlan:
    _log_relinked(plan)
    _store_accepted(context, session, plan)
    store_linkings(context, session, plan)
    leaves_more = plan.leaves_more
    rows = [
        document_operation(context, plan.record, change, leaves_more=leaves_more)
        for change in plan.changes
    ]
    return StoredPlan(plan, rows)


def _log_relinked(plan: RecordPlan) -> None:
    for change in plan.changes:
        if change.is_relink and change.existing:
            posting_log.warning(
                "LINKED   %s %s in QuickBooks to CORE %s. It wasn't in the CoreBooks database (was "
                "the database restored from a backup?), so it is updated, not created a second time.",
                change.kind,
                change.document.number or change.existing.id,
                plan.name,
            )


def _store_accepted(context: SyncContext, session: Session, plan: RecordPlan) -> None:
    """Store what a user keeps in QuickBooks. A preview keeps nothing."""
    for key, accepted in plan.accepts.items() if not context.preview else ():
        session.get_one(Link, (context.company_id, key)).accepted = accepted


def _add_parties(context: SyncContext, session: Session, stored: Sequence[StoredPlan]) -> None:
    """Plan the customers and vendors of all documents.

    A renamed agent is renamed in QuickBooks even if no document changed.
    """
    addressed: dict[str, tuple[RecordPlan, Document]] = {}
    operations = {record.plan.record.key: record.operations for record in stored}
    for record in stored:
        plan = record.plan
        if plan.is_on_hold:
            continue
        changed = {change.key for change in plan.changes}
        for document in plan.posting.documents:
            if document.key in plan.links or document.key in changed:
                addressed.setdefault(document.party.key, (plan, document))
    for plan, operation in party_operations(context, session, addressed):
        operations[plan.record.key].append(operation)


def _add_lists(context: SyncContext, session: Session, stored: StoredPlan) -> None:
    """Plan the products and classes that the documents need and QuickBooks doesn't have."""
    needed = {
        (kind, name)
        for operation in stored.documents
        for kind, name in needs_from_json(operation.needs).lists
    }
    plan = stored.plan
    new = [entry for entry in plan.posting.new_lists if (entry.kind, entry.name) in needed]
    stored.operations.extend(list_operations(context, session, plan.record, new))


def _mark_undone(context: SyncContext, session: Session, plan: RecordPlan) -> None:
    """Mark a record undone that an interrupted run undid completely."""
    state = session.get_one(RecordState, (context.company_id, context.category, plan.record.key))
    state.status, state.since = RecordStatus.UNDONE, utc_now()
    state.sentence = f"run {context.undo} was undone by {context.actor}"


def update_states(context: SyncContext, session: Session, plans: Sequence[StoredPlan]) -> None:
    """Update the records' statuses after planning.

    A preview changes no record that was neither ready nor on hold.
    """
    by_key = {stored.plan.record.key: stored for stored in plans}
    keys = list(by_key)
    for start in range(0, len(keys), 500):
        for state in session.scalars(
            select(RecordState).where(
                RecordState.company_id == context.company_id,
                RecordState.category == context.category,
                RecordState.record_key.in_(keys[start : start + 500]),
            )
        ):
            _update_state(context, state, by_key[state.record_key])


def _shows_previews(state: RecordState) -> bool:
    """Whether a preview may say what it found: not of what another run did, or had to leave."""
    return state.status in TO_DO and state.cause not in LEFT_OVER


def _update_state(context: SyncContext, state: RecordState, stored: StoredPlan) -> None:
    plan = stored.plan
    if plan.incomplete or (context.preview and not _shows_previews(state)):
        return
    status, cause, sentence, what_to_do = RecordStatus.READY, "", "", ""
    if plan.holds:
        status, cause = RecordStatus.ON_HOLD, left_over.cause_of(context, plan)
        sentence = " ".join(hold.sentence for hold in plan.holds)
        ways = [hold.what_to_do for hold in plan.holds]
        what_to_do = left_over.what_to_do(cause, ways, context.undo)
    elif not (stored.operations or plan.leaves_more):
        if left_over.stays(context, state, plan):
            return
        status = RecordStatus.NOT_READY if plan.posting.not_ready else RecordStatus.SYNCED
        sentence = plan.posting.not_ready
        state.synced_fingerprint = plan.record.fingerprint
    if state.status != status or state.sentence != sentence:
        state.since = utc_now()
    if state.cause == HoldCause.UNDONE_IN_PART and context.mode is RunMode.KEEP_QUICKBOOKS:
        status, cause, what_to_do = RecordStatus.UNDONE, "", ""
        sentence = f"a run was undone in part, and {context.actor} kept the rest"
    state.status, state.cause = status, cause
    state.sentence, state.what_to_do = sentence, what_to_do
    state.run_id = context.run_id


def update_undone(context: SyncContext, session: Session, plans: Sequence[StoredPlan]) -> None:
    """Put on hold what an undo has to leave; what it undoes is marked when that is posted."""
    for stored in plans:
        plan = stored.plan
        key = (context.company_id, context.category, plan.record.key)
        state = session.get_one(RecordState, key)
        if plan.holds:
            _update_state(context, state, stored)
            state.synced_fingerprint = plan.record.fingerprint
        elif left_over.is_left_by(context, state):
            state.run_id = None  # an earlier try of this run had to leave something
