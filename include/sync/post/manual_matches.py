"""People's own decisions who stands for somebody of CORE in QuickBooks."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database import audit
from include.database.engine import Database
from include.database.tables.columns import utc_now
from include.database.tables.entries import ManualMatch, PartyLink
from include.sync.run.run import choose_company

_KEY = re.compile(r"^(customer|vendor)/.+")


class PartyUnknown(ValueError):
    """That is no key of a customer or vendor; it stands in the sentence that asks for the decision."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"{key!r} names no customer or vendor. The name to use stands in the held-back record's "
            "sentence: vendor/agent:45. Nothing was changed."
        )


class PartyTaken(ValueError):
    """That customer or vendor stands for somebody else; unlink it there first."""

    def __init__(self, quickbooks_id: str, holder: str) -> None:
        super().__init__(
            f"The entry {quickbooks_id} of QuickBooks already stands for CORE "
            f"{holder.partition('/')[2]}. Link that one elsewhere first. Nothing was changed."
        )


def match_manually(
    database: Database, company: str, party_key: str, quickbooks_id: str, actor: str
) -> str:
    """Note who stands for somebody of CORE: an entry of QuickBooks, or a new one.

    A link that there is already is taken away, so that the next run makes the chosen one; documents
    that were posted stay with whom they were posted to until they change.

    Args:
        database: the database.
        company: its id; empty for the only one.
        party_key: "vendor/agent:45".
        quickbooks_id: of the customer or vendor; empty for a new one.
        actor: who decides.

    Returns:
        What was noted, in a sentence.

    Raises:
        CompanyNotChosen, PartyUnknown, PartyTaken: nothing was changed.
    """
    if not _KEY.match(party_key):
        raise PartyUnknown(party_key)
    with database.writing() as session:
        company_id = choose_company(session, company).id
        _require_free(session, company_id, party_key, quickbooks_id)
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
            event="party chosen",
            subject=party_key,
            detail={"before": before, "quickbooks_id": quickbooks_id or "a new one"},
        )
    who = f"the entry {quickbooks_id} of QuickBooks" if quickbooks_id else "a new entry"
    return f"{who[0].upper()}{who[1:]} stands for {party_key} from the next run on."


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
