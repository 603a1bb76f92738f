"""The requests of a wave: operations as the gateway takes them, with nothing unknown in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from include.books.catalogue import AccountType
from include.books.causes import HoldCause
from include.books.documents import Document, marker
from include.books.entries import EntryExtras, LineExtras
from include.books.gateway import (
    Action,
    Answer,
    DocumentWrite,
    PartyWrite,
    Recovery,
    Rejected,
)
from include.books.references import unknown_reference
from include.database.stored.documents import document_from_json
from include.database.stored.needs import needs_from_json
from include.database.tables.entries import CatalogueEntry, Link
from include.database.tables.runs import Operation
from include.sync.operations.lists import list_write
from include.sync.operations.operations import WAVE_LISTS, WAVE_PARTIES, existing_entry
from include.sync.post.name_updates import party_to_write
from include.sync.post.payment_rounding import within_rounding
from include.sync.quickbooks_state.party_links import party_id
from include.sync.run.run import SyncContext


def send(context: SyncContext, group: Sequence[Operation], wave: int) -> Iterator[Answer]:
    """Send operations of one wave; their responses come one by one."""
    if wave == WAVE_LISTS:
        return context.gateway.write_lists([list_write(operation) for operation in group])
    if wave == WAVE_PARTIES:
        return context.gateway.write_parties(
            [
                PartyWrite(
                    request_id=operation.request_id,
                    action=Action(operation.action),
                    party=party_to_write(context, operation),
                    existing=existing_entry(operation),
                )
                for operation in group
            ]
        )
    with context.database.reading() as session:
        writes = [_document_write(context, session, operation) for operation in group]
    return _send_documents(context, writes)


def _send_documents(context: SyncContext, writes: Sequence[DocumentWrite]) -> Iterator[Answer]:
    """Send what is known in full; a write with a blank in place of an ID never leaves."""
    known = []
    for write in writes:
        unknown = unknown_reference(write)
        if unknown:
            yield _not_sent(write, unknown)
        else:
            known.append(write)
    if known:
        yield from context.gateway.write_documents(known)


def _not_sent(write: DocumentWrite, unknown: str) -> Rejected:
    label = f"{write.document.label[0].upper()}{write.document.label[1:]}"
    return Rejected(
        write.request_id,
        Recovery.ON_HOLD,
        "",
        f"{label} wasn't posted, because CoreBooks doesn't have the QuickBooks ID of {unknown}.",
        "Run again. If it stays on hold, match the name under Needs attention or choose another "
        "account or product in the workflow options.",
        cause=HoldCause.DEPENDS,
    )


def _document_write(context: SyncContext, session: Session, operation: Operation) -> DocumentWrite:
    document, needs = document_from_json(operation.payload), needs_from_json(operation.needs)
    pays = session.get(Link, (context.company_id, document.pays)) if document.pays else None
    today = context.today
    if pays is not None and pays.tax_cents and operation.action == Action.CREATE:
        document = within_rounding(session, document, pays)
    return DocumentWrite(
        request_id=operation.request_id,
        action=Action(operation.action),
        document=document,
        marker=marker(context.company_id, document.key),
        date=operation.date or today,
        due_date=operation.due_date or today,
        party_id=_party_id(context, session, operation, document),
        pays_id=pays.quickbooks_id if pays else None,
        existing=existing_entry(operation),
        from_credit_card=_is_credit_card(context, session, document),
        number_used=operation.base_revision > 0,
        extras=tuple(LineExtras(**extra.model_dump()) for extra in needs.extras),
        whole=EntryExtras(**needs.whole.model_dump()),
        memo=needs.memo,
        keeps_number=needs.keeps_number,
    )


def _party_id(
    context: SyncContext, session: Session, operation: Operation, document: Document
) -> str:
    """Its customer or vendor; for a void without one, whom the entry was posted to."""
    known = party_id(context, session, document.party.key)
    if known or operation.action != Action.VOID:
        return known
    link = session.get(Link, (context.company_id, operation.document_key))
    return link.party_id if link is not None else ""


def _is_credit_card(context: SyncContext, session: Session, document: Document) -> bool:
    if document.account is None:
        return False
    key = (context.company_id, document.account.kind, document.account.id)
    entry = session.get(CatalogueEntry, key)
    return entry is not None and entry.type == AccountType.CREDIT_CARD
