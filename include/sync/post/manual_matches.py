"""Manual matches: which QuickBooks customer or vendor a CORE agent or vendor is."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.tables.entries import ManualMatch, PartyLink
from include.sync.run.run import choose_company

_KEY = re.compile(r"^(customer|vendor)/.+")


class PartyUnknown(ValueError):
    """That isn't the key of a customer or vendor; the sentence that asks for a match has it."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"{key!r} isn't a CORE customer or vendor. Use the name from the record on hold, such as "
            "vendor/agent:45. Nothing was changed."
        )


class PartyTaken(ValueError):
    """That customer or vendor is matched already; the other match must change first."""

    def __init__(self, quickbooks_id: str, holder: str) -> None:
        super().__init__(
            f"QuickBooks ID {quickbooks_id} is already matched to CORE {holder.partition('/')[2]}. "
            "Change that match first. Nothing was changed."
        )


def match_manually(
    database: Database, company: str, party_key: str, quickbooks_id: str, actor: str
) -> str:
    """Store which QuickBooks entry a CORE agent or vendor is, or that a new one is created.

    An earlier match is removed, so that the next run makes the new one. Posted entries keep their
    customer or vendor until they change.

    Args:
        database: the database.
        company: its ID; empty for the only one.
        party_key: "vendor/agent:45".
        quickbooks_id: the ID of the customer or vendor; empty to create a new one.
        actor: who makes the match.

    Returns:
        The new match, in a sentence.

    Raises:
        CompanyNotChosen, PartyUnknown, PartyTaken: nothing was changed.
    """
    if not _KEY.match(party_key):
        raise PartyUnknown(party_key)
    with database.writing() as session:
        company_id = choose_company(session, company).id
        _require_free(session, company_id, party_key, quickbooks_id)
        _store(session, company_id, party_key, quickbooks_id, actor)
    if quickbooks_id:
        return f"CORE {party_key} is matched to QuickBooks ID {quickbooks_id} from the next run on."
    return f"The next run creates CORE {party_key} in QuickBooks."


def _store(
    session: Session, company_id: str, party_key: str, quickbooks_id: str, actor: str
) -> None:
    session.merge(
        ManualMatch(
            company_id=company_id,
            party_key=party_key,
            quickbooks_id=quickbooks_id,
            actor=actor,
            chosen_at=utc_now(),
        )
    )
    link = session.get(PartyLink, (company_id, party_key))
    before = link.quickbooks_id if link is not None else ""
    if link is not None and link.quickbooks_id != quickbooks_id:
        session.delete(link)
    audit.append(
        session,
        company_id,
        actor=actor,
        event="matched manually",
        subject=party_key,
        detail={"before": before, "quickbooks_id": quickbooks_id or "a new one"},
    )


def _require_free(session: Session, company_id: str, party_key: str, quickbooks_id: str) -> None:
    if not quickbooks_id:
        return
    holder = session.scalars(
        select(PartyLink.party_key).where(
            PartyLink.company_id == company_id,
            PartyLink.kind == party_key.partition("/")[0],
            PartyLink.quickbooks_id == quickbooks_id,
            PartyLink.party_key != party_key,
        )
    ).first()
    if holder:
        raise PartyTaken(quickbooks_id, holder)
