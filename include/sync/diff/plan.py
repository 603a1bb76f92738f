"""Planning: what CORE's records require, compared with what was last synced, as operations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue
from include.books.documents import PAYMENTS, Document, fingerprint
from include.books.gateway import CompanyFacts, Gateway
from include.clock import utc_now
from include.database.lease import WriterLease
from include.database.statuses import OperationStatus, RecordStatus
from include.database.tables.entries import Link
from include.database.tables.runs import Operation
from include.sync.diff.cleared_status import ClearedStatuses, with_cleared_status
from include.sync.diff.compare import compare
from include.sync.diff.decide import Decider
from include.sync.diff.entries_of_record import plans_of_records
from include.sync.diff.guards import guard
from include.sync.diff.readiness import is_ready
from include.sync.operations.lists import list_operations
from include.sync.operations.operations import is_document
from include.sync.operations.parties import party_operations
from include.sync.operations.posting_lines import log_planned
from include.sync.operations.record_plan import RecordPlan
from include.sync.run.records_to_sync import TO_DO, drop_planned, records_to_sync
from include.sync.run.run import SyncContext


@dataclass(frozen=True, slots=True)
class Books:
    """What QuickBooks has of the company while planning: its lists, its facts, cleared statuses."""

    catalogue: Catalogue
    facts: CompanyFacts
    cleared: ClearedStatuses

    @classmethod
    def read(cls, gateway: Gateway) -> Books:
        """Read lists and facts from QuickBooks; cleared statuses are read when needed."""
        return cls(gateway.catalogue(), gateway.company(), ClearedStatuses(gateway))


def make_plan(
    context: SyncContext,
    session: Session,
    books: Books,
    record_keys: Sequence[str] | None = None,
    *,
    complete_only: bool = False,
) -> list[RecordPlan]:
    """Plan every record to sync, replacing its planned changes that were never sent.

    Args:
        context: the run.
        session: a writing transaction of the database; its commit stores the planned changes.
        books: the company's lists and facts.
        record_keys: these records, whatever their status; None means all that are ready or on hold.
        complete_only: leave out what isn't at 100% and not in QuickBooks yet.

    Raises:
        NotAskedYet: QuickBooks must first be asked which entries are cleared
            (`with_cleared_status`).
    """
    rows = records_to_sync(context, session, record_keys)
    keys = [record.key for _, record in rows]
    drop_planned(context, session, keys)
    plans = plans_of_records(context, session, rows, books.catalogue)
    decider = Decider(context, _rejections(context, session, keys))
    ready = [
        plan for plan in plans if is_ready(context, decider, plan, complete_only=complete_only)
    ]
    _plan_documents(decider, ready)
    guard(context, plans, books.catalogue, books.facts, books.cleared)
    _plan_parties(context, session, ready)
    for plan in plans:
        _add_lists(context, session, plan)
        session.add_all(plan.operations)
    session.flush()
    return plans


def plan_again(context: SyncContext, lease: WriterLease, record_keys: Sequence[str]) -> None:
    """Plan records again within the run that posts them: they were edited in QuickBooks meanwhile.

    Raises:
        LeaseLost: another run posts to this company now; nothing was planned.
    """
    if context.undo is not None:
        return  # an undo leaves entries alone that were edited since
    books = Books.read(context.gateway)

    def plan(session: Session) -> list[RecordPlan]:
        lease.check(session)
        plans = make_plan(context, session, books, record_keys)
        for record_plan in plans:
            update_state(context, record_plan)
        return plans

    for record_plan in with_cleared_status(context.database, books.cleared, plan):
        for operation in record_plan.operations:
            log_planned("REPLANNED", operation)


def _plan_documents(decider: Decider, plans: Sequence[RecordPlan]) -> None:
    wanted: dict[str, tuple[RecordPlan, Document]] = {}
    linked: dict[str, tuple[RecordPlan, Link]] = {}
    for plan in plans:
        # A record that is on hold as a whole changes none of its entries.
        if plan.is_on_hold:
            continue
        wanted.update((document.key, (plan, document)) for document in plan.posting.documents)
        keys_on_hold = {hold.document_key for hold in plan.holds}
        linked.update(
            (link.document_key, (plan, link))
            for link in plan.in_quickbooks
            if link.document_key not in keys_on_hold
        )
    verdicts = compare(
        {key: fingerprint(document.content()) for key, (_, document) in wanted.items()},
        {key: link.fingerprint for key, (_, link) in linked.items()},
    )
    # Payments last: whether the entry they pay is re-created must be decided first.
    for key in sorted(verdicts, key=lambda key: _is_payment(wanted.get(key))):
        plan, document = wanted.get(key) or (linked[key][0], None)
        decider.decide(plan, verdicts[key], document, plan.links.get(key))


def _is_payment(wanted: tuple[RecordPlan, Document] | None) -> bool:
    return wanted is not None and wanted[1].kind in PAYMENTS


def _rejections(context: SyncContext, session: Session, keys: Sequence[str]) -> dict[str, int]:
    """How often each document was rejected: QuickBooks may repeat that for the same request ID."""
    counts: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        for key in session.scalars(
            select(Operation.document_key).where(
                Operation.company_id == context.company_id,
                Operation.status == OperationStatus.ERROR,
                Operation.record_key.in_(keys[start : start + 500]),
            )
        ):
            counts[key] = counts.get(key, 0) + 1
    return counts


def _plan_parties(context: SyncContext, session: Session, plans: Sequence[RecordPlan]) -> None:
    """Plan the customers and vendors of all documents.

    A renamed agent is renamed in QuickBooks even if no document changed.
    """
    addressed: dict[str, tuple[RecordPlan, Document]] = {}
    for plan in plans:
        if plan.is_on_hold:
            continue
        for document in plan.posting.documents:
            if document.key in plan.links or any(
                operation.document_key == document.key for operation in plan.operations
            ):
                addressed.setdefault(document.party.key, (plan, document))
    for plan, operation in party_operations(context, session, addressed):
        plan.operations.append(operation)


def _add_lists(context: SyncContext, session: Session, plan: RecordPlan) -> None:
    """Plan the products and classes that the documents need and QuickBooks doesn't have."""
    needed = {
        (kind, name)
        for operation in plan.operations
        if is_document(operation)
        for kind, name in operation.needs.get("lists", ())
    }
    new = [entry for entry in plan.posting.new_lists if (entry.kind, entry.name) in needed]
    plan.operations.extend(list_operations(context, session, plan.record, new))


def update_state(context: SyncContext, plan: RecordPlan) -> None:
    """Update the record's status after planning.

    A preview changes no record that was neither ready nor on hold.
    """
    state = plan.state
    if plan.incomplete or (context.preview and state.status not in TO_DO):
        return
    status, cause, sentence, what_to_do = RecordStatus.READY, "", "", ""
    if plan.holds:
        status, cause = RecordStatus.ON_HOLD, plan.holds[0].cause
        sentence = " ".join(hold.sentence for hold in plan.holds)
        what_to_do = " ".join(dict.fromkeys(hold.what_to_do for hold in plan.holds))
    elif not plan.operations:
        status = RecordStatus.NOT_READY if plan.posting.not_ready else RecordStatus.SYNCED
        sentence = plan.posting.not_ready
        state.synced_fingerprint = plan.record.fingerprint
    if state.status != status or state.sentence != sentence:
        state.since = utc_now()
    state.status, state.cause = status, cause
    state.sentence, state.what_to_do = sentence, what_to_do
    state.run_id = context.run_id
