"""Carrying a plan out: hand over, send, take down; parties first, then documents, then payments."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from contextlib import closing

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import Document, marker
from include.books.gateway import (
    Action,
    Answer,
    DocumentWrite,
    GatewayUnavailable,
    PartyWrite,
)
from include.database.lease import WriterLease
from include.database.statuses import LinkStatus, OperationStatus
from include.database.tables.columns import utc_now
from include.database.tables.entries import CatalogueEntry, Link, PartyLink
from include.database.tables.runs import Operation
from include.sync.diff.plan import plan_again
from include.sync.operations.documents_json import document_from_json, document_to_json
from include.sync.operations.lists import list_write, missing_lists, with_lists
from include.sync.operations.operations import WAVE_LISTS, WAVE_PARTIES, WAVES, is_document
from include.sync.post.edit_conflicts import replan
from include.sync.post.match_names import match_lists, match_parties, party_to_write
from include.sync.post.response_batches import in_batches
from include.sync.quickbooks_state.company_lock import company_lock
from include.sync.quickbooks_state.record_status import update_statuses
from include.sync.quickbooks_state.recover_unanswered import recover_unanswered
from include.sync.quickbooks_state.responses import (
    HoldReason,
    existing,
    put_on_hold,
    record_answers,
)
from include.sync.run.run import SyncContext

logger = logging.getLogger(__name__)

# As many as eight batches of thirty keep in flight: what a crash leaves to be looked up.
_GROUP = 240


def post(context: SyncContext, patience: dt.timedelta = dt.timedelta(hours=2)) -> None:
    """Carry out what this run planned, as the one writer of the company.

    Safe to try again: what was handed over before is looked up first, what was done stays done.

    Raises:
        LeaseTaken: another run writes to this company and did not finish in time.
        LeaseLost: another run took over.
        GatewayStopped: the company cannot be written to; what was answered is taken down.
    """
    holder = f"{context.category.heading} run {context.run_id}"
    with company_lock(context.database, context.company_id, holder, patience) as lease:
        # What waits its turn, or hangs, may outlive the lease: nothing is sent without it.
        context.gateway.guard_writes(lambda: lease.renew(context.database))
        recover_unanswered(context, lease)
        try:
            again = _carry_out_all(context, lease)
            if _lost_answers(context):
                recover_unanswered(context, lease)
                again |= _unfinished(context)
            if again:
                # Once: what is changed or lost again and again waits for the next run.
                plan_again(context, lease, sorted(again))
                _carry_out_all(context, lease)
        finally:
            update_statuses(context, lease)


def _lost_answers(context: SyncContext) -> bool:
    """Whether writes of this run were handed over and have no answer."""
    with context.database.reading() as session:
        lost = session.scalars(
            select(Operation.id)
            .where(Operation.run_id == context.run_id, Operation.status == OperationStatus.SENT)
            .limit(1)
        ).first()
    return lost is not None


def _unfinished(context: SyncContext) -> set[str]:
    """Records with writes that are to be sent again, or that waited for one of those."""
    with context.database.reading() as session:
        operations = session.scalars(
            select(Operation).where(
                Operation.run_id == context.run_id,
                Operation.status.in_((OperationStatus.PLANNED, OperationStatus.ERROR)),
            )
        ).all()
    return {
        one.record_key
        for one in operations
        if one.status == OperationStatus.PLANNED or not (one.answer or {}).get("code")
    }


def _carry_out_all(context: SyncContext, lease: WriterLease) -> set[str]:
    """Carry out every wave. Returns the records with entries that somebody changed meanwhile."""
    stale: set[str] = set()
    for wave in WAVES:
        stale |= _carry_out(context, lease, wave)
    return stale


def _carry_out(context: SyncContext, lease: WriterLease, wave: int) -> set[str]:
    planned = _planned(context, wave)
    if wave == WAVE_LISTS:
        planned = match_lists(context, lease, planned)
    if wave == WAVE_PARTIES:
        planned = match_parties(context, lease, planned)
    ready = _fit_to_be_sent(context, lease, planned)
    for start in range(0, len(ready), _GROUP):
        group = ready[start : start + _GROUP]
        _mark_sent(context, lease, group)
        try:
            with closing(in_batches(_send(context, group, wave))) as arrived:
                for answers in arrived:
                    record_answers(context, lease, answers)
        except GatewayUnavailable as stop:
            _take_back(context, lease, stop.not_sent)
            raise
    return replan(context, lease, ready)


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


def revision_now(session: Session, operation: Operation) -> int:
    """The revision of what stands in QuickBooks for the operation's key; 0 for nothing."""
    key = (operation.company_id, operation.document_key)
    link = session.get(Link, key) if is_document(operation) else session.get(PartyLink, key)
    return link.revision if link else 0


