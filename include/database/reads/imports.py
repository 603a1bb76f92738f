"""Imports: a company's sources, and what arrived at them, a page at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from include.core_backoffice.feeds.doors import AfterReading, Door
from include.database.engine import Database
from include.database.feeds.trouble import is_unread_by_fault
from include.database.reads.unplaced import count_without_key
from include.database.statuses import ArrivalStatus
from include.database.tables.companies import Company
from include.database.tables.feeds import Arrival, Feed, FeedCompany, ImportProfile
from include.plain_text import plain

_NAMES = 500
"""Of what arrived last, to tell files of a source by their names."""
PAGE = 25


@dataclass(frozen=True, slots=True)
class FedStream:
    """One of a company's two streams that a source feeds.

    Attributes:
        stream: "transactions" or "billing statements".
        routes: the values of the routing column that are the company's; none: all records are.
    """

    company_id: str
    company_name: str
    stream: str
    routes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A file, mail, query result or call that arrived.

    Attributes:
        source_id: the source that it arrived at.
        sender: the folder, the mail's sender and subject, the address of the caller.
        received_by: the user who uploaded it, or the door.
        rows: rows that are data; None while nothing was read.
        taken, held: of those, rows that make records, and rows that are on hold.
        changed: records that changed by it.
        sentence, what_to_do: why it was refused, or waits.
    """

    id: int
    source_id: str
    source_name: str
    door: Door
    name: str
    sender: str
    received_by: str
    received_at: dt.datetime
    status: ArrivalStatus
    rows: int | None
    taken: int
    held: int
    changed: int
    sentence: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source of a company: set up in it, or feeding one of its streams.

    Attributes:
        company_id: the company that it was set up in; only there are its files shown.
        settings: of its door; no secrets.
        trouble: why its door couldn't be read at the last look; empty if it could.
        fed: every stream that it feeds, of this company and of others.
        profiles: how many of its import profiles are active.
        newest: the last thing that arrived.
    """

    id: str
    company_id: str
    company_name: str
    name: str
    door: Door
    settings: Mapping[str, Any]
    after_reading: AfterReading
    trouble: str
    trouble_since: dt.datetime | None
    created_by: str
    created_at: dt.datetime
    off_at: dt.datetime | None
    fed: tuple[FedStream, ...]
    profiles: int
    newest: ImportRow | None

    def feeds(self, company_id: str) -> tuple[FedStream, ...]:
        """The streams of a company that it feeds."""
        return tuple(one for one in self.fed if one.company_id == company_id)


@dataclass(frozen=True, slots=True)
class ImportFilter:
    """What the list is narrowed to; empty: everything."""

    source: str = ""
    status: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class FoundImports:
    """A page of imports, the newest first, and how many there are on all pages."""

    rows: Sequence[ImportRow]
    total: int
    page: int

    @property
    def last_page(self) -> int:
        """The number of the last page, at least 1."""
        return _last_page(self.total)


def sources(session: Session, company_id: str) -> list[Source]:
    """The company's sources by name, those that are off last."""
    fed = select(FeedCompany.feed_id).where(FeedCompany.company_id == company_id)
    rows = session.execute(
        select(Feed, Company.name)
        .join(Company, Company.id == Feed.company_id)
        .where(or_(Feed.company_id == company_id, Feed.id.in_(fed)))
        .order_by(Feed.off_at.is_not(None), func.lower(Feed.name), Feed.id)
    ).all()
    return _sources(session, [(feed, name) for feed, name in rows])


