"""The plan: what CORE's records ask for, compared with what was last synced, as operations."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue
from include.books.documents import Document, fingerprint
from include.books.gateway import Action, EntryStatus
from include.books.money import format_usd
from include.core_backoffice.stored import record_from_json
from include.ledger.columns import utc_now
from include.ledger.models import (
    Link,
    Operation,
    OperationStatus,
    Record,
    RecordState,
    RecordStatus,
)
from include.sync.compare import Verdict, compare
from include.sync.documents_json import document_from_json
from include.sync.operations import document_operation, party_operations
from include.sync.run import SyncContext
from include.workflows.template import Booking, HeldBack

logger = logging.getLogger(__name__)

TO_DO = (RecordStatus.PENDING, RecordStatus.HELD_BACK)


@dataclass(slots=True)
class RecordPlan:
    """One record on its way from CORE's words to operations."""

    state: RecordState
    record: Record
    booking: Booking
    links: dict[str, Link] = field(default_factory=dict)
    held: list[HeldBack] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    unchanged: int = 0
    waits: bool = False
    """Auto-sync leaves it until it is complete."""


def make_plan(
    context: SyncContext,
    session: Session,
    catalogue: Catalogue,
    record_keys: Sequence[str] | None = None,
    *,
    complete_only: bool = False,
) -> list[RecordPlan]:
    """Plan every record that is to do, replacing plans of it that were never carried out.

    Args:
        context: the run.
        session: a writing transaction of the ledger; the plan is in it when it commits.
        catalogue: the company's lists.
        record_keys: only these records; None means all that are to do.
        complete_only: leave alone what is not at 100 % and not in QuickBooks yet.
    """
    plans = [
        RecordPlan(state, record, _book(context, record, catalogue))
        for state, record in _to_do(context, session, record_keys)
    ]
    keys = [plan.record.key for plan in plans]
    _drop_old_plans(context, session, keys)
    _attach_links(context, session, plans)
    due = [plan for plan in plans if _is_due(context, plan, complete_only=complete_only)]
    _plan_documents(context, session, due)
    _plan_parties(context, session, due)
    for plan in plans:
        settle_state(context, plan)
    session.flush()
    return plans


def _to_do(
    context: SyncContext, session: Session, record_keys: Sequence[str] | None
) -> Sequence[tuple[RecordState, Record]]:
    query = (
        select(RecordState, Record)
        .join(
            Record,
            (Record.company_id == RecordState.company_id) & (Record.key == RecordState.record_key),
        )
        .where(
            RecordState.company_id == context.company_id,
            RecordState.category == context.category,
            RecordState.status.in_(TO_DO),
            RecordState.unreadable.is_(False),
        )
        .order_by(RecordState.record_key)
    )
    if record_keys is None:
        return [(row[0], row[1]) for row in session.execute(query)]
    found: list[tuple[RecordState, Record]] = []
    for start in range(0, len(record_keys), 500):
        some = record_keys[start : start + 500]
        rows = session.execute(query.where(RecordState.record_key.in_(some)))
        found.extend((row[0], row[1]) for row in rows)
    return found


def _book(context: SyncContext, record: Record, catalogue: Catalogue) -> Booking:
    try:
        return context.template.book(
            record_from_json(record.payload or {}), context.options, catalogue
        )
    except Exception:
        # One record must not stop the others; the fault is logged whole and held back.
        logger.exception("%s could not be booked", record.key)
        return Booking(
            held_back=(
                HeldBack(
                    "",
                    "fault in CoreBooks",
                    f"{record.key}: CoreBooks failed on this record; nothing of it was sent.",
                    "Send the task's log to support; the other records are not affected.",
                ),
            )
        )


def _drop_old_plans(context: SyncContext, session: Session, keys: Sequence[str]) -> None:
    """Plans that were never handed over say nothing about QuickBooks and are made anew."""
    for start in range(0, len(keys), 500):
        session.execute(
            delete(Operation).where(
                Operation.company_id == context.company_id,
                Operation.category == context.category,
                Operation.status == OperationStatus.PLANNED,
                Operation.record_key.in_(keys[start : start + 500]),
            )
        )


def _attach_links(context: SyncContext, session: Session, plans: Sequence[RecordPlan]) -> None:
    by_key = {plan.record.key: plan for plan in plans}
    keys = list(by_key)
    for start in range(0, len(keys), 500):
        rows = session.scalars(
            select(Link).where(
                Link.company_id == context.company_id,
                Link.category == context.category,
                Link.record_key.in_(keys[start : start + 500]),
            )
        )
        for link in rows:
            by_key[link.record_key].links[link.document_key] = link


def _is_due(context: SyncContext, plan: RecordPlan, *, complete_only: bool) -> bool:
    booking = plan.booking
    live = [link for link in plan.links.values() if link.status == EntryStatus.LIVE]
    plan.held.extend(booking.held_back)
    if booking.not_due:
        if live:
            plan.held.append(_removed_in_core(plan, live))
        return False
    if complete_only and not booking.complete and not live:
        plan.waits = True
        return False
    start = context.start_date
    if start and booking.day and booking.day < start and not live:
        plan.booking = Booking(not_due=f"dated {booking.day}, before the start date {start}")
        plan.held.clear()
        return False
    return True