def _fit_to_be_sent(
    context: SyncContext, lease: WriterLease, planned: Sequence[Operation]
) -> list[Operation]:
    """Those whose plan still fits the database, and for which what the write needs is there."""
    ready: list[Operation] = []
    waiting: list[tuple[Operation, tuple[str, str]]] = []
    with context.database.reading() as session:
        for operation in planned:
            if revision_now(session, operation) != operation.base_revision:
                logger.info(
                    "%s was written by another run meanwhile; left to the next run",
                    operation.document_key,
                )
            elif missing := _missing(context, session, operation):
                waiting.append((operation, missing))
            else:
                ready.append(operation)
    for operation, missing in waiting:
        put_on_hold(context, lease, operation, HoldReason(*missing))
    return ready


def _missing(
    context: SyncContext, session: Session, operation: Operation
) -> tuple[str, str] | None:
    """What the write waits for, as a sentence and what to do; None when all is there."""
    if operation.action == Action.VOID:
        return None
    party_key, pays = operation.needs.get("party"), operation.needs.get("pays")
    if party_key and session.get(PartyLink, (context.company_id, party_key)) is None:
        document = document_from_json(operation.payload)
        return (
            f"{document.label} waits for its {document.party.label}, who is not in QuickBooks yet.",
            f"Mend what is said of the {document.party.kind}, then run again.",
        )
    if absent := missing_lists(session, context.company_id, operation.needs.get("lists", ())):
        document = document_from_json(operation.payload)
        return (
            f"{document.label} waits for {' and '.join(absent)}, not in QuickBooks yet.",
            "Mend what is said of it, then run again.",
        )
    if pays:
        link = session.get(Link, (context.company_id, pays))
        if link is None or link.status != LinkStatus.IN_QUICKBOOKS:
            document = document_from_json(operation.payload)
            return (
                f"{document.label} waits for the invoice it pays, which is not in QuickBooks yet.",
                "Mend what is said of the invoice, then run again.",
            )
    return None


def _mark_sent(context: SyncContext, lease: WriterLease, group: Sequence[Operation]) -> None:
    """Commit that these are about to be sent, before their first byte leaves."""
    with context.database.writing() as session:
        lease.check(session)
        now = utc_now()
        for operation in group:
            row = session.get_one(Operation, operation.id)
            row.status, row.sent_at = OperationStatus.SENT, now
            if row.needs.get("lists"):
                # From here on the document has the ids of what was created for it.
                document = document_from_json(row.payload)
                settled = with_lists(session, context.company_id, document)
                operation.payload = row.payload = document_to_json(settled)


def _take_back(context: SyncContext, lease: WriterLease, request_ids: Sequence[str]) -> None:
    """What surely was not carried out is planned again; it needs no looking up."""
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


def _send(context: SyncContext, group: Sequence[Operation], wave: int) -> Iterator[Answer]:
    if wave == WAVE_LISTS:
        return context.gateway.write_lists([list_write(operation) for operation in group])
    if wave == WAVE_PARTIES:
        return context.gateway.write_parties(
            [
                PartyWrite(
                    request_id=operation.request_id,
                    action=Action(operation.action),
                    party=party_to_write(context, operation),
                    existing=existing(operation),
                )
                for operation in group
            ]
        )
    with context.database.reading() as session:
        writes = [_document_write(context, session, operation) for operation in group]
    return context.gateway.write_documents(writes)


def _document_write(context: SyncContext, session: Session, operation: Operation) -> DocumentWrite:
    document = document_from_json(operation.payload)
    party = session.get_one(PartyLink, (context.company_id, document.party.key))
    pays = session.get(Link, (context.company_id, document.pays)) if document.pays else None
    today = context.today
    return DocumentWrite(
        request_id=operation.request_id,
        action=Action(operation.action),
        document=document,
        marker=marker(context.company_id, document.key),
        date=operation.date or today,
        due_date=operation.due_date or today,
        party_id=party.quickbooks_id,
        pays_id=pays.quickbooks_id if pays else None,
        existing=existing(operation),
        from_credit_card=_is_credit_card(context, session, document),
        number_used=operation.base_revision > 0,
    )


def _is_credit_card(context: SyncContext, session: Session, document: Document) -> bool:
    if document.account is None:
        return False
    key = (context.company_id, document.account.kind, document.account.id)
    entry = session.get(CatalogueEntry, key)
    return entry is not None and entry.type == "Credit Card"
