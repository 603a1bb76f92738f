"""What the inbox has to do: arrivals to read, workflows to start, and doors to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from include.core_backoffice.feeds.doors import Door
from include.database.engine import Database
from include.database.statuses import ArrivalStatus
from include.database.tables.companies import Company
from include.database.tables.feeds import Arrival, Feed

GRACE = dt.timedelta(minutes=1)
"""What a run of the inbox fetched itself, it also reads; only if that takes longer is it waited for."""
_MOST = 1000
_BATCH = 500
_TO_READ = (ArrivalStatus.STORED, ArrivalStatus.READING)
_LOOKED_AT = (Door.FOLDER, Door.MAILBOX, Door.SQL)
_PUT_IN = (Door.UPLOAD, Door.PUSH)
"""Doors through which arrivals come without a run of the inbox."""


@dataclass(frozen=True, slots=True)
class WatchedFeed:
    """A source whose door is looked at.

    Attributes:
        settings: of its door.
        cursor: how far the door was read.
        trouble: why it couldn't be read; empty if it could.
        zone: the IANA zone of the company that it was set up in.
    """

    id: str
    name: str
    door: Door
    settings: Mapping[str, Any]
    cursor: Mapping[str, Any]
    trouble: str
    zone: str = "UTC"


def watched_feeds(session: Session) -> list[WatchedFeed]:
    """The sources that are on and whose folder, mailbox or database is looked at."""
    rows = session.execute(
        select(Feed, Company.timezone)
        .join(Company, Company.id == Feed.company_id)
        .where(Feed.off_at.is_(None), Feed.door.in_(_LOOKED_AT))
        .order_by(Feed.id)
    )
    return [
        WatchedFeed(row.id, row.name, Door(row.door), row.settings, row.cursor, row.trouble, zone)
        for row, zone in rows
    ]


def waiting_arrivals(session: Session, now: dt.datetime) -> list[int]:
    """Arrivals that aren't read, or whose workflows weren't started; of sources that are on.

    What a run of the inbox is about to do itself is left out.
    """
    here = (
        select(Arrival.id)
        .join(Feed, Feed.id == Arrival.feed_id)
        .where(
            or_(Arrival.door.in_(_PUT_IN), Arrival.received_at < now - GRACE),
            Feed.off_at.is_(None),
        )
    )
    # Apart, and with the values written out, so that SQLite sees the partial indexes that fit.
    to_read = here.where(Arrival.status.in_([_written(one) for one in _TO_READ]))
    to_start = here.where(
        Arrival.status == _written(ArrivalStatus.READ), Arrival.runs_started_at.is_(None)
    )
    return sorted(session.scalars(union_all(to_read, to_start).limit(_MOST)))


def _written(status: ArrivalStatus) -> ColumnElement[str]:
    return literal_column(f"'{status.value}'")


def known_keys(session: Session, feed_id: str, keys: Collection[str]) -> set[str]:
    """Those of some idempotency keys under which the source has an arrival."""
    asked = list(keys)
    found: set[str] = set()
    for start in range(0, len(asked), _BATCH):
        found.update(
            session.scalars(
                select(Arrival.idempotency_key).where(
                    Arrival.feed_id == feed_id,
                    Arrival.idempotency_key != literal_column("''"),  # as the index has it
                    Arrival.idempotency_key.in_(asked[start : start + _BATCH]),
                )
            )
        )
    return found


def save_cursor(database: Database, feed_id: str, cursor: Mapping[str, Any]) -> None:
    """Store how far a source's door was read."""
    with database.writing() as session:
        session.get_one(Feed, feed_id).cursor = dict(cursor)
