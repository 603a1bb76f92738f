"""What else a user may say of what was found: post it anyway, not the same, accept that it differs."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.money import format_money
from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.statuses import MatchDecision
from include.database.stored.entries import others_from_json
from include.database.tables.existing import ExistingMatch, NotTheSame
from include.sync.existing.errors import CantDecide
from include.sync.existing.linking import propose_other
from include.sync.existing.matches import (
    decide,
    found_match,
    named_entry,
    note_decision,
    open_match,
    ready_again,
)


def post_anyway(database: Database, company_id: str, document_key: str, actor: str) -> str:
    """Have a document created by the next sync although QuickBooks has something alike.

    Returns:
        What happens next, in a sentence.

    Raises:
        RunIsOpen, CantDecide: nothing was changed.
    """

    def store(session: Session) -> str:
        match = open_match(session, company_id, document_key)
        decide(match, MatchDecision.POST_ANYWAY, actor)
        ready_again(session, match)
        note_decision(session, match, actor, "to be posted anyway")
        return (
            f"The next sync creates {match.record_name} ({format_money(match.core_cents)}) although QuickBooks "
            f"has {_lowered(named_entry(match))}."
        )

    return database.write(store)


def not_the_same(database: Database, company_id: str, document_key: str, actor: str) -> str:
    """Never propose the entry for the document again, nor hold for it. The next best one is proposed.

    Raises:
        RunIsOpen, CantDecide: nothing was changed.
    """

    def store(session: Session) -> str:
        match = open_match(session, company_id, document_key)
        entry, name = named_entry(match), match.record_name
        session.add(
            NotTheSame(
                company_id=company_id,
                document_key=document_key,
                entry_kind=match.entry_kind,
                quickbooks_id=match.quickbooks_id,
                decided_by=actor,
                decided_at=utc_now(),
            )
        )
        ready_again(session, match)
        note_decision(session, match, actor, "not a match")
        said = f"{entry} isn't proposed for {name} again."
        others = others_from_json(match.others)
        if not others:
            session.delete(match)
            return (
                f"{said} The next sync creates {name} unless QuickBooks has another entry for it."
            )
        propose_other(match, others[0].quickbooks_id)
        return f"{said} The next best one is {_lowered(named_entry(match))}."

    return database.write(store)


def decide_again(database: Database, company_id: str, document_key: str, actor: str) -> str:
    """Take back “Post anyway”, and each “Not a match” of the document.

    Raises:
        RunIsOpen, CantDecide: nothing was changed.
    """

    def store(session: Session) -> str:
        of_document = (
            NotTheSame.company_id == company_id,
            NotTheSame.document_key == document_key,
        )
        refused = session.scalars(select(NotTheSame.id).where(*of_document)).all()
        session.execute(delete(NotTheSame).where(*of_document))
        match = session.get(ExistingMatch, (company_id, document_key))
        if match is None and refused:
            _taken_back(session, company_id, document_key, actor)
            return "The next search may propose the entries again that you said aren't a match."
        match = found_match(session, company_id, document_key)
        if match.decision in _OTHERWISE:
            raise CantDecide(_OTHERWISE[MatchDecision(match.decision)].format(match.record_name))
        decide(match, MatchDecision.UNDECIDED, actor)
        match.certain = False
        ready_again(session, match)
        _taken_back(session, company_id, document_key, actor)
        return f"{named_entry(match)} is listed again as one to review for {match.record_name}."

    return database.write(store)


_OTHERWISE = {
    MatchDecision.LINKED: "{} is linked to an existing entry. Unlink it instead.",
    MatchDecision.BOOKED: "{} is marked as booked. Select “Mark as not booked” instead.",
}


def _taken_back(session: Session, company_id: str, document_key: str, actor: str) -> None:
    audit.append(
        session,
        company_id,
        actor=actor,
        event="decision reopened",
        subject=document_key,
        detail={"record": document_key.split("/")[1] if "/" in document_key else ""},
    )


def accept_difference(database: Database, company_id: str, document_key: str, actor: str) -> str:
    """Accept that a linked entry was booked differently from CORE: it is no finding any more.

    Raises:
        CantDecide: nothing was changed.
    """

    def store(session: Session) -> str:
        match = session.scalars(
            select(ExistingMatch).where(
                ExistingMatch.company_id == company_id,
                ExistingMatch.document_key == document_key,
                ExistingMatch.decision == MatchDecision.LINKED,
            )
        ).first()
        if match is None:
            raise CantDecide("No existing entry is linked to it.")
        match.accepted = True
        note_decision(session, match, actor, "difference accepted")
        differs = format_money(match.entry_cents - match.core_cents)
        return f"{named_entry(match)} of {match.record_name} stays {differs} apart from CORE."

    return database.write(store)


def _lowered(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"
