"""The switch: every link gets the new ID, portion by portion, then the company is in the new QuickBooks.

It can be killed anywhere and done again: what is done is marked with each link, and until the end no run begins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.books.dates import format_day
from include.books.documents import DocumentKind
from include.books.entries import Entry, EntryStatus
from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.months.watching import only_figures_count
from include.database.reads.move import to_review
from include.database.setup.company_moves import last_move
from include.database.statuses import LinkStatus, MatchedBy, MoveState, RecordStatus
from include.database.stored.documents import document_from_json
from include.database.stored.edits import edit_from_json
from include.database.stored.entries import entry_from_json
from include.database.tables.companies import Company
from include.database.tables.entries import Link
from include.database.tables.existing import ExistingMatch
from include.database.tables.moves import CompanyMove, MovedEntry, MovedName
from include.database.tables.records import RecordState
from include.database.trail.rows import object_row
from include.sync.decide.differences import Expected, differences
from include.sync.move.needed import list_new_names, party_kind
from include.sync.move.proving import check_proved, prove
from include.sync.move.refusals import (
    ChangedSince,
    MatchedLongAgo,
    NotConnectedYet,
    ToReview,
)
from include.sync.move.rekeying import Names, NewName, new_fingerprint, rekeyed_document
from include.sync.move.rest_of_switch import switch_the_rest
from include.sync.move.steps import move_at, move_seen
from include.sync.quickbooks_state.quickbooks_edits import store_edit

PORTION = 200
"""Links of one transaction."""
_MATCHES_LAST = dt.timedelta(days=1)
"""A second conversion overwrites the Online company, and with it all IDs: so matches don't last longer."""
_UNDER_WAY = frozenset({MoveState.PREPARING, MoveState.SWITCHING})


def switch(database: Database, company_id: str, actor: str) -> int:
    """Put the company into the new QuickBooks. Nothing is written to either QuickBooks.

    Returns:
        How many links there are.

    Raises:
        MoveRefused: a step before isn't done; nothing was changed.
    """
    with database.reading() as session:
        last = last_move(session, company_id)
        if last is not None and last.state == MoveState.SWITCHED:
            return _number(session, last)  # a process that ended right after the last commit
        begun = move_seen(session, company_id, _UNDER_WAY).state == MoveState.SWITCHING
    if not begun:
        prove(database, company_id)
    database.write(partial(_begin, company_id=company_id, actor=actor))
    while database.write(partial(_free_ids, company_id=company_id)):
        pass
    while database.write(partial(_next_portion, company_id=company_id, actor=actor)):
        pass
    return database.write(partial(_end, company_id=company_id, actor=actor))


def _begin(session: Session, company_id: str, actor: str) -> None:
    move = move_at(session, company_id, _UNDER_WAY)
    if move.state == MoveState.SWITCHING:
        return
    name = session.get_one(Company, company_id).name
    if move.after is None:
        raise NotConnectedYet(name)
    if move.matched_at is not None and utc_now() - move.matched_at > _MATCHES_LAST:
        raise MatchedLongAgo(name, format_day(move.matched_at.date()))
    if list_new_names(session, move.id, company_id):
        raise ChangedSince(name)
    left = to_review(session, move)
    if move.matched_at is not None and any(left):
        raise ToReview(*left)
    check_proved(move, name)
    move.state, move.switched_by = MoveState.SWITCHING, actor


def _free_ids(session: Session, company_id: str) -> bool:
    """Give links whose ID another link will have one that is no QuickBooks' ID. Returns whether there are more."""
    only_figures_count(session)
    move = move_at(session, company_id, frozenset({MoveState.SWITCHING}))
    wanted = select(MovedEntry.new_id).where(MovedEntry.move_id == move.id, MovedEntry.new_id != "")
    rows = session.execute(
        select(MovedEntry, Link)
        .join(
            Link, (Link.company_id == company_id) & (Link.document_key == MovedEntry.document_key)
        )
        .where(
            MovedEntry.move_id == move.id,
            MovedEntry.is_moved.is_(False),
            MovedEntry.link.is_(None),
            MovedEntry.old_id.in_(wanted),
        )
        .order_by(MovedEntry.document_key)
        .limit(PORTION)
    ).all()
    for row, link in rows:
        row.link = object_row("link", link)
        link.quickbooks_id = former_id(row.old_id)
    return len(rows) == PORTION


def former_id(old_id: str) -> str:
    """The ID of a link whose entry isn't in the new QuickBooks: none that QuickBooks gives."""
    return f"former-{old_id}"


def _next_portion(session: Session, company_id: str, actor: str) -> bool:
    """Re-key some links. Returns whether there are more."""
    only_figures_count(session)
    move = move_at(session, company_id, frozenset({MoveState.SWITCHING}))
    rows = session.execute(
        select(MovedEntry, Link)
        .join(
            Link, (Link.company_id == company_id) & (Link.document_key == MovedEntry.document_key)
        )
        .where(MovedEntry.move_id == move.id, MovedEntry.is_moved.is_(False))
        .order_by(MovedEntry.document_key)
        .limit(PORTION)
    ).all()
    names = names_of_move(session, move)
    paid = _paid_ids(session, move, [link for _, link in rows])
    for row, link in rows:
        row.link = row.link or object_row("link", link)
        _rekey(session, row, link, names, paid)
        row.is_moved = True
        audit.append(
            session,
            company_id,
            actor=actor,
            event="link moved",
            subject=row.document_key,
            detail={
                "record": row.record_key,
                "kind": row.kind,
                "number": row.number,
                "old_id": row.old_id,
                "new_id": row.new_id,
                "matched_by": row.matched_by,
            },
        )
    return len(rows) == PORTION


