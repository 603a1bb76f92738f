"""Customers and vendors that are posted or linked: the database matches CORE's to QuickBooks'."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.entries import EntryRef
from include.clock import utc_now
from include.database.stored.documents import party_from_json
from include.database.tables.entries import PartyLink
from include.database.tables.runs import Operation
from include.sync.operations.operations import written_name
from include.sync.operations.parties import party_fingerprint
from include.sync.run.run import SyncContext


def link_party(
    context: SyncContext, session: Session, operation: Operation, entry: EntryRef
) -> None:
    """Store which customer or vendor one of CORE's is, in the given transaction.

    Others of CORE's that are the same customer or vendor get its version: theirs is outdated now.
    """
    party = party_from_json(operation.payload, context.seal)
    name = written_name(operation)
    session.merge(
        PartyLink(
            company_id=context.company_id,
            party_key=party.key,
            kind=party.kind,
            quickbooks_id=entry.id,
            version=entry.version,
            display_name=name,
            core_name=party.display_name,
            shared=party.shared,
            fingerprint=party_fingerprint(party, context.seal),
            revision=operation.base_revision + 1,
            updated_at=utc_now(),
        )
    )
    others = select(PartyLink).where(
        PartyLink.company_id == context.company_id,
        PartyLink.kind == party.kind,
        PartyLink.quickbooks_id == entry.id,
        PartyLink.party_key != party.key,
    )
    for other in session.scalars(others):
        other.version, other.display_name = entry.version, name


def party_id(context: SyncContext, session: Session, party_key: str) -> str:
    """The QuickBooks ID of one of CORE's customers or vendors; empty if it isn't there."""
    link = session.get(PartyLink, (context.company_id, party_key))
    return link.quickbooks_id if link is not None else ""
