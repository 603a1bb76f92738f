"""What a source feeds: streams, the values of its routing column, and its import profiles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.core_backoffice.feeds.shelf import Shelved
from include.database.reads.imports import FedStream
from include.database.tables.feeds import Feed, FeedCompany, FeedRecord, ImportProfile
from include.database.tables.records import Record
from include.plain_text import plain

_MOST_VALUES = 200
_KINDS = {
    "transactions": Shelved.DEAL,
    "billing statements": Shelved.STATEMENT,
}


@dataclass(frozen=True, slots=True)
class RouteValue:
    """A value that a source's records have in their routing column.

    Attributes:
        stream: "transactions" or "billing statements".
        value: as the file has it; "" is a blank cell, or no routing column.
        records: how many records have it.
        takers: the names of the companies whose rules take it.
    """

    stream: str
    value: str
    records: int
    takers: tuple[str, ...]

    @property
    def is_clear(self) -> bool:
        """Whether exactly one company takes it."""
        return len(self.takers) == 1


@dataclass(frozen=True, slots=True)
class ProfileVersion:
    """One version of an import profile.

    Attributes:
        body: as `include.core_backoffice.mapping.profile.Profile` has it.
        rows_checked, rows_held: of the file that it was tried on.
    """

    id: int
    name: str
    version: int
    body: Mapping[str, Any]
    active: bool
    rows_checked: int
    rows_held: int
    created_by: str
    created_at: dt.datetime
    activated_by: str
    activated_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class StreamOwner:
    """Where one of a company's streams comes from now.

    Attributes:
        stream: "transactions" or "billing statements".
        source_id, source_name: the source that feeds it; empty while that is the CORE connection.
        has_records: whether any of its records were read.
    """

    stream: str
    source_id: str
    source_name: str
    has_records: bool


def stream_owners(session: Session, company_id: str) -> list[StreamOwner]:
    """Where each of a company's two streams comes from."""
    rows = session.execute(
        select(FeedCompany.stream, Feed.id, Feed.name)
        .join(Feed, Feed.id == FeedCompany.feed_id)
        .where(FeedCompany.company_id == company_id)
    )
    owners = {stream: (source, plain(name)) for stream, source, name in rows}
    return [
        StreamOwner(
            stream,
            *owners.get(stream, ("", "")),
            has_records=session.scalar(
                select(Record.key)
                .where(Record.company_id == company_id, Record.stream == stream)
                .limit(1)
            )
            is not None,
        )
        for stream in _KINDS
    ]


def route_values(
    session: Session, source_id: str, fed: Iterable[FedStream]
) -> Sequence[RouteValue]:
    """The values seen in a source's records, those that no rule or several rules take first."""
    rules = list(fed)
    streams = {rule.stream for rule in rules}
    rows = session.execute(
        select(FeedRecord.kind, FeedRecord.route, func.count())
        .where(
            FeedRecord.feed_id == source_id,
            FeedRecord.gone.is_(False),
            FeedRecord.kind.in_([_KINDS[stream].value for stream in streams if stream in _KINDS]),
        )
        .group_by(FeedRecord.kind, FeedRecord.route)
        .order_by(func.count().desc())
        .limit(_MOST_VALUES)
    )
    by_kind = {kind.value: stream for stream, kind in _KINDS.items()}
    values = [
        RouteValue(by_kind[kind], plain(route), number, _takers(by_kind[kind], route, rules))
        for kind, route, number in rows
    ]
    return sorted(values, key=lambda one: (one.is_clear, one.stream, -one.records, one.value))


def _takers(stream: str, value: str, rules: Sequence[FedStream]) -> tuple[str, ...]:
    folded = value.strip().casefold()
    return tuple(
        rule.company_name
        for rule in rules
        if rule.stream == stream
        and (not rule.routes or folded in {one.strip().casefold() for one in rule.routes})
    )


def profile_versions(session: Session, source_id: str) -> list[ProfileVersion]:
    """All versions of a source's profiles, by name, the newest first."""
    rows = session.scalars(
        select(ImportProfile)
        .where(ImportProfile.feed_id == source_id)
        .order_by(func.lower(ImportProfile.name), ImportProfile.version.desc())
    )
    return [_version(row) for row in rows]


def profile_version(session: Session, source_id: str, profile_id: int) -> ProfileVersion | None:
    """One version of a source's profile; None if there is none."""
    row = session.get(ImportProfile, profile_id)
    return _version(row) if row is not None and row.feed_id == source_id else None


def _version(row: ImportProfile) -> ProfileVersion:
    return ProfileVersion(
        id=row.id,
        name=plain(row.name),
        version=row.version,
        body=row.body,
        active=row.active,
        rows_checked=row.rows_checked,
        rows_held=row.rows_held,
        created_by=row.created_by,
        created_at=row.created_at,
        activated_by=row.activated_by,
        activated_at=row.activated_at,
    )
