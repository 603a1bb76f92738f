"""What arrived long ago: its bytes go, what is known of it stays. Calls that were only a reason to look go whole.

Kept are the bytes of what is unread, of what has rows on hold still, and of the newest file of each import profile,
with which the next one is compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from include.clock import utc_now
from include.core_backoffice.feeds.doors import Door
from include.database.engine import Database
from include.database.feeds.wakes import core_connection_of
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import (
    Arrival,
    ArrivalHeld,
    ArrivalPart,
    Feed,
    FeedRecord,
    ImportProfile,
)

_AT_ONCE = 20
"""Imports a transaction: each may have 256 MB."""
_DONE = tuple(
    one.value for one in (ArrivalStatus.READ, ArrivalStatus.DUPLICATE, ArrivalStatus.DISCARDED)
)


def drop_contents(database: Database, before: dt.datetime, *, dry_run: bool = False) -> int:
    """Remove the bytes of imports; their names, hashes, and what came of their rows stay.

    Args:
        database: the database.
        before: of what was read, or arrived, before this moment, UTC.
        dry_run: only count them.

    Returns:
        Of how many imports.
    """
    return _each(database, _droppable(before), _drop_parts, dry_run=dry_run)


def drop_calls(database: Database, before: dt.datetime, *, dry_run: bool = False) -> int:
    """Remove calls of CORE that were looked for; of each source the newest stays.

    Args:
        database: the database.
        before: of what was read before this moment, UTC.
        dry_run: only count them.

    Returns:
        How many.
    """
    with database.reading() as session:
        feeds = session.scalars(select(Feed).where(Feed.door == Door.PUSH)).all()
        calling = [feed.id for feed in feeds if core_connection_of(feed)]
    newest = select(func.max(Arrival.id)).group_by(Arrival.feed_id)
    calls = select(Arrival.id).where(
        Arrival.feed_id.in_(calling),
        Arrival.status == ArrivalStatus.READ.value,
        Arrival.read_at < before,
        Arrival.runs_started_at.is_not(None),
        Arrival.id.not_in(newest),
    )
    return _each(database, calls, _drop_whole, dry_run=dry_run)


def _droppable(before: dt.datetime) -> Select[Any]:
    return select(Arrival.id).where(
        Arrival.content_dropped_at.is_(None),
        Arrival.status.in_(_DONE),
        func.coalesce(Arrival.read_at, Arrival.received_at) < before,
        ~_has_rows_on_hold(),
        or_(Arrival.status != ArrivalStatus.READ.value, _has_a_newer_one()),
    )


def _has_rows_on_hold() -> ColumnElement[bool]:
    """Whether a record that the import was the last to change is on hold, or doesn't add up."""
    listed = exists().where(
        ArrivalHeld.arrival_id == Arrival.id, ArrivalHeld.record_key == FeedRecord.key
    )
    return exists().where(
        FeedRecord.feed_id == Arrival.feed_id,
        FeedRecord.arrival_id == Arrival.id,
        FeedRecord.gone.is_(False),
        or_(FeedRecord.held.is_not(None), listed),
    )


def _has_a_newer_one() -> ColumnElement[bool]:
    """Whether another import of the same profile was read since."""
    newer, own, other = aliased(Arrival), aliased(ImportProfile), aliased(ImportProfile)
    later = or_(
        newer.read_at > Arrival.read_at,
        and_(newer.read_at == Arrival.read_at, newer.id > Arrival.id),
    )
    return exists().where(
        own.id == Arrival.profile_id,
        other.feed_id == own.feed_id,
        other.name == own.name,
        newer.profile_id == other.id,
        newer.status == ArrivalStatus.READ.value,
        later,
    )


_Drop = Callable[[Session, Sequence[int]], None]


def _each(database: Database, ids: Select[Any], drop: _Drop, *, dry_run: bool) -> int:
    """Drop what is found, a few in a transaction. It can be stopped anywhere."""
    if dry_run:
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    dropped = 0
    while True:
        with database.writing() as session:
            found = list(session.scalars(ids.order_by(Arrival.id).limit(_AT_ONCE)))
            drop(session, found)
        dropped += len(found)
        if len(found) < _AT_ONCE:
            return dropped


def _drop_parts(session: Session, ids: Sequence[int]) -> None:
    session.execute(delete(ArrivalPart).where(ArrivalPart.arrival_id.in_(ids)))
    session.execute(update(Arrival).where(Arrival.id.in_(ids)).values(content_dropped_at=utc_now()))


def _drop_whole(session: Session, ids: Sequence[int]) -> None:
    session.execute(delete(ArrivalPart).where(ArrivalPart.arrival_id.in_(ids)))
    session.execute(delete(Arrival).where(Arrival.id.in_(ids)))
