"""Customers and vendors that are in QuickBooks already: linked by exact name, never doubled."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from include.books.catalogue import plain
from include.books.gateway import Action, PartyEntry, Written
from include.books.parties import Party, PartyKind
from include.ledger.lease import WriterLease
from include.ledger.models import Operation, PartyLink
from include.sync.answers import refuse, take_written
from include.sync.documents_json import party_from_json
from include.sync.run import SyncContext


def adopt_parties(
    context: SyncContext, lease: WriterLease, planned: Sequence[Operation]
) -> list[Operation]:
    """Link what is there, hold back what is there but cannot be used.

    Returns:
        The operations that are still to be sent.
    """
    creates = [operation for operation in planned if operation.action == Action.CREATE]
    rest = [operation for operation in planned if operation.action != Action.CREATE]
    parties = {operation.id: party_from_json(operation.payload) for operation in creates}
    found: dict[tuple[PartyKind, str], PartyEntry] = {}
    for kind in PartyKind:
        names = sorted({party.display_name for party in parties.values() if party.kind is kind})
        if names:
            entries = context.gateway.find_parties(kind, names)
            found.update(((kind, plain(name)), entry) for name, entry in entries.items())
    for operation in creates:
        party = parties[operation.id]
        entry = found.get((party.kind, plain(party.display_name)))
        if entry is None:
            rest.append(operation)
        else:
            _adopt(context, lease, operation, party, entry)
    return sorted(rest, key=lambda operation: operation.id)


def _adopt(
    context: SyncContext,
    lease: WriterLease,
    operation: Operation,
    party: Party,
    entry: PartyEntry,
) -> None:
    holder = _linked_to(context, entry)
    if holder:
        refuse(
            context,
            lease,
            operation,
            f"The {party.label} of QuickBooks already stands for CORE {holder}, so it cannot also "
            f"stand for CORE {party.key.partition('/')[2]}.",
            "Give one of the two another name in CORE, then run again.",
        )
        return
    if not entry.active:
        refuse(
            context,
            lease,
            operation,
            f"The {party.label} is in QuickBooks, but inactive.",
            f"Make the {party.kind} active in QuickBooks, then run again.",
        )
        return
    with context.ledger.writing() as session:
        lease.check(session)
        take_written(
            context,
            session,
            session.get_one(Operation, operation.id),
            Written(operation.request_id, entry.ref, None, "", ""),
            how="linked to existing",
        )


def _linked_to(context: SyncContext, entry: PartyEntry) -> str:
    with context.ledger.reading() as session:
        link = session.scalars(
            select(PartyLink).where(
                PartyLink.company_id == context.company_id,
                PartyLink.kind == entry.kind,
                PartyLink.quickbooks_id == entry.ref.id,
            )
        ).first()
        return link.party_key.partition("/")[2] if link else ""
