"""One document's row: what was found for it, and whether it may be decided about now."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.dates import format_day
from include.books.documents import DocumentKind, read_as
from include.books.money import format_money
from include.books.wording import a, numbered
from include.clock import utc_now
from include.database import audit
from include.database.statuses import LinkStatus, MatchDecision, RecordStatus
from include.database.stored.entries import entry_from_json
from include.database.tables.entries import Link
from include.database.tables.existing import ExistingMatch
from include.database.tables.records import Record, RecordState
from include.sync.decide.readiness import STRAY
from include.sync.existing.errors import CantDecide, NothingFound
from include.sync.existing.open_run import refuse_while_open

_HELD_FOR_IT = (HoldCause.ENTRY_EXISTS, HoldCause.BOOKED_DIFFERS)


def open_match(session: Session, company_id: str, document_key: str) -> ExistingMatch:
    """The row of a document that no one decided about, locked until the transaction ends.

    Raises:
        NothingFound, CantDecide, RunIsOpen: it can't be decided about.
    """
    match = found_match(session, company_id, document_key)
    if match.decision != MatchDecision.UNDECIDED:
        raise CantDecide(
            f"{match.record_name} was decided already: {match.decision}, by {match.decided_by}. Take that back "
            "first."
        )
    return match


def found_match(session: Session, company_id: str, document_key: str) -> ExistingMatch:
    """The row of a document, locked until the transaction ends.

    Raises:
        NothingFound, RunIsOpen: there is none, or it can't be changed now.
    """
    match = session.scalars(
        select(ExistingMatch)
        .where(ExistingMatch.company_id == company_id, ExistingMatch.document_key == document_key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if match is None:
        raise NothingFound(document_key)
    refuse_while_open(session, company_id, match.category)
    return match


def hold_states(
    session: Session, company_id: str, category: str, record_keys: Sequence[str]
) -> dict[str, RecordState]:
    """The statuses of some records, which no run changes until the transaction ends.

    In the order of their keys, as runs lock them (`sync.run.records_to_sync.held_states`).
    """
    states = session.scalars(
        select(RecordState)
        .where(
            RecordState.company_id == company_id,
            RecordState.category == category,
            RecordState.record_key.in_(record_keys),
        )
        .order_by(RecordState.record_key)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {state.record_key: state for state in states}


def why_not(session: Session, match: ExistingMatch) -> str:
    """Why a match can't be linked now, as sentences; empty if it can."""
    if match.entry_kind != match.kind:
        return (
            f"{named_entry(match)} is {a(match.entry_kind)}, and {match.record_name} posts {a(match.kind)}. Select "
            "“Mark as booked”, or choose a template that posts such entries and search again."
        )
    link = session.get(Link, (match.company_id, match.document_key))
    if link is not None and link.status == LinkStatus.IN_QUICKBOOKS:
        return (
            f"{match.record_name} already has {numbered(link.kind, link.number)} in QuickBooks. Unlink "
            "it first."
        )
    owner = owner_of(session, match)
    if owner is not None:
        return (
            f"{named_entry(match)} belongs to {_record_name(session, owner)}. Choose another entry."
        )
    record = session.get(Record, (match.company_id, match.record_key))
    if record is None or record.gone:
        return f"{match.record_name} was deleted in CORE. Search again."
    return ""


def owner_of(session: Session, match: ExistingMatch) -> Link | None:
    """The link of another document that has the entry; one of a stray gives way."""
    return session.scalars(
        select(Link)
        .where(
            Link.company_id == match.company_id,
            Link.kind.in_(read_as(DocumentKind(match.entry_kind))),
            Link.quickbooks_id == match.quickbooks_id,
            Link.document_key != match.document_key,
            Link.record_key.not_like(f"{STRAY}%"),
        )
        .limit(1)
    ).first()


def _record_name(session: Session, link: Link) -> str:
    record = session.get(Record, (link.company_id, link.record_key))
    named = ", ".join(part for part in (record.number, record.title) if part) if record else ""
    return named or link.record_key


def named_entry(match: ExistingMatch) -> str:
    """How sentences name the entry: `Invoice 1037 ($3,395.00, Jun 3, 2026)`."""
    entry = entry_from_json(match.entry)
    dated = f", {format_day(entry.date)}" if entry.date else ""
    name = numbered(entry.kind.capitalize(), entry.number or entry.ref.id)
    return f"{name} ({format_money(entry.net)}{dated})"


def decide(match: ExistingMatch, decision: MatchDecision, actor: str, confirm_id: str = "") -> None:
    """Note a decision in the row."""
    undone = decision is MatchDecision.UNDECIDED
    match.decision, match.confirm_id = decision, confirm_id
    match.decided_by = "" if undone else actor
    match.decided_at = None if undone else utc_now()
    match.accepted = False


def ready_again(session: Session, match: ExistingMatch) -> None:
    """Have the next run decide again about the record."""
    for state in hold_states(
        session, match.company_id, match.category, [match.record_key]
    ).values():
        set_ready(state)


def set_ready(state: RecordState) -> None:
    """Have the next run decide again about a record, unless it is on hold for something else."""
    held = state.status == RecordStatus.ON_HOLD and state.cause in _HELD_FOR_IT
    if held or state.status in (RecordStatus.SYNCED, RecordStatus.NOT_READY):
        state.status, state.since = RecordStatus.READY, utc_now()
        state.cause = state.sentence = state.what_to_do = ""


def note_decision(
    session: Session, match: ExistingMatch, actor: str, event: str, **more: str
) -> None:
    """Add a decision to the audit trail."""
    audit.append(
        session,
        match.company_id,
        actor=actor,
        event=event,
        subject=match.document_key,
        detail={
            "record": match.record_key,
            "kind": match.entry_kind,
            "number": str(match.entry.get("number") or ""),
            "quickbooks_id": match.quickbooks_id,
            "total_cents": match.entry_cents,
            "core_cents": match.core_cents,
            **more,
        },
    )
