"""The requests of a wave: operations as the gateway takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from include.books.documents import Document, marker
from include.books.gateway import Action, Answer, DocumentWrite, PartyWrite
from include.database.stored.documents import document_from_json
from include.database.tables.entries import CatalogueEntry, Link, PartyLink
from include.database.tables.runs import Operation
from include.sync.operations.lists import list_write
from include.sync.operations.operations import WAVE_LISTS, WAVE_PARTIES, existing_entry
from include.sync.post.match_names import party_to_write
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
        existing=existing_entry(operation),
        from_credit_card=_is_credit_card(context, session, document),
        number_used=operation.base_revision > 0,
    )


def _is_credit_card(context: SyncContext, session: Session, document: Document) -> bool:
    if document.account is None:
        return False
    key = (context.company_id, document.account.kind, document.account.id)
    entry = session.get(CatalogueEntry, key)
    return entry is not None and entry.type == "Credit Card"
