"""Customers and vendors by usage: whom the entries are for is who each of CORE's agents and vendors is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.entries import EntryStatus, PartyEntry
from include.books.gateway import Gateway
from include.books.parties import Party, PartyKind
from include.clock import utc_now
from include.database.tables.entries import PartyLink
from include.sync.operations.parties import party_fingerprint
from include.sync.rebuild.pairing import Pair
from include.sync.run.run import SyncContext


@dataclass(frozen=True, slots=True)
class PartyUsed:
    """A customer or vendor of CORE's, and the one that most of its entries in QuickBooks are for."""

    party: Party
    entry: PartyEntry


Names = Mapping[tuple[PartyKind, str], PartyEntry]
"""The customers and vendors that QuickBooks has, by kind and ID."""


def names_of(gateway: Gateway) -> Names:
    """Read QuickBooks' customers and vendors.

    Raises:
        GatewayUnavailable: QuickBooks doesn't respond.
    """
    kinds = (PartyKind.CUSTOMER, PartyKind.VENDOR)
    return {(kind, one.ref.id): one for kind in kinds for one in gateway.parties(kind)}


def parties_by_usage(names: Names, pairs: Iterable[Pair]) -> dict[str, PartyUsed]:
    """Whom the entries are for, by the key of CORE's customer or vendor.

    Args:
        names: the customers and vendors that QuickBooks has.
        pairs: documents with their entries.
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    parties: dict[str, Party] = {}
    for pair in pairs:
        if pair.entry.party_id and pair.entry.status is EntryStatus.LIVE:
            parties[pair.document.party.key] = pair.document.party
            votes[pair.document.party.key][pair.entry.party_id] += 1
    return {
        key: PartyUsed(parties[key], names[place])
        for key, ids in votes.items()
        if (place := (parties[key].kind, ids.most_common(1)[0][0])) in names
    }


def store_parties(
    context: SyncContext, session: Session, used: Mapping[str, PartyUsed]
) -> dict[str, str]:
    """Match CORE's customers and vendors to those that the entries are for; those matched before stay.

    Nothing is written to QuickBooks: what it has counts for what CORE has now.

    Returns:
        The QuickBooks ID of each, by key.
    """
    rows = session.execute(
        select(PartyLink.party_key, PartyLink.quickbooks_id).where(
            PartyLink.company_id == context.company_id
        )
    )
    matched = {row.party_key: row.quickbooks_id for row in rows}
    for key, one in used.items():
        if key not in matched:
            session.add(_party_link(context, one))
    return {key: one.entry.ref.id for key, one in used.items()} | matched


def _party_link(context: SyncContext, used: PartyUsed) -> PartyLink:
    party, entry = used.party, used.entry
    return PartyLink(
        company_id=context.company_id,
        party_key=party.key,
        kind=party.kind,
        quickbooks_id=entry.ref.id,
        version=entry.ref.version,
        display_name=entry.display_name,
        core_name=party.display_name,
        shared=party.shared,
        fingerprint=party_fingerprint(party, context.seal),
        revision=1,
        updated_at=utc_now(),
    )
