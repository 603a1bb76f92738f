"""Manual matches: which QuickBooks customer or vendor a CORE agent or vendor is."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.wording import a
from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.stored.documents import document_from_json
from include.database.stored.edits import edit_from_json
from include.database.tables.entries import Link, ManualMatch, PartyLink
from include.database.tables.runs import Operation
from include.database.upserts import upsert
from include.sync.run.opening import choose_company
from include.understood import Understood

_KEY = re.compile(r"vendor/(agent|vendor):\S+|customer/agent:\S+|customer/property:\S.*")
_OF_CORE = {"agent": "Agent", "vendor": "Contact"}

# "1234" in QuickBooks Online, "80000001-1419443220" in QuickBooks Desktop.
_QUICKBOOKS_ID = re.compile(r"[0-9][0-9A-Fa-f]*(-[0-9]+)?")


def is_quickbooks_id(text: str) -> bool:
    """Whether a text can be QuickBooks' ID of a customer or vendor, of either product."""
    return _QUICKBOOKS_ID.fullmatch(text) is not None


class CantMatch(Understood, ValueError):
    """What was asked for isn't a match; nothing was changed."""


class IdUnusable(CantMatch):
    """That can't be QuickBooks' ID of a customer or vendor."""

    def __init__(self, text: str) -> None:
        shown = f"“{text.strip()}” isn't" if text.strip() else "A blank isn't"
        super().__init__(
            f"{shown} a QuickBooks ID. Enter the ID that QuickBooks shows for the name, such as 45. "
            "Nothing was changed."
        )


class PartyUnknown(CantMatch):
    """That isn't the key of a customer or vendor; the sentence that asks for a match has it."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"{key!r} isn't a CORE customer or vendor. Use the name from the record on hold, such as "
            "vendor/agent:45. Nothing was changed."
        )


def match_manually(
    database: Database, company: str, party_key: str, quickbooks_id: str, actor: str
) -> str:
    """Store which QuickBooks entry a CORE agent or vendor is, or that a new one is created.

    An earlier match is removed, so that the next run makes the new one. Posted entries keep their
    customer or vendor until they change. Several of CORE's may be matched to one entry.

    Args:
        database: the database.
        company: its ID; empty for the only one.
        party_key: "vendor/agent:45".
        quickbooks_id: the ID of the customer or vendor; empty to create a new one.
        actor: who makes the match.

    Returns:
        The new match, in a sentence.

    Raises:
        CompanyNotChosen, CantMatch: nothing was changed.
    """
    kind = _kind(party_key)
    if quickbooks_id and not is_quickbooks_id(quickbooks_id):
        raise IdUnusable(quickbooks_id)
    with database.writing() as session:
        company_id = choose_company(session, company).id
        name = _name(session, company_id, party_key)
        others = _others(session, company_id, party_key, quickbooks_id)
        _store(session, company_id, party_key, quickbooks_id, actor)
    if not quickbooks_id:
        return f"The next run creates a new {kind} for {name}."
    also = f", as {' and '.join(others)} {'is' if len(others) == 1 else 'are'}" if others else ""
    return f"{name} is matched to the {kind} with the QuickBooks ID {quickbooks_id}{also}."


def remove_match(database: Database, company: str, party_key: str, actor: str) -> str:
    """Forget which QuickBooks entry a CORE agent or vendor is: the next run matches it by name.

    Args:
        database: the database.
        company: its ID; empty for the only one.
        party_key: "vendor/agent:45".
        actor: who removes the match.

    Returns:
        What happens next, in a sentence.

    Raises:
        CompanyNotChosen, CantMatch: nothing was changed.
    """
    kind = _kind(party_key)
    with database.writing() as session:
        company_id = choose_company(session, company).id
        name = _name(session, company_id, party_key)
        match = session.get(ManualMatch, (company_id, party_key))
        link = session.get(PartyLink, (company_id, party_key))
        if match is None and link is None:
            return f"{name} isn't matched to {a(kind)}. Nothing was changed."
        for row in (match, link):
            if row is not None:
                session.delete(row)
        before = link.quickbooks_id if link else match.quickbooks_id if match else ""
        audit.append(
            session,
            company_id,
            actor=actor,
            event="match removed",
            subject=party_key,
            detail={"before": before},
        )
    return f"{name} isn't matched anymore. The next run matches it by name."


def _kind(party_key: str) -> str:
    if not _KEY.fullmatch(party_key):
        raise PartyUnknown(party_key)
    return party_key.partition("/")[0]


def _store(
    session: Session, company_id: str, party_key: str, quickbooks_id: str, actor: str
) -> None:
    link = session.get(PartyLink, (company_id, party_key))
    before = link.quickbooks_id if link is not None else ""
    earlier = session.get(ManualMatch, (company_id, party_key))
    instead_of = before or (earlier.instead_of if earlier else "")
    chosen = {
        "company_id": company_id,
        "party_key": party_key,
        "quickbooks_id": quickbooks_id,
        "instead_of": "" if quickbooks_id else instead_of,
        "actor": actor,
        "chosen_at": utc_now(),
    }
    upsert(session, ManualMatch, [chosen])
    if link is not None and link.quickbooks_id != quickbooks_id:
        session.delete(link)
    if quickbooks_id:
        _keep_moved(session, company_id, party_key, quickbooks_id)
    audit.append(
        session,
        company_id,
        actor=actor,
        event="matched manually",
        subject=party_key,
        detail={"before": before, "quickbooks_id": quickbooks_id or "a new one"},
    )


def _keep_moved(session: Session, company_id: str, party_key: str, quickbooks_id: str) -> None:
    """Entries that QuickBooks moved to this customer or vendor, by a merge, are right there."""
    for link in session.scalars(
        select(Link).where(Link.company_id == company_id, Link.edited_as.is_not(None))
    ):
        edit = edit_from_json(link.edited_as)
        if edit is None or edit.party_id != quickbooks_id:
            continue
        if document_from_json(link.document).party.key == party_key:
            left = edit.without_party()
            link.edited_as = left.stored() if left is not None else None
            link.party_id = quickbooks_id


def _others(session: Session, company_id: str, party_key: str, quickbooks_id: str) -> list[str]:
    """Who else of CORE's is matched to the entry."""
    keys = session.scalars(
        select(PartyLink.party_key)
        .where(
            PartyLink.company_id == company_id,
            PartyLink.kind == _kind(party_key),
            PartyLink.quickbooks_id == quickbooks_id,
            PartyLink.party_key != party_key,
        )
        .order_by(PartyLink.party_key)
    )
    return [_name(session, company_id, key) for key in keys]


def _name(session: Session, company_id: str, party_key: str) -> str:
    """How CORE shows it: `Amy Adler (45)`; `Agent 45` where CoreBooks doesn't have its name yet."""
    link = session.get(PartyLink, (company_id, party_key))
    name = (link.core_name or link.display_name) if link is not None else ""
    if not name:
        payload = session.scalars(
            select(Operation.payload)
            .where(Operation.company_id == company_id, Operation.document_key == party_key)
            .order_by(Operation.id.desc())
            .limit(1)
        ).first()
        name = str((payload or {}).get("display_name") or "")
    who, _, own_id = party_key.partition("/")[2].partition(":")
    if not name:
        return f"{_OF_CORE[who]} {own_id}" if who in _OF_CORE else own_id
    return f"{name} ({own_id})" if own_id.isdigit() else name
