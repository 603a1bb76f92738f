"""One import: its facts, the rows on hold, and the records that changed by it with their entries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from include.core_backoffice.canonical.rows import Place
from include.database.feeds.stored_records import PAYMENTS, is_without_key
from include.database.reads.imports import ImportRow, import_row
from include.database.reads.tracked_entries import TrackedEntry, tracked_entry
from include.database.tables.entries import Link
from include.database.tables.feeds import (
    Arrival,
    ArrivalHeld,
    Feed,
    FeedCompany,
    FeedRecord,
    FeedVersion,
    ImportProfile,
)
from include.plain_text import plain

PAGE = 25


@dataclass(frozen=True, slots=True)
class ImportDetail:
    """An import with its facts.

    Attributes:
        size: bytes, as it arrived.
        counts: "rows", "taken", "held", "unchanged", "gone", "records", "changed"; empty while unread.
        notes: what a reader should know of the file: hidden sheets, an encoding.
        profile: the name and version of the import profile that read it; None before that.
        confirmed_by: who said that it is to be read though it is much shorter, or older.
        content_dropped_at: when its bytes were removed, as they are kept for so long only; None while they are there.
    """

    row: ImportRow
    sha256: str
    size: int
    dated_at: dt.datetime | None
    read_at: dt.datetime | None
    counts: Mapping[str, int]
    notes: tuple[str, ...]
    profile: tuple[str, int] | None
    confirmed_by: str
    content_dropped_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class HeldView:
    """Rows that make no record, with why and what to do.

    Attributes:
        record_key: the key of their record, or one made of their content.
        can_dismiss: whether they have no key and are on hold still.
        dismissed_by: who said that they are no record; empty if nobody did.
        dismissed_why: why.
    """

    place: Place
    sentence: str
    what_to_do: str
    record_key: str
    can_dismiss: bool
    dismissed_by: str
    dismissed_why: str


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """A record that an import changed.

    Attributes:
        key: "transaction:TR-7".
        what: "new", "changed", "held" or "gone".
        place: its sheet and rows in the file.
        title: the property or agent, once a run has read it.
        entries: what QuickBooks has of it, in the company of the page.
    """

    key: str
    what: str
    place: Place
    title: str
    entries: Sequence[TrackedEntry]

    @property
    def kind(self) -> str:
        """What it is: "transaction"."""
        return self.key.partition(":")[0]

    @property
    def id(self) -> str:
        """The record's ID."""
        return self.key.partition(":")[2]


Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Page(Generic[Shown]):
    """A page of a long list: its rows, how many there are in all, and its number from 1."""

    rows: Sequence[Shown]
    total: int
    page: int

    @property
    def last_page(self) -> int:
        """The number of the last page, at least 1."""
        return _last_page(self.total)


@dataclass(frozen=True, slots=True)
class Origin:
    """The file and rows that a record came from.

    Attributes:
        company_id: the company that the source was set up in, whose pages have the file.
        what: "new", "changed", "held" or "gone".
    """

    import_id: int
    name: str
    company_id: str
    place: Place
    at: dt.datetime
    what: str


def import_detail(session: Session, company_id: str, import_id: int) -> ImportDetail | None:
    """One import of a source that was set up in the company; None if there is none."""
    found = session.execute(
        select(Arrival, Feed.name)
        .join(Feed, Feed.id == Arrival.feed_id)
        .where(Arrival.id == import_id, Feed.company_id == company_id)
    ).first()
    if found is None:
        return None
    arrival, name = found
    profile = session.get(ImportProfile, arrival.profile_id) if arrival.profile_id else None
    return ImportDetail(
        row=import_row(arrival, name),
        sha256=arrival.sha256,
        size=arrival.size,
        dated_at=arrival.dated_at,
        read_at=arrival.read_at,
        counts=arrival.counts,
        notes=tuple(plain(str(note)) for note in arrival.notes),
        profile=(plain(profile.name), profile.version) if profile else None,
        confirmed_by=arrival.confirmed_by,
        content_dropped_at=arrival.content_dropped_at,
    )


def held_rows(session: Session, import_id: int, page: int = 1) -> Page[HeldView]:
    """A page of the rows of an import that are on hold, in the file's order."""
    query = select(ArrivalHeld).where(ArrivalHeld.arrival_id == import_id)
    found = _page(session, query.order_by(ArrivalHeld.number), page)
    kept = _kept(session, import_id, [row.record_key for row in found.rows])
    views = [_held(row, kept.get(row.record_key)) for row in found.rows]
    return Page(views, found.total, found.page)


