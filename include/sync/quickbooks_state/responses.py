"""Storing QuickBooks' responses: operation, link, audit trail and posting log, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import fingerprint
from include.books.gateway import Action, Answer, NoResponse, Posted, Recovery, Rejected
from include.clock import utc_now
from include.database import audit
from include.database.lease import WriterLease
from include.database.statuses import LinkStatus, OperationStatus
from include.database.stored.answers import StoredAnswer
from include.database.stored.documents import document_from_json
from include.database.stored.needs import needs_from_json
from include.database.tables.entries import Link
from include.database.tables.runs import Operation
from include.sync.operations.lists import store_list_entry
from include.sync.operations.operations import is_list_entry, is_party, tax_detail
from include.sync.operations.posting_lines import label, log_posted
from include.sync.quickbooks_state.as_sent import is_as_sent
from include.sync.quickbooks_state.found_again import is_as_found
from include.sync.quickbooks_state.party_links import link_party, party_id
from include.sync.quickbooks_state.posted_tax import PostedTax, posted_tax
from include.sync.quickbooks_state.stray_owners import release_stray
from include.sync.run.mode import RunMode
from include.sync.run.posting_log import core_name, posting_log
from include.sync.run.run import SyncContext

LINKED = "linked"
"""How a write ends when QuickBooks has the entry already: it is linked, not created."""

CONFIRMED = "confirmed in QuickBooks"
"""How a write ends when its response got lost, but the entry is found in QuickBooks."""

_EVENTS = {Action.CREATE: "created", Action.UPDATE: "updated", Action.VOID: "voided"}


def record_responses(context: SyncContext, lease: WriterLease, answers: Sequence[Answer]) -> None:
    """Store responses that arrived together. Without a response, an operation stays `sent`.

    Raises:
        LeaseLost: another run posts to this company now; nothing was stored.
    """

    def store(session: Session) -> None:
        lease.check(session)
        rows = session.scalars(
            select(Operation).where(
                Operation.company_id == context.company_id,
                Operation.request_id.in_([answer.request_id for answer in answers]),
            )
        )
        operations = {operation.request_id: operation for operation in rows}
        for answer in answers:
            _record(context, session, operations[answer.request_id], answer)

    context.database.write(store)


def _record(context: SyncContext, session: Session, operation: Operation, answer: Answer) -> None:
    if isinstance(answer, Posted) and not answer.ref.id:
        # An answer without an ID is no answer: what it is about is looked up.
        answer = NoResponse(answer.request_id, "QuickBooks' response has no ID")
    if isinstance(answer, Posted):
        record_posted(context, session, operation, answer)
    elif isinstance(answer, Rejected):
        _record_rejected(context, session, operation, answer)
    else:
        _record_doubt(operation, answer)
        posting_log.warning(
            "NO RESPONSE %s: %s. CoreBooks looks it up in QuickBooks before it sends anything again.",
            label(operation),
            answer.reason,
        )


def _record_doubt(operation: Operation, answer: NoResponse) -> None:
    """Keep that QuickBooks answered, if it did: it no longer works on the write."""
    operation.answer = None
    if answer.answered:
        operation.answer = StoredAnswer(
            recovery=Recovery.RETRY_LATER,
            code=answer.code,
            sentence=answer.reason,
            doubtful=True,
        ).stored()


def record_posted(
    context: SyncContext, session: Session, operation: Operation, posted: Posted, how: str = ""
) -> None:
    """Store that a write is in QuickBooks, in the given transaction.

    Args:
        context: the run.
        session: a writing transaction.
        operation: the write.
        posted: what QuickBooks returned.
        how: `LINKED` or `CONFIRMED` if it wasn't the response to the write that said so.
    """
    matches, tax = False, PostedTax()
    if is_party(operation):
        link_party(context, session, operation, posted.ref)
    elif is_list_entry(operation):
        store_list_entry(session, operation, posted.ref.id)
    else:
        if operation.action != Action.VOID:
            document = document_from_json(operation.payload)
            tax = posted_tax(session, context.company_id, document, posted, operation.date)
        link = _link_document(context, session, operation, posted, tax)
        matches = is_as_sent(context, session, operation, link, posted.entry)
    # All at once, and last: the database takes what is posted as final.
    operation.status = OperationStatus.POSTED
    operation.tax_cents = tax.cents
    operation.answered_at = utc_now()
    operation.quickbooks_id = posted.ref.id
    operation.trace_id = posted.trace_id
    operation.answer = StoredAnswer(
        id=posted.ref.id,
        version=posted.ref.version,
        total_cents=posted.total,
        number=posted.number,
        how=how or "answered",
        matches=matches,
    ).stored()
    _audit(context, session, operation, how or _EVENTS[Action(operation.action)])
    log_posted(context, operation, posted, how, tax.words)


def _audit(context: SyncContext, session: Session, operation: Operation, event: str) -> None:
    # A tax ID, even a sealed one, doesn't belong in a trail that never changes.
    after = {name: value for name, value in operation.payload.items() if name != "tax_id"}
    audit.append(
        session,
        context.company_id,
        actor=context.actor,
        event=event,
        subject=operation.document_key,
        detail={
            "run": operation.run_id,
            "record": operation.record_key,
            "record_fingerprint": operation.record_fingerprint,
            "request_id": operation.request_id,
            "why": operation.reason,
            "before": operation.before,
            "after": after,
            **tax_detail(operation),
            "answer": operation.answer,
            "intuit_tid": operation.trace_id,
        },
    )


def _link_document(
    context: SyncContext, session: Session, operation: Operation, posted: Posted, tax: PostedTax
) -> Link:
    document = document_from_json(operation.payload)
    now = utc_now()
    payee = party_id(context, session, document.party.key)
    link = session.get(Link, (context.company_id, operation.document_key))
    if link is None or link.quickbooks_id != posted.ref.id:
        release_stray(context, session, document.kind, posted.ref.id, operation.document_key)
    if link is None:
        link = Link(
            company_id=context.company_id,
            document_key=operation.document_key,
            category=operation.category,
            record_key=operation.record_key,
            posted_at=now,
        )
        session.add(link)
    link.kind = document.kind
    link.quickbooks_id = posted.ref.id
    link.version = posted.ref.version
    link.number = posted.number or context.gateway.number_of(document.kind, document.number)
    link.fingerprint = needs_from_json(operation.needs).wanted or fingerprint(document.content())
    link.document = operation.payload
    link.party_id = payee or link.party_id or ""
    link.total_cents, link.tax_cents = operation.total_cents, tax.cents
    link.date = operation.date or now.date()
    link.due_date = operation.due_date or now.date()
    link.revision = operation.base_revision + 1
    link.setup_version = operation.setup_version
    link.shape_version = operation.shape_version
    link.status = LinkStatus.VOIDED if operation.action == Action.VOID else LinkStatus.IN_QUICKBOOKS
    link.edited_as, link.accepted = None, ""
    link.as_found = context.mode is RunMode.UNDO and is_as_found(session, link)
    link.updated_at = now
    return link


def _record_rejected(
    context: SyncContext, session: Session, operation: Operation, rejected: Rejected
) -> None:
    operation.status = OperationStatus.ERROR
    operation.answered_at = utc_now()
    operation.trace_id = rejected.trace_id
    operation.answer = StoredAnswer(
        recovery=rejected.recovery,
        code=rejected.code,
        sentence=rejected.sentence,
        what_to_do=rejected.what_to_do,
        cause=rejected.cause,
        stale=rejected.stale,
    ).stored()
    _audit(context, session, operation, "rejected by QuickBooks")
    posting_log.warning(
        "ERROR    %s for CORE %s: %s %s (QuickBooks code %s, intuit_tid %s)",
        label(operation),
        core_name(operation.record_key),
        rejected.sentence,
        rejected.what_to_do,
        rejected.code or "none",
        rejected.trace_id or "none",
    )