def newest_names(session: Session, source_ids: Sequence[str]) -> dict[str, list[str]]:
    """What the newest things that arrived at some sources are called, by source."""
    rows = session.execute(
        select(Arrival.feed_id, Arrival.name)
        .where(Arrival.feed_id.in_(source_ids))
        .order_by(Arrival.id.desc())
        .limit(_NAMES)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for source_id, name in rows:
        found[source_id].append(plain(name))
    return found


def source(session: Session, company_id: str, source_id: str) -> Source | None:
    """One source that was set up in the company; None if there is none."""
    row = session.execute(
        select(Feed, Company.name)
        .join(Company, Company.id == Feed.company_id)
        .where(Feed.company_id == company_id, Feed.id == source_id)
    ).first()
    return _sources(session, [(row[0], row[1])])[0] if row else None


def imports(session: Session, company_id: str, wanted: ImportFilter) -> FoundImports:
    """A page of what arrived at the sources that were set up in the company."""
    query = _matching(company_id, wanted)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = min(max(wanted.page, 1), _last_page(total))
    rows = session.execute(
        _with_source(query).order_by(Arrival.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    )
    return FoundImports([import_row(arrival, name) for arrival, name in rows], total, page)


def all_imports(database: Database, company_id: str, wanted: ImportFilter) -> Iterator[ImportRow]:
    """Everything that matches, the newest first, in bounded memory."""
    with database.reading() as session:
        query = _with_source(_matching(company_id, wanted)).order_by(Arrival.id.desc())
        for arrival, name in session.execute(query.execution_options(yield_per=500)):
            yield import_row(arrival, name)


def status_counts(session: Session, company_id: str) -> dict[ArrivalStatus, int]:
    """How many imports of the company have each status."""
    rows = session.execute(
        select(Arrival.status, func.count())
        .join(Feed, Feed.id == Arrival.feed_id)
        .where(Feed.company_id == company_id)
        .group_by(Arrival.status)
    )
    return {ArrivalStatus(status): number for status, number in rows}


def waiting_for_someone(session: Session, company_id: str) -> int:
    """How many imports of the company someone must act on, sources in trouble, and rows without a key."""
    wait = (ArrivalStatus.WAITING.value, ArrivalStatus.NO_PROFILE.value)
    files = session.scalar(
        select(func.count())
        .select_from(Arrival)
        .join(Feed, Feed.id == Arrival.feed_id)
        .where(
            Feed.company_id == company_id,
            Feed.off_at.is_(None),
            or_(Arrival.status.in_(wait), is_unread_by_fault()),
        )
    )
    in_trouble = session.scalar(
        select(func.count())
        .select_from(Feed)
        .where(Feed.company_id == company_id, Feed.off_at.is_(None), Feed.trouble != "")
    )
    return (files or 0) + (in_trouble or 0) + count_without_key(session, company_id)


def import_row(arrival: Arrival, source_name: str) -> ImportRow:
    """The view of a row."""
    counts = arrival.counts
    return ImportRow(
        id=arrival.id,
        source_id=arrival.feed_id,
        source_name=plain(source_name),
        door=Door(arrival.door),
        name=plain(arrival.name),
        sender=plain(arrival.sender),
        received_by=arrival.received_by,
        received_at=arrival.received_at,
        status=ArrivalStatus(arrival.status),
        rows=counts.get("rows"),
        taken=counts.get("taken", 0),
        held=counts.get("held", 0),
        changed=sum(counts.get(what, 0) for what in ("new", "changed", "gone")),
        sentence=plain(arrival.sentence),
        what_to_do=plain(arrival.what_to_do),
    )


def _matching(company_id: str, wanted: ImportFilter) -> Select[Arrival]:
    query = (
        select(Arrival).join(Feed, Feed.id == Arrival.feed_id).where(Feed.company_id == company_id)
    )
    if wanted.source:
        query = query.where(Arrival.feed_id == wanted.source)
    if wanted.status:
        query = query.where(Arrival.status == wanted.status)
    return query


def _with_source(query: Select[Arrival]) -> Select[Arrival, str]:
    return query.add_columns(Feed.name)


def _last_page(total: int) -> int:
    return max(1, -(-total // PAGE))


def _sources(session: Session, found: Sequence[tuple[Feed, str]]) -> list[Source]:
    ids = [feed.id for feed, _ in found]
    fed, newest = _fed(session, ids), _newest(session, ids)
    counted = session.execute(
        select(ImportProfile.feed_id, func.count())
        .where(ImportProfile.feed_id.in_(ids), ImportProfile.active)
        .group_by(ImportProfile.feed_id)
    )
    active = {feed_id: number for feed_id, number in counted}  # noqa: C416  (rows aren't pairs to mypy)
    return [
        Source(
            id=feed.id,
            company_id=feed.company_id,
            company_name=company_name,
            name=plain(feed.name),
            door=Door(feed.door),
            settings=feed.settings,
            after_reading=AfterReading(feed.after_reading),
            trouble=plain(feed.trouble),
            trouble_since=feed.trouble_since,
            created_by=feed.created_by,
            created_at=feed.created_at,
            off_at=feed.off_at,
            fed=tuple(fed[feed.id]),
            profiles=active.get(feed.id, 0),
            newest=import_row(newest[feed.id], feed.name) if feed.id in newest else None,
        )
        for feed, company_name in found
    ]


def _fed(session: Session, ids: Sequence[str]) -> Mapping[str, list[FedStream]]:
    fed: dict[str, list[FedStream]] = defaultdict(list)
    rows = session.execute(
        select(FeedCompany, Company.name)
        .join(Company, Company.id == FeedCompany.company_id)
        .where(FeedCompany.feed_id.in_(ids))
        .order_by(Company.name, FeedCompany.stream.desc())
    )
    for row, name in rows:
        routes = tuple(plain(str(one)) for one in row.routes)
        fed[row.feed_id].append(FedStream(row.company_id, name, row.stream, routes))
    return fed


def _newest(session: Session, ids: Sequence[str]) -> dict[str, Arrival]:
    last = select(func.max(Arrival.id)).where(Arrival.feed_id.in_(ids)).group_by(Arrival.feed_id)
    return {
        arrival.feed_id: arrival
        for arrival in session.scalars(select(Arrival).where(Arrival.id.in_(last)))
    }