def _kept(session: Session, import_id: int, keys: Sequence[str]) -> Mapping[str, FeedRecord]:
    """What is kept now of rows without a key, by their key; of payments' rows too."""
    own = [key for key in keys if is_without_key(key)]
    apart = {f"{PAYMENTS}:{key.partition(':')[2]}": key for key in own}
    found = session.scalars(
        select(FeedRecord)
        .join(Arrival, Arrival.feed_id == FeedRecord.feed_id)
        .where(Arrival.id == import_id, FeedRecord.key.in_([*own, *apart]))
    )
    return {apart.get(row.key, row.key): row for row in found}


def _held(row: ArrivalHeld, kept: FeedRecord | None) -> HeldView:
    return HeldView(
        place=Place.from_json(row.place),
        sentence=plain(row.sentence),
        what_to_do=plain(row.what_to_do),
        record_key=kept.key if kept else row.record_key,
        can_dismiss=kept is not None and not kept.gone and kept.held is not None,
        dismissed_by=kept.dismissed_by if kept else "",
        dismissed_why=plain(kept.dismissed_why) if kept else "",
    )


def changed_records(
    session: Session, company_id: str, import_id: int, page: int = 1
) -> Page[ChangedRecord]:
    """A page of the records that an import changed, by key, with their entries in a company's QuickBooks."""
    query = select(FeedVersion).where(FeedVersion.arrival_id == import_id)
    found = _page(session, query.order_by(FeedVersion.key, FeedVersion.id), page)
    keys = {row.key for row in found.rows}
    entries, titles = _entries(session, company_id, keys), _titles(session, found.rows)
    changed = [
        ChangedRecord(
            key=row.key,
            what=row.what,
            place=Place.from_json(row.place),
            title=titles.get(row.key, ""),
            entries=entries[row.key],
        )
        for row in found.rows
    ]
    return Page(changed, found.total, found.page)


def _page(session: Session, query: Select[Shown], page: int) -> Page[Shown]:
    """A page of what a query finds; of a number that there isn't, the nearest."""
    count = select(func.count()).select_from(query.order_by(None).subquery())
    total = session.scalar(count) or 0
    number = min(max(page, 1), _last_page(total))
    rows = session.scalars(query.limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(rows, total, number)


def origins(
    session: Session, company_id: str, keys: Collection[str], until: dt.datetime | None = None
) -> dict[str, Origin]:
    """The file and rows that each of a company's records last came from; those of no file are left out.

    Args:
        session: a transaction of the database.
        company_id: whose records.
        keys: of the records.
        until: no version after this moment, UTC: what was known when an entry was posted.
    """
    fed = select(FeedCompany.feed_id).where(FeedCompany.company_id == company_id)
    newest = (
        select(func.max(FeedVersion.id))
        .join(Feed, Feed.id == FeedVersion.feed_id)
        .where(FeedVersion.key.in_(keys), (Feed.company_id == company_id) | Feed.id.in_(fed))
        .group_by(FeedVersion.key)
    )
    if until is not None:
        newest = newest.where(FeedVersion.changed_at <= until)
    rows = session.execute(
        select(FeedVersion, Arrival.name, Feed.company_id)
        .join(Arrival, Arrival.id == FeedVersion.arrival_id)
        .join(Feed, Feed.id == FeedVersion.feed_id)
        .where(FeedVersion.id.in_(newest))
    )
    return {
        version.key: Origin(
            import_id=version.arrival_id,
            name=plain(name),
            company_id=owner,
            place=Place.from_json(version.place),
            at=version.changed_at,
            what=version.what,
        )
        for version, name, owner in rows
    }


def _last_page(total: int) -> int:
    return max(1, -(-total // PAGE))


def _entries(session: Session, company_id: str, keys: set[str]) -> Mapping[str, list[TrackedEntry]]:
    entries: dict[str, list[TrackedEntry]] = defaultdict(list)
    rows = session.scalars(
        select(Link)
        .where(Link.company_id == company_id, Link.record_key.in_(keys))
        .order_by(Link.category.desc(), Link.document_key)
    )
    for row in rows:
        entries[row.record_key].append(tracked_entry(row))
    return entries


def _titles(session: Session, versions: Sequence[FeedVersion]) -> dict[str, str]:
    """What lists call the records: a property's address, a person's name."""
    rows = session.execute(
        select(FeedRecord.key, FeedRecord.payload).where(
            FeedRecord.feed_id.in_({one.feed_id for one in versions}),
            FeedRecord.key.in_({one.key for one in versions}),
        )
    )
    return {key: _title(payload or {}) for key, payload in rows}


def _title(payload: Mapping[str, Any]) -> str:
    names = [str(payload.get(name) or "") for name in ("given_name", "family_name")]
    agent = payload.get("agent")
    return plain(
        " ".join(filter(None, names))
        or str(payload.get("company") or "")
        or str(payload.get("address") or "")
        or (str(agent.get("name") or "") if isinstance(agent, dict) else "")
    )
