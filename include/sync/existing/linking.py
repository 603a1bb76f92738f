"""Linking: an entry that QuickBooks had becomes a document's, as it was found. Nothing is written there."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.documents import DocumentKind
from include.books.money import format_money
from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.statuses import MatchDecision, RecordStatus
from include.database.stored.entries import others_from_json
from include.database.tables.entries import EntryWatermark, Link
from include.database.tables.existing import ExistingMatch
from include.database.tables.records import Record, RecordState
from include.sync.existing.errors import CantLink
from include.sync.existing.found_links import found_link
from include.sync.existing.matches import decide, hold_states, named_entry, open_match, why_not
from include.sync.existing.open_run import refuse_while_open
from include.sync.existing.parties import match_linked_parties
from include.sync.quickbooks_state.stray_owners import release
from include.workflows.category import Category

PORTION = 100
_UP_TO_DATE = (RecordStatus.READY, RecordStatus.ON_HOLD)


def link_certain(database: Database, company_id: str, category: Category, actor: str) -> int:
    """Link every certain match of a workflow that no one decided about, in portions.

    It can be stopped anywhere: what is linked stays linked, and doing it again links the rest. What can't be
    linked any more, since its entry or its document has another one now, stays on the list.

    Returns:
        How many were linked.

    Raises:
        RunIsOpen: a run of the workflow isn't finished; nothing more was linked.
    """
    with database.reading() as session:
        refuse_while_open(session, company_id, category)
        keys = session.scalars(
            select(ExistingMatch.document_key)
            .where(
                ExistingMatch.company_id == company_id,
                ExistingMatch.category == category,
                ExistingMatch.decision == MatchDecision.UNDECIDED,
                ExistingMatch.certain,
            )
            .order_by(ExistingMatch.record_key, ExistingMatch.document_key)
        ).all()
    confirm_id = new_confirm_id()
    portion = partial(_link_portion, company_id, category, actor, confirm_id)
    return sum(
        database.write(partial(portion, keys[start : start + PORTION]))
        for start in range(0, len(keys), PORTION)
    )


def new_confirm_id() -> str:
    """An ID for what one click links."""
    return secrets.token_hex(8)


def _link_portion(
    company_id: str,
    category: Category,
    actor: str,
    confirm_id: str,
    keys: Sequence[str],
    session: Session,
) -> int:
    refuse_while_open(session, company_id, category)
    matches = session.scalars(
        select(ExistingMatch)
        .where(
            ExistingMatch.company_id == company_id,
            ExistingMatch.document_key.in_(keys),
            ExistingMatch.decision == MatchDecision.UNDECIDED,
            ExistingMatch.certain,
        )
        .order_by(ExistingMatch.document_key)
        .with_for_update()
    ).all()
    free = [match for match in matches if not why_not(session, match)]
    link_matches(session, company_id, category, free, actor, confirm_id)
    return len(free)


def link(
    database: Database,
    company_id: str,
    document_key: str,
    actor: str,
    *,
    quickbooks_id: str = "",
) -> str:
    """Link the entry that was found for a document.

    Args:
        database: the database.
        company_id: the company.
        document_key: the document that an entry was found for.
        actor: who decided.
        quickbooks_id: another one of those that were found for it; empty for the best.

    Returns:
        What was linked, in a sentence.

    Raises:
        RunIsOpen, CantDecide: nothing was linked.
    """
    return database.write(partial(_link_one, company_id, document_key, actor, quickbooks_id))


def _link_one(
    company_id: str, document_key: str, actor: str, quickbooks_id: str, session: Session
) -> str:
    match = open_match(session, company_id, document_key)
    if quickbooks_id and quickbooks_id != match.quickbooks_id:
        propose_other(match, quickbooks_id)
    reason = why_not(session, match)
    if reason:
        raise CantLink(reason)
    category = Category(match.category)
    link_matches(session, company_id, category, [match], actor, new_confirm_id())
    differs = match.entry_cents - match.core_cents
    more = (
        f" It differs from CORE by {format_money(differs)}; the entry stays as it is until CORE changes."
        if differs
        else ""
    )
    return f"{named_entry(match)} is linked to {match.record_name}.{more}"


def propose_other(match: ExistingMatch, quickbooks_id: str) -> None:
    """Put another one of the entries that were found in the place of the best.

    Raises:
        CantLink: it wasn't found for the document.
    """
    others = others_from_json(match.others)
    chosen = next((one for one in others if one.quickbooks_id == quickbooks_id), None)
    if chosen is None:
        raise CantLink(
            f"The entry with the QuickBooks ID {quickbooks_id} isn't among those found for "
            f"{match.record_name}. Select one of the list, or link it by its ID."
        )
    match.others = [one.stored() for one in others if one is not chosen]
    match.entry_kind, match.quickbooks_id = chosen.kind, chosen.quickbooks_id
    match.entry, match.entry_cents = chosen.entry, chosen.total_cents
    match.entry_party_id = str(chosen.entry.get("party_id") or "")
    match.entry_party_name = chosen.party_name
    match.score, match.certain = chosen.score, False
    match.reasons, match.differences = list(chosen.reasons), list(chosen.differences)


def link_matches(
    session: Session,
    company_id: str,
    category: Category,
    matches: Sequence[ExistingMatch],
    actor: str,
    confirm_id: str,
) -> None:
    """Link matches of a workflow that can be linked, in the given transaction."""
    keys = sorted({match.record_key for match in matches})
    states = hold_states(session, company_id, category, keys)
    for match in matches:
        _link_match(session, match, actor, confirm_id)
    session.flush()
    for key in keys:
        own = [match for match in matches if match.record_key == key]
        if key in states:
            _settle_state(session, states[key], own)
    match_linked_parties(session, company_id, {match.party_key for match in matches}, actor)
    _ask_since(session, company_id, category, matches)


def _link_match(session: Session, match: ExistingMatch, actor: str, confirm_id: str) -> None:
    kind = DocumentKind(match.entry_kind)
    owner = match.document_key
    release(session, match.company_id, kind, match.quickbooks_id, owner, actor=actor)
    link: Link = session.merge(found_link(session, match))
    decide(match, MatchDecision.LINKED, actor, confirm_id)
    audit.append(
        session,
        match.company_id,
        actor=actor,
        event="linked",
        subject=match.document_key,
        detail={
            "run": match.run_id,
            "record": match.record_key,
            "quickbooks_id": match.quickbooks_id,
            "number": link.number,
            "total_cents": match.entry_cents,
            "core_cents": match.core_cents,
            "why": "; ".join(match.reasons) or "a user linked the entry that QuickBooks had",
            "confirmed_as": confirm_id,
        },
    )


def _settle_state(session: Session, state: RecordState, matches: Sequence[ExistingMatch]) -> None:
    """What was held for the entries isn't any more: the record is synced, or left to the next run."""
    if state.status not in _UP_TO_DATE:
        return
    if state.status == RecordStatus.ON_HOLD and state.cause != HoldCause.ENTRY_EXISTS:
        return
    left = session.scalars(
        select(ExistingMatch.document_key).where(
            ExistingMatch.company_id == state.company_id,
            ExistingMatch.category == state.category,
            ExistingMatch.record_key == state.record_key,
            ExistingMatch.decision == MatchDecision.UNDECIDED,
        )
    ).first()
    record = session.get(Record, (state.company_id, state.record_key))
    is_whole = left is None and all(
        match.whole_record and record and match.record_fingerprint == record.fingerprint
        for match in matches
    )
    state.status = RecordStatus.SYNCED if is_whole else RecordStatus.READY
    state.cause = state.sentence = state.what_to_do = ""
    state.since = utc_now()
    if is_whole:
        state.synced_fingerprint = matches[0].record_fingerprint


def _ask_since(
    session: Session, company_id: str, category: Category, matches: Sequence[ExistingMatch]
) -> None:
    """Have the next run ask for edits since the entries were read, not only since the last run."""
    watermark = session.get(EntryWatermark, (company_id, category))
    read_at = min((match.found_at for match in matches), default=None)
    if watermark is not None and read_at is not None and read_at < watermark.read_up_to:
        watermark.read_up_to, watermark.asked_by = read_at, None
