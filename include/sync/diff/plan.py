"""The plan: what CORE's records ask for, compared with what was last synced, as operations."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue
from include.books.documents import PAYMENTS, Document, fingerprint
from include.books.gateway import CompanyFacts, Gateway
from include.core_backoffice.stored import record_from_json
from include.database.lease import WriterLease
from include.database.statuses import LinkStatus, OperationStatus, RecordStatus
from include.database.tables.columns import utc_now
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import Operation
from include.sync.diff.cleared_status import ClearedStatuses, with_cleared_status
from include.sync.diff.compare import Verdict, compare
from include.sync.diff.decide import Decider
from include.sync.diff.guards import guard
from include.sync.diff.item_overrides import Overrides, overridden, overrides_of
from include.sync.diff.readiness import is_ready
from include.sync.operations.lists import list_operations
from include.sync.operations.operations import is_document, party_operations
from include.sync.operations.record_plan import RecordPlan
from include.sync.quickbooks_state.responses import label
from include.sync.run.posting_log import posting_log
from include.sync.run.records_to_sync import TO_DO, drop_old_plans, links_of, to_do
from include.sync.run.run import SyncContext
from include.sync.run.setups import Setup, Setups
from include.workflows.template import OnHold, Posting

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Books:
    """What is known of the QuickBooks company when a plan is made."""

    catalogue: Catalogue
    facts: CompanyFacts
    bank: ClearedStatuses

    @classmethod
    def read(cls, gateway: Gateway) -> Books:
        """Ask QuickBooks for lists and facts; of the bank, nothing is known yet."""
        return cls(gateway.catalogue(), gateway.company(), ClearedStatuses(gateway))


def make_plan(
    context: SyncContext,
    session: Session,
    books: Books,
    record_keys: Sequence[str] | None = None,
    *,
    complete_only: bool = False,
) -> list[RecordPlan]:
    """Plan every record that is to do, replacing plans of it that were never carried out.

    Args:
        context: the run.
        session: a writing transaction of the database; the plan is in it when it commits.
        books: the company's lists and facts.
        record_keys: these records, wherever they stand; None means all that are to do.
        complete_only: leave alone what is not at 100 % and not in QuickBooks yet.

    Raises:
        NotAskedYet: QuickBooks must be asked first what the bank has settled (`with_bank`).
    """
    rows = to_do(context, session, record_keys)
    keys = [record.key for _, record in rows]
    drop_old_plans(context, session, keys)
    links = links_of(context, session, keys)
    setups = Setups(context, session)
    decided = overrides_of(session, context.company_id, keys)
    plans = [
        _record_plan(
            context,
            setups,
            state,
            record,
            links.get(record.key, {}),
            books.catalogue,
            decided.get(record.key, {}),
        )
        for state, record in rows
    ]
    decider = Decider(context, _refusals(context, session, keys))
    due = [plan for plan in plans if is_ready(context, decider, plan, complete_only=complete_only)]
    _plan_documents(decider, due)
    guard(context, plans, books.catalogue, books.facts, books.bank)
    _plan_parties(context, session, due)
    for plan in plans:
        _add_lists(context, session, plan)
        session.add_all(plan.operations)
    session.flush()
    return plans


def plan_again(context: SyncContext, lease: WriterLease, record_keys: Sequence[str]) -> None:
    """Plan records anew within the run that is posting them: QuickBooks was changed under it.

    Raises:
        LeaseLost: another run writes to this company now; nothing was planned.
    """
    if context.undo is not None:
        return  # what was changed since is left alone
    books = Books.read(context.gateway)

    def plan(session: Session) -> list[RecordPlan]:
        lease.check(session)
        plans = make_plan(context, session, books, record_keys)
        for one in plans:
            settle_state(context, one)
        return plans

    for one in with_cleared_status(context.database, books.bank, plan):
        for operation in one.operations:
            posting_log.info(
                "PLANNED AGAIN %s, from CORE %s: %s",
                label(operation),
                operation.record_key,
                operation.reason,
            )


def _record_plan(
    context: SyncContext,
    setups: Setups,
    state: RecordState,
    record: Record,
    links: dict[str, Link],
    catalogue: Catalogue,
    decided: Overrides,
) -> RecordPlan:
    live = [link for link in links.values() if link.status == LinkStatus.IN_QUICKBOOKS]
    setup, shape_version = setups.of(state, record, live)
    posting = _posting(context, setup, record, catalogue, decided)
    skipped = list(posting.skipped)
    return RecordPlan(state, record, setup, shape_version, posting, links, skipped=skipped)


def _posting(
    context: SyncContext, setup: Setup, record: Record, catalogue: Catalogue, decided: Overrides
) -> Posting:
    if record.gone:
        return Posting(not_ready="deleted in CORE")
    try:
        payload = context.seal.opened(record.payload or {})
        known = overridden(record_from_json(payload), decided)
        return setup.template.entries_for(known, setup.options, catalogue)
    except Exception:
        # One record must not stop the others; the fault is logged whole and held back.
        logger.exception("%s could not be booked", record.key)
        return Posting(
            on_hold=(
                OnHold(
                    "",
                    "fault in CoreBooks",
                    f"{record.key}: CoreBooks failed on this record; nothing of it was sent.",
                    "Send the task's log to support; the other records are not affected.",
                ),
            )
        )


def _plan_documents(decider: Decider, plans: Sequence[RecordPlan]) -> None:
    wanted: dict[str, tuple[RecordPlan, Document]] = {}
    linked: dict[str, tuple[RecordPlan, Link]] = {}
    for plan in plans:
        # A record with something held back as a whole changes nothing that stands.
        if plan.held_whole:
            continue
        wanted.update((document.key, (plan, document)) for document in plan.posting.documents)
        held_keys = {held.document_key for held in plan.held}
        linked.update(
            (link.document_key, (plan, link))
            for link in plan.live
            if link.document_key not in held_keys
        )
    verdicts = [
        (str(row.document_key), Verdict(str(row.verdict)))
        for row in compare(
            _frame({key: fingerprint(document.content()) for key, (_, document) in wanted.items()}),
            _frame({key: link.fingerprint for key, (_, link) in linked.items()}),
        ).itertuples(index=False)
    ]
    # Payments last: they must know whether what they pay is entered anew.
    verdicts.sort(key=lambda one: _is_payment(wanted.get(one[0])))
    for key, verdict in verdicts:
        plan, document = wanted.get(key) or (linked[key][0], None)
        decider.decide(plan, verdict, document, plan.links.get(key))


def _frame(fingerprints: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"document_key": list(fingerprints), "fingerprint": list(fingerprints.values())},
        dtype="str",
    )


def _is_payment(wanted: tuple[RecordPlan, Document] | None) -> bool:
    return wanted is not None and wanted[1].kind in PAYMENTS


def _refusals(context: SyncContext, session: Session, keys: Sequence[str]) -> dict[str, int]:
    """How often each document was refused: QuickBooks may replay a refusal to the same id."""
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
    """The customers and vendors of every document that CORE asks for.

    A renamed agent is renamed in QuickBooks even where no document changed.
    """
    wanted: dict[str, tuple[RecordPlan, Document]] = {}
    for plan in plans:
        if plan.held_whole:
            continue
        for document in plan.posting.documents:
            if document.key in plan.links or any(
                operation.document_key == document.key for operation in plan.operations
            ):
                wanted.setdefault(document.party.key, (plan, document))
    for plan, operation in party_operations(context, session, wanted):
        plan.operations.append(operation)


def _add_lists(context: SyncContext, session: Session, plan: RecordPlan) -> None:
    """The products and classes that the plan's documents need and QuickBooks does not have."""
    needed = {
        (kind, name)
        for operation in plan.operations
        if is_document(operation)
        for kind, name in operation.needs.get("lists", ())
    }
    new = [entry for entry in plan.posting.new_lists if (entry.kind, entry.name) in needed]
    plan.operations.extend(list_operations(context, session, plan.record, new))


def settle_state(context: SyncContext, plan: RecordPlan) -> None:
    """Note where the record stands now that it is planned.

    A preview does not put on the list of what is to do, or take off it, what was not on it.
    """
    state = plan.state
    if plan.waits or (context.preview and state.status not in TO_DO):
        return
    status, cause, sentence, what_to_do = RecordStatus.READY, "", "", ""
    if plan.held:
        first = plan.held[0]
        status, cause = RecordStatus.ON_HOLD, first.cause
        sentence = " ".join(held.sentence for held in plan.held)
        what_to_do = " ".join(dict.fromkeys(held.what_to_do for held in plan.held))
    elif not plan.operations:
        status = RecordStatus.NOT_READY if plan.posting.not_ready else RecordStatus.SYNCED
        sentence = plan.posting.not_ready
        state.synced_fingerprint = plan.record.fingerprint
    if state.status != status or state.sentence != sentence:
        state.since = utc_now()
    state.status, state.cause = status, cause
    state.sentence, state.what_to_do = sentence, what_to_do
    state.run_id = context.run_id