def names_of_move(session: Session, move: CompanyMove) -> Names:
    """What became of customers, vendors and lists' entries."""
    rows = session.scalars(select(MovedName).where(MovedName.move_id == move.id))
    return Names(
        {(row.kind, row.old_id): NewName(row.new_id, row.new_name or row.name) for row in rows}
    )


def _paid_ids(session: Session, move: CompanyMove, links: Sequence[Link]) -> Mapping[str, str]:
    """By document key, the new IDs of what some payments pay."""
    keys = {str(link.document["pays"]) for link in links if link.document.get("pays")}
    rows = session.execute(
        select(MovedEntry.document_key, MovedEntry.new_id).where(
            MovedEntry.move_id == move.id, MovedEntry.document_key.in_(keys)
        )
    )
    return {row.document_key: row.new_id for row in rows}


def _rekey(
    session: Session, row: MovedEntry, link: Link, names: Names, paid: Mapping[str, str]
) -> None:
    found = _existing_match(session, link, names)
    link.document, known = rekeyed_document(link.document, names)
    fingerprints = [known, *([found] if found else [])]
    was = link.fingerprint
    link.fingerprint = new_fingerprint(was, fingerprints)
    if link.accepted:
        kept = new_fingerprint(link.accepted, fingerprints)
        link.accepted = kept or ("" if link.accepted == was else link.accepted)
    old_party, kind = link.party_id, party_kind(DocumentKind(link.kind))
    link.party_id = names.id(kind, old_party)
    if row.after is None:
        link.quickbooks_id, link.edited_as = former_id(row.old_id), None
        _end_link(session, link, LinkStatus.DELETED_IN_QUICKBOOKS)
        return
    entry = entry_from_json(row.after)
    link.quickbooks_id, link.version = entry.ref.id, entry.ref.version
    link.number = entry.number or link.number
    link.party_id = link.party_id or entry.party_id
    if entry.status is EntryStatus.LIVE:
        _look_at_edit(session, link, entry, names, paid)
    else:
        _end_link(session, link, LinkStatus.VOIDED_IN_QUICKBOOKS)


def _existing_match(session: Session, link: Link, names: Names) -> dict[str, str] | None:
    """The fingerprint of CORE's document where the link has the entry as it was found."""
    match = session.get(ExistingMatch, (link.company_id, link.document_key))
    if match is None or not match.document:
        return None
    return rekeyed_document(match.document, names)[1]


def _end_link(session: Session, link: Link, status: LinkStatus) -> None:
    """An entry that isn't in the new QuickBooks, or is voided there: its record says so, and a person decides."""
    if link.status == LinkStatus.IN_QUICKBOOKS:
        link.status, link.edited_as = status, None
        _look_again(session, link)


def _look_again(session: Session, link: Link) -> None:
    """Have the next run look at a link's record, whatever CORE has."""
    state = session.get(RecordState, (link.company_id, link.category, link.record_key))
    if state is not None and state.status in (RecordStatus.SYNCED, RecordStatus.NOT_READY):
        state.status, state.since = RecordStatus.READY, utc_now()


def _look_at_edit(
    session: Session, link: Link, entry: Entry, names: Names, paid: Mapping[str, str]
) -> None:
    """Keep, or end, the differences that were known, as they are in the new QuickBooks."""
    edit = edit_from_json(link.edited_as)
    if edit is None and (entry.net, entry.tax) == (link.total_cents, link.tax_cents):
        return
    document = document_from_json(link.document)
    expected = Expected(
        date=link.date,
        party_id=link.party_id,
        paid_id=paid.get(document.pays or "", ""),
        paid_name="the entry that it pays",
        tax=entry.tax,
    )
    found = differences(entry, document, expected)
    if not found:
        link.edited_as, link.tax_cents = None, entry.tax
        return
    if store_edit(link, entry, found, was_edited=edit.was_edited if edit else True):
        _look_again(session, link)
    if edit is not None and edit.party_id and link.edited_as is not None:
        kind = party_kind(DocumentKind(link.kind))
        moved: dict[str, Any] = {"party_id": names.id(kind, edit.party_id) or entry.party_id}
        link.edited_as = {**link.edited_as, **moved}


def _end(session: Session, company_id: str, actor: str) -> int:
    move = move_at(session, company_id, frozenset({MoveState.SWITCHING}))
    number = _number(session, move)
    switch_the_rest(session, move, names_of_move(session, move))
    move.state, move.switched_at = MoveState.SWITCHED, utc_now()
    company = session.get_one(Company, company_id)
    audit.append(
        session,
        company_id,
        actor=actor,
        event="company moved",
        subject=f"QuickBooks company {company.name}",
        detail={
            "from": move.before["name"],
            "from_edition": move.before["edition"],
            "from_realm_id": move.before["realm_id"],
            "edition": company.edition,
            "realm_id": company.realm_id,
            "links": number,
            "absent": _absent(session, move),
            "because": move.accepted_because,
        },
    )
    return number


def _number(session: Session, move: CompanyMove) -> int:
    entries = select(func.count()).select_from(MovedEntry).where(MovedEntry.move_id == move.id)
    return session.scalar(entries) or 0


def _absent(session: Session, move: CompanyMove) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(MovedEntry)
            .where(MovedEntry.move_id == move.id, MovedEntry.matched_by == MatchedBy.ABSENT)
        )
        or 0
    )
