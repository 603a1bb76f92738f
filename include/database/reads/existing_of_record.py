"""What a record's page shows of existing entries: found, linked, marked as booked, and named by a user."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from include.books.documents import DocumentKind
from include.books.money import Cents
from include.database.reads.existing import Found, found_of
from include.database.reads.existing_totals import unlinkable
from include.database.reads.streams import TRANSACTIONS, core_id
from include.database.stored.entries import others_from_json
from include.database.tables.existing import BookedElsewhere, ExistingMatch, NamedEntry
from include.database.tables.records import Record

_MOST = 200
_LISTED = 50


@dataclass(frozen=True, slots=True)
class Booked:
    """What a user marked as booked.

    `document_key` may stand for all documents of the record. `note` says where it is booked.
    """

    document_key: str
    note: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Named:
    """An entry that a user named by its ID, and that isn't linked; `problem` says why, once that was tried."""

    kind: DocumentKind
    quickbooks_id: str
    problem: str


@dataclass(frozen=True, slots=True)
class ExistingOfRecord:
    """What there is of one record in one workflow."""

    found: Sequence[Found] = ()
    booked: Sequence[Booked] = ()
    named: Sequence[Named] = ()
    unlinkable: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether anything was found or decided."""
        return bool(self.found or self.booked or self.named)


NOTHING = ExistingOfRecord()


def existing_of_records(
    session: Session, company_id: str, record_keys: Collection[str]
) -> Mapping[tuple[str, str], ExistingOfRecord]:
    """What there is of some records, by category and record key; four queries at most."""
    found: dict[tuple[str, str], list[Found]] = defaultdict(list)
    rows = select(ExistingMatch).where(
        ExistingMatch.company_id == company_id, ExistingMatch.record_key.in_(record_keys)
    )
    for row in session.scalars(rows.order_by(ExistingMatch.document_key)):
        found[row.category, row.record_key].append(found_of(row))
    booked, named = (
        _booked(session, company_id, record_keys),
        _named(session, company_id, record_keys),
    )
    keys = [one.document_key for several in found.values() for one in several]
    free = unlinkable(session, company_id, keys) if keys else frozenset[str]()
    return {
        place: ExistingOfRecord(
            found.get(place, ()), booked.get(place, ()), named.get(place, ()), free
        )
        for place in {*found, *booked, *named}
    }


def _booked(
    session: Session, company_id: str, record_keys: Collection[str]
) -> Mapping[tuple[str, str], list[Booked]]:
    booked: dict[tuple[str, str], list[Booked]] = defaultdict(list)
    rows = select(BookedElsewhere).where(
        BookedElsewhere.company_id == company_id, BookedElsewhere.record_key.in_(record_keys)
    )
    for row in session.scalars(rows.order_by(BookedElsewhere.document_key)):
        one = Booked(row.document_key, row.note, row.decided_by, row.decided_at)
        booked[row.category, row.record_key].append(one)
    return booked


def _named(
    session: Session, company_id: str, record_keys: Collection[str]
) -> Mapping[tuple[str, str], list[Named]]:
    named: dict[tuple[str, str], list[Named]] = defaultdict(list)
    rows = select(NamedEntry).where(
        NamedEntry.company_id == company_id, NamedEntry.record_key.in_(record_keys)
    )
    for row in session.scalars(rows.order_by(NamedEntry.named_at)):
        one = Named(DocumentKind(row.entry_kind), row.quickbooks_id, row.problem)
        named[row.category, row.record_key].append(one)
    return named


def known_entries(
    session: Session, company_id: str, kind: DocumentKind, number: str, cents: Cents | None
) -> frozenset[str]:
    """The QuickBooks IDs of the entries that searches found of a kind with a number, or an amount."""
    own = ExistingMatch.entry["number"].as_string() == number
    if cents is not None:
        own |= ExistingMatch.entry_cents == cents
    rows = session.scalars(
        select(ExistingMatch.quickbooks_id)
        .where(ExistingMatch.company_id == company_id, ExistingMatch.entry_kind == kind, own)
        .limit(_MOST)
    )
    return frozenset(rows)


def known_candidates(
    session: Session, company_id: str, record_key: str, kind: DocumentKind
) -> Mapping[str, tuple[str, Cents]]:
    """The entries of a kind that were found for a record, others too: number and cents by QuickBooks ID."""
    rows = session.scalars(
        select(ExistingMatch).where(
            ExistingMatch.company_id == company_id, ExistingMatch.record_key == record_key
        )
    )
    known: dict[str, tuple[str, Cents]] = {}
    for row in rows:
        if row.entry_kind == kind:
            known[row.quickbooks_id] = (str(row.entry.get("number") or ""), row.entry_cents)
        for other in others_from_json(row.others):
            if other.kind == kind:
                known[other.quickbooks_id] = (other.number, other.total_cents)
    return known


@dataclass(frozen=True, slots=True)
class RecordNames:
    """How a record of CORE's is known: its number, its title, and its own day."""

    number: str = ""
    title: str = ""
    day: dt.date | None = None

    @property
    def label(self) -> str:
        """How sentences name it: "TR-2026-000123, 11 Oak St"."""
        return ", ".join(part for part in (self.number, self.title) if part)


def record_names(
    session: Session, company_id: str, record_keys: Collection[str]
) -> Mapping[str, RecordNames]:
    """How some records are known, by key."""
    rows = session.execute(
        select(Record.key, Record.number, Record.title, Record.day).where(
            Record.company_id == company_id, Record.key.in_(record_keys)
        )
    )
    return {key: RecordNames(number, title, day) for key, number, title, day in rows}


def record_paths(
    session: Session, company_id: str, record_keys: Collection[str]
) -> Mapping[str, str]:
    """The page of each of some records, below the company's: a statement's is its agent's."""
    rows = session.execute(
        select(Record.key, Record.stream, Record.owner).where(
            Record.company_id == company_id, Record.key.in_(record_keys)
        )
    )
    return {
        key: f"transactions/{core_id(key)}"
        if stream == TRANSACTIONS
        else f"billing/{core_id(owner)}"
        for key, stream, owner in rows
    }


@dataclass(frozen=True, slots=True)
class BookedRecord:
    """A record that was marked as booked without an entry that a search found; `path` is its page's."""

    name: str
    path: str
    booked: Booked


@dataclass(frozen=True, slots=True)
class BookedRecords:
    """The newest of them, and how many there are."""

    rows: Sequence[BookedRecord] = ()
    total: int = 0


def booked_records(session: Session, company_id: str, category: str) -> BookedRecords:
    """What was marked as booked of a workflow, but for what was found: that is listed where it was found."""
    was_found = exists().where(
        ExistingMatch.company_id == BookedElsewhere.company_id,
        ExistingMatch.document_key == BookedElsewhere.document_key,
    )
    query = select(BookedElsewhere).where(
        BookedElsewhere.company_id == company_id, BookedElsewhere.category == category, ~was_found
    )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    newest = query.order_by(BookedElsewhere.decided_at.desc(), BookedElsewhere.document_key)
    rows = session.scalars(newest.limit(_LISTED)).all()
    keys = [row.record_key for row in rows]
    names = record_names(session, company_id, keys)
    paths = record_paths(session, company_id, keys)
    listed = [
        BookedRecord(
            names[row.record_key].label if row.record_key in names else row.record_key,
            paths.get(row.record_key, ""),
            Booked(row.document_key, row.note, row.decided_by, row.decided_at),
        )
        for row in rows
    ]
    return BookedRecords(listed, total)
