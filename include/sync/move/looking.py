"""What the company's entries and names are in the new QuickBooks: read in bulk, matched, and stored."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue, ListKind
from include.books.documents import TAG, DocumentKind, marker, read_as
from include.books.entries import Entry
from include.books.gateway import Gateway
from include.books.id_map import ConvertedGateway, MappedId
from include.clock import utc_now
from include.database.engine import Database
from include.database.statuses import MatchedBy
from include.database.stored.entries import entry_from_json, entry_to_json
from include.database.stored.moves import MoveCandidate, lists_from_json
from include.database.tables.companies import Company
from include.database.tables.entries import Link
from include.database.tables.moves import CompanyMove, MovedEntry, MovedName
from include.sync.move.matching import EntryId, Found, OldEntry, id_of, match
from include.sync.move.names import PARTIES, NewNames, names_of
from include.sync.move.needed import list_new_names, party_kind
from include.sync.move.proving import prove
from include.sync.move.refusals import NotConnectedYet, NotReadYet
from include.sync.move.steps import move_at, move_seen

_PORTION = 500
_DECIDED = (MatchedBy.CHOSEN, MatchedBy.ABSENT)


def look(database: Database, company_id: str, gateway: ConvertedGateway) -> None:
    """Find the company's names and entries in the new QuickBooks. Nothing is written there.

    Can be repeated, as after a correction in QuickBooks: what a person chose stays.

    Raises:
        MoveRefused: a step before isn't done.
        GatewayUnavailable: QuickBooks doesn't respond; nothing was stored.
    """
    begun_at = utc_now()
    with database.reading() as session:
        move = check_connected(session, company_id)
        old_lists = lists_from_json(move.old_lists)
    new_ids = _by_old_id(gateway.id_map())
    lists = gateway.catalogue()
    parties = [party for kind in PARTIES for party in gateway.parties(kind)]
    new_names = names_of(lists, parties)

    def store_names(session: Session) -> None:
        row = move_at(session, company_id)
        row.accepted_by, row.accepted_because, row.accepted_at = "", "", None
        list_new_names(session, row.id, company_id)
        session.flush()
        _find_names(session, row, new_names, new_ids, old_lists)

    database.write(store_names)
    with database.reading() as session:
        olds, used, days = _olds(session, company_id, check_connected(session, company_id))
    found = match(olds, _entries(gateway, olds, days, new_ids), new_ids, _tags, used)
    for start in range(0, len(olds), _PORTION):
        portion = olds[start : start + _PORTION]
        database.write(partial(_store, company_id=company_id, olds=portion, found=found))

    def finish(session: Session) -> None:
        move = move_at(session, company_id)
        move.matched_at = begun_at
        _people_by_entries(session, move, olds, found, new_names)

    database.write(finish)
    prove(database, company_id, lists)


def check_connected(session: Session, company_id: str) -> CompanyMove:
    """The company's move, whose new QuickBooks is connected.

    Raises:
        MoveRefused: it isn't, or no move waits for that.
    """
    move = move_seen(session, company_id)
    name = session.get_one(Company, company_id).name
    if move.read_at is None and not move.from_records:
        raise NotReadYet(name)
    if move.after is None:
        raise NotConnectedYet(name)
    return move


def _by_old_id(mapped: Iterable[MappedId]) -> Mapping[str, AbstractSet[str]]:
    new_ids: dict[str, set[str]] = defaultdict(set)
    for one in mapped:
        new_ids[one.old_id].add(one.new_id)
    return new_ids


def _find_names(
    session: Session,
    move: CompanyMove,
    new_names: NewNames,
    new_ids: Mapping[str, AbstractSet[str]],
    old_lists: Catalogue,
) -> None:
    rows = session.scalars(select(MovedName).where(MovedName.move_id == move.id))
    for row in rows:
        if row.matched_by in _DECIDED:
            continue
        old = old_lists.by_id(ListKind(row.kind), row.old_id) if _is_list(row.kind) else None
        type_ = old.type if old and old.kind is ListKind.ACCOUNT else ""
        name = (old.path or old.name) if old else row.name
        found = new_names.find(row.kind, row.old_id, name, type_, new_ids)
        row.matched_by = found.matched_by if found else ""
        row.new_id = found.new.id if found else ""
        row.new_name = found.new.name if found else ""
        row.new_version = found.new.version if found else ""


def _is_list(kind: str) -> bool:
    return kind in {one.value for one in ListKind}


def _olds(
    session: Session, company_id: str, move: CompanyMove
) -> tuple[list[OldEntry], set[EntryId], dict[DocumentKind, tuple[dt.date, dt.date]]]:
    """What is to be found, what a person chose already, and the days that entries of each kind have."""
    people = {
        (row.kind, row.old_id): row.new_id
        for row in session.scalars(select(MovedName).where(MovedName.move_id == move.id))
    }
    rows = session.execute(
        select(MovedEntry, Link.party_id)
        .join(
            Link,
            (Link.company_id == company_id) & (Link.document_key == MovedEntry.document_key),
        )
        .where(MovedEntry.move_id == move.id)
        .order_by(MovedEntry.document_key)
    )
    olds, used = [], set()
    days: dict[DocumentKind, tuple[dt.date, dt.date]] = {}
    for row, posted_to in rows:
        kind = DocumentKind(row.kind)
        first, last = days.get(kind, (row.date, row.date))
        days[kind] = min(first, row.date), max(last, row.date)
        if row.matched_by in _DECIDED:
            if row.new_id:
                used.add((read_as(kind), row.new_id))
            continue
        party_id = entry_from_json(row.before).party_id if row.before else posted_to
        olds.append(
            OldEntry(
                key=row.document_key,
                kind=kind,
                old_id=row.old_id,
                tag=marker(company_id, row.document_key),
                number=row.number,
                date=row.date,
                total=row.total_cents,
                party_name=row.party_name,
                party_id=people.get((party_kind(kind), party_id), ""),
                old_party_id=party_id,
            )
        )
    return olds, used, days


def _entries(
    gateway: Gateway,
    olds: Sequence[OldEntry],
    days: Mapping[DocumentKind, tuple[dt.date, dt.date]],
    new_ids: Mapping[str, AbstractSet[str]],
) -> list[Entry]:
    """The entries of the new QuickBooks on those days, and those that the map names beside them."""
    found: dict[EntryId, Entry] = {}
    for group, (first, last) in _groups(days).items():
        for kind in sorted(group):
            found |= {id_of(entry): entry for entry in gateway.entries_dated(kind, first, last)}
    missing: dict[DocumentKind, set[str]] = defaultdict(set)
    for old in olds:
        for new_id in new_ids.get(old.old_id, ()):
            if (read_as(old.kind), new_id) not in found:
                missing[old.kind].add(new_id)
    for kind, ids in missing.items():
        found |= {id_of(one): one for one in gateway.read_entries(kind, sorted(ids)).values()}
    return list(found.values())


def _groups(
    days: Mapping[DocumentKind, tuple[dt.date, dt.date]],
) -> Mapping[AbstractSet[DocumentKind], tuple[dt.date, dt.date]]:
    """The days by kinds that QuickBooks may keep as one."""
    groups: dict[AbstractSet[DocumentKind], tuple[dt.date, dt.date]] = {}
    for kind, (first, last) in days.items():
        known = groups.get(read_as(kind), (first, last))
        groups[read_as(kind)] = min(known[0], first), max(known[1], last)
    return groups


def _people_by_entries(
    session: Session,
    move: CompanyMove,
    olds: Sequence[OldEntry],
    found: Mapping[str, Found],
    new_names: NewNames,
) -> None:
    """A customer or vendor that neither map nor name finds, but whose entries all have the same one there."""
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    for old in olds:
        entry = found[old.key].entry
        if entry is not None and old.old_party_id:
            people[party_kind(old.kind), old.old_party_id].add(entry.party_id)
    rows = session.scalars(
        select(MovedName).where(MovedName.move_id == move.id, MovedName.matched_by == "")
    )
    for row in rows:
        ids = people.get((row.kind, row.old_id), set())
        new = new_names.by_id(row.kind, next(iter(ids))) if len(ids) == 1 else None
        if new is not None:
            row.matched_by, row.new_id = MatchedBy.ENTRIES, new.id
            row.new_name, row.new_version = new.name, new.version


def _tags(entry: Entry) -> set[str]:
    return set(TAG.findall(entry.memo))


def _store(
    session: Session, company_id: str, olds: Sequence[OldEntry], found: Mapping[str, Found]
) -> None:
    move = move_at(session, company_id)
    rows = session.scalars(
        select(MovedEntry).where(
            MovedEntry.move_id == move.id,
            MovedEntry.document_key.in_([old.key for old in olds]),
        )
    )
    for row in rows:
        one = found[row.document_key]
        row.new_id = one.entry.ref.id if one.entry else ""
        row.after = entry_to_json(one.entry) if one.entry else None
        row.matched_by = one.matched_by or ""
        row.candidates = [MoveCandidate.of(entry).stored() for entry in one.candidates]