def _removed_in_core(plan: RecordPlan, live: Sequence[Link]) -> HeldBack:
    entries = ", ".join(
        f"{link.kind} {link.number} of {format_usd(link.total_cents)}" for link in live
    )
    return HeldBack(
        "",
        "disbursement removed in CORE",
        f"{plan.record.key}: {plan.booking.not_due}, but QuickBooks has {entries}. "
        "The entries were left as they are.",
        "If the deal is being corrected, create the disbursement again in CORE: the next sync "
        "updates the entries in place. If it fell through, void them in QuickBooks.",
    )


def _plan_documents(context: SyncContext, session: Session, plans: Sequence[RecordPlan]) -> None:
    by_key: dict[str, tuple[RecordPlan, Document]] = {}
    linked: dict[str, tuple[RecordPlan, Link]] = {}
    for plan in plans:
        # A record with something held back as a whole changes nothing that stands.
        if any(not held.document_key for held in plan.held):
            continue
        by_key.update((document.key, (plan, document)) for document in plan.booking.documents)
        held_keys = {held.document_key for held in plan.held}
        linked.update(
            (key, (plan, link))
            for key, link in plan.links.items()
            if link.status == EntryStatus.LIVE and key not in held_keys
        )
    wanted = pd.DataFrame(
        {
            "document_key": list(by_key),
            "fingerprint": [fingerprint(document.content()) for _, document in by_key.values()],
        },
        dtype="str",
    )
    known = pd.DataFrame(
        {
            "document_key": list(linked),
            "fingerprint": [link.fingerprint for _, link in linked.values()],
        },
        dtype="str",
    )
    refusals = _refusals(context, session, list(by_key))
    for row in compare(wanted, known).itertuples(index=False):
        key = str(row.document_key)
        if row.verdict == Verdict.UNCHANGED:
            by_key[key][0].unchanged += 1
        elif row.verdict == Verdict.ORPHAN:
            plan, link = linked[key]
            _plan_orphan(context, plan, link)
        else:
            plan, document = by_key[key]
            action = Action.CREATE if row.verdict == Verdict.CREATE else Action.UPDATE
            if action is Action.UPDATE and linked[key][1].kind != document.kind:
                plan.held.append(_kind_changed(plan, linked[key][1], document))
                continue
            plan.operations.append(
                document_operation(
                    context,
                    plan.record,
                    document,
                    action,
                    plan.links.get(key),
                    attempt=refusals.get(key, 0),
                )
            )
    for plan in plans:
        session.add_all(plan.operations)


def _plan_orphan(context: SyncContext, plan: RecordPlan, link: Link) -> None:
    document = document_from_json(link.document)
    if document.kind in context.template.voided_when_gone:
        plan.operations.append(
            document_operation(context, plan.record, document, Action.VOID, link, attempt=0)
        )
        return
    plan.held.append(
        HeldBack(
            link.document_key,
            "no longer in CORE",
            f"{plan.record.key}: QuickBooks has {document.label} for "
            f"{document.party.display_name}, but CORE no longer asks for it.",
            "Nothing was changed. If it is wrong, void it in QuickBooks.",
        )
    )


def _kind_changed(plan: RecordPlan, link: Link, document: Document) -> HeldBack:
    return HeldBack(
        link.document_key,
        "another kind of entry needed",
        f"{plan.record.key}: QuickBooks has a {link.kind} of {format_usd(link.total_cents)} for "
        f"{document.party.display_name}, but CORE now asks for a {document.label}.",
        f"Void the {link.kind} {link.number} in QuickBooks, then enter the {document.kind}.",
    )


def _refusals(context: SyncContext, session: Session, keys: Sequence[str]) -> dict[str, int]:
    """How often each document was refused: QuickBooks may replay a refusal to the same id."""
    counts: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        for key in session.scalars(
            select(Operation.document_key).where(
                Operation.company_id == context.company_id,
                Operation.status == OperationStatus.REFUSED,
                Operation.document_key.in_(keys[start : start + 500]),
            )
        ):
            counts[key] = counts.get(key, 0) + 1
    return counts


def _plan_parties(context: SyncContext, session: Session, plans: Sequence[RecordPlan]) -> None:
    wanted: dict[str, tuple[RecordPlan, Document]] = {}
    for plan in plans:
        if any(not held.document_key for held in plan.held):
            continue
        for document in plan.booking.documents:
            wanted.setdefault(document.party.key, (plan, document))
    refusals = _refusals(context, session, list(wanted))
    for plan, operation in party_operations(context, session, wanted, refusals):
        plan.operations.append(operation)
        session.add(operation)


def settle_state(context: SyncContext, plan: RecordPlan) -> None:
    """Note where the record stands now that it is planned."""
    if plan.waits:
        return
    state = plan.state
    status, cause, sentence, what_to_do = RecordStatus.PENDING, "", "", ""
    if plan.held:
        first = plan.held[0]
        status, cause = RecordStatus.HELD_BACK, first.cause
        sentence = " ".join(held.sentence for held in plan.held)
        what_to_do = " ".join(dict.fromkeys(held.what_to_do for held in plan.held))
    elif plan.booking.not_due:
        status, sentence = RecordStatus.NOT_DUE, plan.booking.not_due
        state.synced_fingerprint = plan.record.fingerprint
    elif not plan.operations:
        status = RecordStatus.SYNCED
        state.synced_fingerprint = plan.record.fingerprint
    if state.status != status or state.sentence != sentence:
        state.since = utc_now()
    state.status, state.cause = status, cause
    state.sentence, state.what_to_do = sentence, what_to_do
    state.run_id = context.run_id
