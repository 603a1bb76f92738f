"""Whom linked entries are for: their customer or vendor is CORE's, where several of them agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.catalogue import plain
from include.books.parties import Party, PartyKind
from include.clock import utc_now
from include.database import audit
from include.database.statuses import MatchDecision
from include.database.stored.documents import document_from_json
from include.database.tables.entries import ManualMatch, PartyLink
from include.database.tables.existing import ExistingMatch
from include.sync.existing.comparing.places import has_address
from include.workflows.income import PROPERTY

_AGREE = 2
"""How many linked entries must have the same customer or vendor, if its name isn't CORE's."""
_UNREAD = "0"
"""Its version isn't known: QuickBooks rejects an update as outdated then, and it is read."""


def match_linked_parties(
    session: Session, company_id: str, party_keys: Collection[str], actor: str
) -> None:
    """Match customers and vendors that have no match yet to those of their linked entries.

    Nothing is ever changed that was matched before. Where the linked entries have different ones, a user
    decides; `ExistingMatch` has which each of them has.

    Args:
        session: a writing transaction.
        company_id: the company.
        party_keys: whose documents were linked.
        actor: who linked them.
    """
    for key in sorted(party_keys):
        if session.get(PartyLink, (company_id, key)) or session.get(ManualMatch, (company_id, key)):
            continue
        matches = linked_of_party(session, company_id, key)
        chosen = _agreed(matches)
        if chosen is None:
            continue
        party = document_from_json(chosen.document).party
        if party.shared or not _is_taken(session, chosen, party):
            _match(session, chosen, party, actor)


def linked_of_party(session: Session, company_id: str, party_key: str) -> Sequence[ExistingMatch]:
    """The linked entries that are for one of CORE's customers or vendors, the latest first."""
    return session.scalars(
        select(ExistingMatch)
        .where(
            ExistingMatch.company_id == company_id,
            ExistingMatch.party_key == party_key,
            ExistingMatch.decision == MatchDecision.LINKED,
        )
        .order_by(ExistingMatch.found_at.desc(), ExistingMatch.document_key)
    ).all()


def _agreed(matches: Sequence[ExistingMatch]) -> ExistingMatch | None:
    """One of the entries, if all of them have the same customer or vendor, and that is surely right."""
    ids = Counter(match.entry_party_id for match in matches)
    if len(ids) != 1 or not matches[0].entry_party_id:
        return None
    party = document_from_json(matches[0].document).party
    is_named = _is_named(party, matches[0].entry_party_name)
    # Whom a statement bills is its agent, and only that customer's payments can pay it.
    is_billed = party.kind is PartyKind.CUSTOMER and party.is_agent
    return matches[0] if is_named or is_billed or len(matches) >= _AGREE else None


def _is_named(party: Party, name: str) -> bool:
    """Whether a customer or vendor has CORE's name, or a property's customer its address in other words."""
    if party.key.startswith(PROPERTY) and has_address(name, party.display_name):
        return True
    return plain(name) == plain(party.display_name)


def _is_taken(session: Session, match: ExistingMatch, party: Party) -> bool:
    """Whether somebody else of CORE's is matched to it: two people are one only if a user says so."""
    other = session.scalars(
        select(PartyLink.party_key).where(
            PartyLink.company_id == match.company_id,
            PartyLink.kind == party.kind,
            PartyLink.quickbooks_id == match.entry_party_id,
            PartyLink.party_key != party.key,
        )
    ).first()
    return other is not None


def _match(session: Session, match: ExistingMatch, party: Party, actor: str) -> None:
    session.add(
        PartyLink(
            company_id=match.company_id,
            party_key=party.key,
            kind=party.kind,
            quickbooks_id=match.entry_party_id,
            version=_UNREAD,
            display_name=match.entry_party_name,
            core_name=party.display_name,
            shared=party.shared,
            fingerprint=match.party_fingerprint,
            revision=0,
            updated_at=utc_now(),
        )
    )
    audit.append(
        session,
        match.company_id,
        actor=actor,
        event="matched by linked entries",
        subject=party.key,
        detail={"quickbooks_id": match.entry_party_id, "name": match.entry_party_name},
    )
    session.flush()


def unmatch_unlinked(
    session: Session, company_id: str, party_keys: Collection[str], actor: str
) -> None:
    """Forget matches that only linked entries had made, once none of those is linked any more.

    A match that CoreBooks has used since, or that a user made, stays.
    """
    for key in sorted(party_keys):
        link = session.get(PartyLink, (company_id, key))
        if link is None or link.version != _UNREAD or link.revision:
            continue
        if linked_of_party(session, company_id, key):
            continue
        session.delete(link)
        audit.append(
            session,
            company_id,
            actor=actor,
            event="match removed",
            subject=key,
            detail={"before": link.quickbooks_id},
        )
