"""Storing what was decided: operations, with the customers, vendors and lists they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue
from include.books.causes import LEFT_OVER, HoldCause
from include.books.documents import Document
from include.books.sales_tax import tax_of
from include.clock import utc_now
from include.database.lease import WriterLease
from include.database.statuses import RecordStatus
from include.database.stored.needs import needs_from_json
from include.database.tables.entries import Link
from include.database.tables.records import RecordState
from include.database.tables.runs import Operation
from include.sync.decide.record_plan import RecordPlan
from include.sync.diff.read_records import as_they_were_read
from include.sync.diff.store_linkings import store_linkings
from include.sync.existing.decided import note_figures
from include.sync.operations.lists import list_operations
from include.sync.operations.operations import document_operation, is_document
from include.sync.operations.parties import party_operations
from include.sync.quickbooks_state import left_over
from include.sync.quickbooks_state.record_warnings import refresh_warnings
from include.sync.run.mode import RunMode
from include.sync.run.posting_log import posting_log
from include.sync.run.records_to_sync import TO_DO, drop_planned
from include.sync.run.run import SyncContext

PORTION = 50
"""Records whose plans one transaction stores: it takes some ten milliseconds, and others wait no longer."""


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """One record's plan, and its changes as rows: its documents, and what they need.

    The rows are stored as copies: a transaction may have to be done once more.
    """

    plan: RecordPlan
    operations: list[Operation]

    @property
    def documents(self) -> list[Operation]:
        """The rows that write documents."""
        return [operation for operation in self.operations if is_document(operation)]


Update = Callable[[Session, Sequence[StoredPlan]], None]
"""What is stored besides, in the same transaction."""


def as_rows(
    context: SyncContext, session: Session, plans: Sequence[RecordPlan], catalogue: Catalogue
) -> list[StoredPlan]:
    """Every plan's changes as operations, with the customers, vendors and lists they need.

    Args:
        context: the run.
        session: a transaction; nothing is stored.
        plans: what was decided.
        catalogue: the company's lists, with the rates of its tax codes.
    """
    planned = [
        StoredPlan(
            plan,
            [
                document_operation(
                    context,
                    plan.record,
                    change,
                    leaves_more=plan.leaves_more,
                    tax=tax_of(change.document, catalogue, change.date),
                )
                for change in plan.changes
            ],
        )
        for plan in plans
    ]
    _add_parties(context, session, planned)
    _add_lists(context, session, planned)
    return planned


def store_plans(
    context: SyncContext,
    plans: Sequence[StoredPlan],
    update: Update,
    lease: WriterLease | None = None,
) -> list[str]:
    """Store plans in portions, each in a transaction of its own, in place of what was planned before.

    Args:
        context: the run.
        plans: in any order.
        update: called for the plans of each portion.
        lease: what the run holds, if it posts already.

    Returns:
        The keys of records that changed since they were planned: nothing of them was stored.

    Raises:
        LeaseLost: another run posts to this company now.
    """
    changed: list[str] = []
    ordered = sorted(plans, key=lambda stored: stored.plan.record.key)
    for start in range(0, len(ordered), PORTION):
        portion = ordered[start : start + PORTION]
        changed += context.database.write(partial(_store_portion, context, portion, update, lease))
    return changed


def _store_portion(
    context: SyncContext,
    portion: Sequence[StoredPlan],
    update: Update,
    lease: WriterLease | None,
    session: Session,
) -> list[str]:
    if lease is not None:
        lease.check(session)
    as_read = as_they_were_read(context, session, [stored.plan for stored in portion])
    current = [stored for stored in portion if stored.plan.record.key in as_read]
    drop_planned(
        context,
        session,
        [stored.plan.record.key for stored in current],
        [
            operation.document_key
            for stored in current
            for operation in stored.operations
            if not is_document(operation)
        ],
    )
    overtaken = _overtaken(context, session, current)
    stored_now = [stored for stored in current if stored.plan.record.key not in overtaken]
    for stored in stored_now:
        _store(context, session, stored)
    session.flush()
    update(session, stored_now)
    return sorted({stored.plan.record.key for stored in portion} - as_read | overtaken)


def _overtaken(context: SyncContext, session: Session, plans: Sequence[StoredPlan]) -> set[str]:
    """The keys of records for which another run has planned the same change meanwhile."""
    record_of = {
        operation.request_id: stored.plan.record.key
        for stored in plans
        for operation in stored.operations
    }
    taken = session.scalars(
        select(Operation.request_id).where(
            Operation.company_id == context.company_id, Operation.request_id.in_(list(record_of))
        )
    )
    return {record_of[request_id] for request_id in taken}


def _store(context: SyncContext, session: Session, stored: StoredPlan) -> None:
    plan = stored.plan
    _log_relinked(plan)
    _store_accepted(context, session, plan)
    store_linkings(context, session, plan)
    if not context.preview:
        note_figures(context, session, plan)
    session.add_all(map(_copy, stored.operations))
    if plan.is_undone:
        _mark_undone(context, session, plan)


def _copy(operation: Operation) -> Operation:
    columns = Operation.__table__.columns.keys()
    return Operation(
        **{name: operation.__dict__[name] for name in columns if name in operation.__dict__}
    )


def _log_relinked(plan: RecordPlan) -> None:
    for change in plan.changes:
        if change.is_relink and change.existing:
            posting_log.warning(
                "LINKED   %s %s in QuickBooks to CORE %s. It wasn't in the CoreBooks database (was "
                "the database restored from a backup?), so it is updated, not created a second time.",
                str(change.document.kind),
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
            link = plan.links.get(document.key)
            # Whom an entry is for that was linked as it was found matters once CoreBooks updates it.
            if document.key in changed or (link is not None and not link.as_found):
                addressed.setdefault(document.party.key, (plan, document))
    for plan, operation in party_operations(context, session, addressed):
        operations[plan.record.key].append(operation)


def _add_lists(context: SyncContext, session: Session, planned: Sequence[StoredPlan]) -> None:
    """Plan the products and classes that documents need and QuickBooks doesn't have, each once."""
    known: set[str] = set()
    for stored in planned:
        needed = {
            (kind, name)
            for operation in stored.documents
            for kind, name in needs_from_json(operation.needs).lists
        }
        plan = stored.plan
        new = [entry for entry in plan.posting.new_lists if (entry.kind, entry.name) in needed]
        for operation in list_operations(context, session, plan.record, new):
            if operation.document_key not in known:
                known.add(operation.document_key)
                stored.operations.append(operation)


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
    synced = []
    for start in range(0, len(keys), 500):
        for state in session.scalars(
            select(RecordState).where(
                RecordState.company_id == context.company_id,
                RecordState.category == context.category,
                RecordState.record_key.in_(keys[start : start + 500]),
            )
        ):
            _update_state(context, state, by_key[state.record_key])
            if state.status == RecordStatus.SYNCED:
                synced.append(state.record_key)
    refresh_warnings(context, session, synced)


def _shows_previews(state: RecordState) -> bool:
    """Whether a preview may say what it found: not of what another run did, or had to leave."""
    return state.status in TO_DO and state.cause not in LEFT_OVER


def _was_on_hold(state: RecordState) -> bool:
    """Whether a record that is to be posted now was on hold, and nothing of it was posted since.

    It keeps why and since when: if QuickBooks rejects the same again, nothing is new about its hold.
    """
    return state.status in TO_DO and bool(state.cause) and state.cause not in LEFT_OVER


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
    if status is RecordStatus.READY and _was_on_hold(state):
        state.status, state.run_id = status, context.run_id
        return
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
