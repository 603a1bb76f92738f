"""Unlinking: what was linked is nobody's again, as long as CoreBooks hasn't updated it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.wording import numbered
from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.statuses import LinkStatus, MatchDecision, OperationStatus, RecordStatus
from include.database.tables.entries import Link
from include.database.tables.existing import ExistingMatch
from include.database.tables.runs import Operation
from include.sync.existing.errors import CantUnlink
from include.sync.existing.matches import decide, found_match, hold_states, named_entry
from include.sync.existing.open_run import refuse_while_open
from include.sync.existing.parties import unmatch_unlinked
from include.workflows.category import Category

PORTION = 100


def unlink(database: Database, company_id: str, document_key: str, actor: str) -> str:
    """Unlink a document's entry: its record is ready to sync, and held for the entry, again.

    The entry goes back to the list as one to review.

    Returns:
        What was unlinked, in a sentence.

    Raises:
        RunIsOpen, CantDecide: nothing was unlinked.
    """
    return database.write(partial(_unlink_one, company_id, document_key, actor))


def _unlink_one(company_id: str, document_key: str, actor: str, session: Session) -> str:
    match = found_match(session, company_id, document_key)
    reason = why_not_unlinked(session, match)
    if reason:
        raise CantUnlink(reason)
    match.certain = False
    _unlink(session, company_id, match.category, [match], actor)
    return f"{named_entry(match)} isn't linked to {match.record_name} anymore."


def undo_linking(
    database: Database, company_id: str, category: Category, confirm_id: str, actor: str
) -> tuple[int, int]:
    """Unlink all that one click linked, in portions; what CoreBooks has updated since stays.

    Returns:
        How many were unlinked, and how many stay because CoreBooks updated them.

    Raises:
        RunIsOpen: nothing more was unlinked.
    """
    with database.reading() as session:
        refuse_while_open(session, company_id, category)
        keys = session.scalars(
            select(ExistingMatch.document_key)
            .where(
                ExistingMatch.company_id == company_id,
                ExistingMatch.category == category,
                ExistingMatch.decision == MatchDecision.LINKED,
                ExistingMatch.confirm_id == confirm_id,
            )
            .order_by(ExistingMatch.document_key)
        ).all()
    undone = 0
    portion = partial(_undo_portion, company_id, category, confirm_id, actor)
    for start in range(0, len(keys), PORTION):
        undone += database.write(partial(portion, keys[start : start + PORTION]))
    return undone, len(keys) - undone


def _undo_portion(
    company_id: str,
    category: Category,
    confirm_id: str,
    actor: str,
    keys: Sequence[str],
    session: Session,
) -> int:
    refuse_while_open(session, company_id, category)
    matches = session.scalars(
        select(ExistingMatch)
        .where(
            ExistingMatch.company_id == company_id,
            ExistingMatch.document_key.in_(keys),
            ExistingMatch.decision == MatchDecision.LINKED,
            ExistingMatch.confirm_id == confirm_id,
        )
        .order_by(ExistingMatch.document_key)
        .with_for_update()
    ).all()
    free = [match for match in matches if not why_not_unlinked(session, match)]
    _unlink(session, company_id, category, free, actor)
    return len(free)


def why_not_unlinked(session: Session, match: ExistingMatch) -> str:
    """Why a linked entry can't be unlinked now, as sentences; empty if it can."""
    link = session.get(Link, (match.company_id, match.document_key))
    if match.decision != MatchDecision.LINKED or link is None:
        return f"{match.record_name} isn't linked to an existing entry."
    if link.as_found and link.status == LinkStatus.IN_QUICKBOOKS:
        return ""
    name = numbered(link.kind.capitalize(), link.number)
    if link.status != LinkStatus.IN_QUICKBOOKS:
        return f"{name} of {match.record_name} was {link.status}. Nothing is linked that could be unlinked."
    run_id = session.scalar(
        select(Operation.run_id)
        .where(
            Operation.company_id == match.company_id,
            Operation.document_key == match.document_key,
            Operation.status == OperationStatus.POSTED,
        )
        .order_by(Operation.id.desc())
        .limit(1)
    )
    by_run = f" Undo run {run_id} first, then unlink it." if run_id else ""
    return f"CoreBooks has updated {name} of {match.record_name} since it was linked.{by_run}"


def _unlink(
    session: Session,
    company_id: str,
    category: str,
    matches: Sequence[ExistingMatch],
    actor: str,
) -> None:
    states = hold_states(session, company_id, category, sorted({m.record_key for m in matches}))
    for match in matches:
        session.delete(session.get_one(Link, (company_id, match.document_key)))
        audit.append(
            session,
            company_id,
            actor=actor,
            event="unlinked",
            subject=match.document_key,
            detail={
                "record": match.record_key,
                "kind": match.entry_kind,
                "number": str(match.entry.get("number") or ""),
                "quickbooks_id": match.quickbooks_id,
                "total_cents": match.entry_cents,
                "confirmed_as": match.confirm_id,
            },
        )
        decide(match, MatchDecision.UNDECIDED, actor)
    for state in states.values():
        # What it is on hold for may have been the entry that is no longer its own.
        state.status, state.since = RecordStatus.READY, utc_now()
        state.synced_fingerprint = state.cause = state.sentence = state.what_to_do = ""
    session.flush()
    unmatch_unlinked(session, company_id, {match.party_key for match in matches}, actor)
