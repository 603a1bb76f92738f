"""Marking documents as booked: they are in QuickBooks in another way, so CoreBooks doesn't post them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.money import format_money
from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.statuses import LinkStatus, MatchDecision
from include.database.tables.entries import Link
from include.database.tables.existing import BookedElsewhere, ExistingMatch
from include.database.tables.records import Record
from include.sync.decide.decisions import AS_NOW, whole_record
from include.sync.existing.errors import CantDecide, NothingFound
from include.sync.existing.matches import decide, hold_states, set_ready
from include.sync.existing.open_run import refuse_while_open
from include.workflows.category import Category


def mark_booked(
    database: Database, company_id: str, document_key: str, actor: str, *, note: str = ""
) -> str:
    """Don't post a document for which an entry was found: it is in QuickBooks in another way.

    If CORE's figures change, the record goes on hold. Of what is marked already, the figures of the next run
    count from then on.

    Args:
        database: the database.
        company_id: the company.
        document_key: the document.
        actor: who says so.
        note: where it is booked, in the user's words.

    Raises:
        RunIsOpen, CantDecide: nothing was changed.
    """
    return database.write(partial(_mark, company_id, document_key, actor, note))


def _mark(company_id: str, document_key: str, actor: str, note: str, session: Session) -> str:
    match = session.get(ExistingMatch, (company_id, document_key))
    before = session.get(BookedElsewhere, (company_id, document_key))
    known = match or before
    if known is None:
        raise NothingFound(document_key)
    category, record_key = Category(known.category), known.record_key
    refuse_while_open(session, company_id, category)
    _refuse_linked(session, company_id, document_key)
    row = BookedElsewhere(
        company_id=company_id,
        document_key=document_key,
        category=category,
        record_key=record_key,
        # What is paid of it is part of its figures, which the next run notes.
        fingerprint="" if before is None else AS_NOW,
        total_cents=match.core_cents if match else 0,
        quickbooks_id=match.quickbooks_id if match else "",
    )
    _store(session, row, actor, note)
    if match is not None:
        decide(match, MatchDecision.BOOKED, actor)
    name = match.record_name if match else _name(session, company_id, record_key)
    return f"CoreBooks doesn't post {name}. If CORE's figures change, the record goes on hold."


def mark_record_booked(
    database: Database,
    company_id: str,
    category: Category,
    record_key: str,
    actor: str,
    *,
    note: str = "",
) -> str:
    """Don't post what a record has in a workflow and isn't in QuickBooks yet, whatever was found for it.

    Args:
        database: the database.
        company_id: the company.
        category: the workflow.
        record_key: the transaction or statement: "transaction:640224".
        actor: who says so.
        note: where it is booked, in the user's words.

    Raises:
        RunIsOpen, CantDecide: nothing was changed.
    """

    def store(session: Session) -> str:
        refuse_while_open(session, company_id, category)
        record = session.get(Record, (company_id, record_key))
        if record is None or record.gone:
            raise CantDecide(f"CORE has no record “{record_key}” that could be marked as booked.")
        row = BookedElsewhere(
            company_id=company_id,
            document_key=whole_record(category, record_key),
            category=category,
            record_key=record_key,
            fingerprint=AS_NOW,
            total_cents=0,
            quickbooks_id="",
        )
        _store(session, row, actor, note)
        for match in _matches(session, row, MatchDecision.UNDECIDED):
            decide(match, MatchDecision.BOOKED, actor)
        name = _name(session, company_id, record_key)
        return (
            f"CoreBooks doesn't post {name} with {category.heading}. If CORE's figures change after the next "
            "run, the record goes on hold."
        )

    return database.write(store)


def unmark_booked(database: Database, company_id: str, document_key: str, actor: str) -> str:
    """Have CoreBooks post a document again that was marked as booked.

    Raises:
        RunIsOpen, CantDecide: nothing was changed.
    """

    def store(session: Session) -> str:
        row = session.get(BookedElsewhere, (company_id, document_key))
        if row is None:
            raise CantDecide(f"“{document_key}” isn't marked as booked.")
        refuse_while_open(session, company_id, row.category)
        for match in _matches(session, row, MatchDecision.BOOKED):
            decide(match, MatchDecision.UNDECIDED, actor)
            match.certain = False
        session.delete(row)
        _ready(session, row)
        _note(session, row, actor, "mark as booked removed")
        name = _name(session, company_id, row.record_key)
        return f"{name} isn't marked as booked anymore. The next sync looks at it again."

    return database.write(store)


def _matches(
    session: Session, row: BookedElsewhere, decision: MatchDecision
) -> Sequence[ExistingMatch]:
    """What was found for a marked document, or for all of a marked record, with a decision."""
    query = select(ExistingMatch).where(
        ExistingMatch.company_id == row.company_id,
        ExistingMatch.category == row.category,
        ExistingMatch.record_key == row.record_key,
        ExistingMatch.decision == decision,
    )
    if row.document_key != whole_record(row.category, row.record_key):
        query = query.where(ExistingMatch.document_key == row.document_key)
    return session.scalars(query).all()


def _refuse_linked(session: Session, company_id: str, document_key: str) -> None:
    link = session.get(Link, (company_id, document_key))
    if link is not None and link.status == LinkStatus.IN_QUICKBOOKS:
        name = _name(session, company_id, link.record_key)
        raise CantDecide(
            f"{name} has an entry in QuickBooks that CoreBooks posted or linked "
            f"({format_money(link.total_cents)}). Unlink it, or undo its run, first."
        )


def _store(session: Session, row: BookedElsewhere, actor: str, note: str) -> None:
    before = session.get(BookedElsewhere, (row.company_id, row.document_key))
    if before is not None:
        session.delete(before)
        session.flush()
    row.note, row.decided_by, row.decided_at = note.strip(), actor, utc_now()
    session.add(row)
    _ready(session, row)
    _note(session, row, actor, "marked as booked")


def _ready(session: Session, row: BookedElsewhere) -> None:
    for state in hold_states(session, row.company_id, row.category, [row.record_key]).values():
        set_ready(state)


def _note(session: Session, row: BookedElsewhere, actor: str, event: str) -> None:
    audit.append(
        session,
        row.company_id,
        actor=actor,
        event=event,
        subject=row.document_key,
        detail={"record": row.record_key, "core_cents": row.total_cents, "note": row.note},
    )


def _name(session: Session, company_id: str, record_key: str) -> str:
    record = session.get(Record, (company_id, record_key))
    named = ", ".join(part for part in (record.number, record.title) if part) if record else ""
    return named or record_key
