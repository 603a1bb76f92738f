"""Calls that are only a reason to look: BackOffice's webhooks, which are never believed on their own.

Such a feed has the Airflow connection to CORE that is to be read. Its arrivals hold what was called, and reading one
says just that what happened until then is to be looked for in CORE, by the API, as auto-sync does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from include.core_backoffice.feeds.doors import Door
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival, Feed


@dataclass(frozen=True, slots=True)
class Wake:
    """Calls of a feed that nobody looked for yet: the newest arrival that holds them."""

    feed_id: str
    arrival_id: int


def core_connection_of(feed: Feed) -> str:
    """The Airflow connection to CORE that calls of a feed are a reason to read; "" where they are data."""
    named = feed.settings.get("core_connection")
    return named if feed.door == Door.PUSH and isinstance(named, str) else ""


def woken_connections(session: Session, since: dt.datetime) -> dict[str, dt.datetime]:
    """When CORE last called, by connection, of those that did since a moment; mostly one quick query.

    The moment is when the calls were taken for read: whatever they were about had happened by then.
    """
    feeds = _waking_feeds(session)
    if not feeds:
        return {}
    rows = session.execute(
        select(Arrival.feed_id, func.max(Arrival.read_at))
        .where(
            Arrival.feed_id.in_(feeds),
            Arrival.status == ArrivalStatus.READ,
            Arrival.read_at >= since,
        )
        .group_by(Arrival.feed_id)
    )
    woken: dict[str, dt.datetime] = {}
    for feed_id, read_at in rows:
        if read_at is not None:
            connection = feeds[feed_id]
            woken[connection] = max(read_at, woken.get(connection, read_at))
    return woken


def wakes(session: Session) -> list[Wake]:
    """The feeds whose calls nobody looked for yet."""
    rows = session.execute(
        select(Arrival.feed_id, func.max(Arrival.id))
        .where(
            Arrival.feed_id.in_(_waking_feeds(session)),
            Arrival.status == ArrivalStatus.READ,
            Arrival.runs_started_at.is_(None),
        )
        .group_by(Arrival.feed_id)
        .order_by(Arrival.feed_id)
    )
    return [Wake(feed_id, arrival_id) for feed_id, arrival_id in rows]


def looked_for(session: Session, feed_id: str, since: dt.datetime) -> bool:
    """Whether a look was started for calls of a feed since a moment."""
    newest = session.scalar(
        select(func.max(Arrival.runs_started_at)).where(Arrival.feed_id == feed_id)
    )
    return newest is not None and newest >= since


def mark_looked_for(session: Session, found: Collection[Wake], now: dt.datetime) -> None:
    """Store that calls led to a look, up to the newest of each feed."""
    for wake in found:
        session.execute(
            update(Arrival)
            .where(
                Arrival.feed_id == wake.feed_id,
                Arrival.id <= wake.arrival_id,
                Arrival.runs_started_at.is_(None),
            )
            .values(runs_started_at=now)
        )


def _waking_feeds(session: Session) -> dict[str, str]:
    """Feed -> connection to CORE, of those that are on."""
    feeds = session.scalars(select(Feed).where(Feed.door == Door.PUSH, Feed.off_at.is_(None)))
    return {feed.id: name for feed in feeds if (name := core_connection_of(feed))}
