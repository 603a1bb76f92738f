"""Whether CORE reports changes by calls: for the page Auto-sync & approvals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.push.signatures import Dialect
from include.database.feeds.wakes import core_connection_of
from include.database.tables.feeds import Arrival, Feed, FeedSecret


@dataclass(frozen=True, slots=True)
class CoreCalls:
    """The calls of a company's CORE connection. Moments are UTC.

    Attributes:
        source_id: the source that takes them.
        is_on: whether it does.
        registered_by, registered_at: who had CORE call last, and when; "" and None if it never was.
        last_call_at: when CORE called last; None for never.
    """

    source_id: str
    is_on: bool
    registered_by: str = ""
    registered_at: dt.datetime | None = None
    last_call_at: dt.datetime | None = None


def core_calls(session: Session, core_connection: str) -> CoreCalls | None:
    """What is known of the calls of a connection; None if CORE was never asked to call."""
    feeds = session.scalars(select(Feed).where(Feed.door == Door.PUSH).order_by(Feed.id))
    feed = next((one for one in feeds if core_connection_of(one) == core_connection), None)
    if feed is None:
        return None
    newest = session.scalars(
        select(FeedSecret)
        .where(FeedSecret.feed_id == feed.id, FeedSecret.dialect == Dialect.BACKOFFICE)
        .order_by(FeedSecret.id.desc())
        .limit(1)
    ).first()
    last = session.scalar(select(func.max(Arrival.received_at)).where(Arrival.feed_id == feed.id))
    return CoreCalls(
        feed.id,
        feed.off_at is None,
        newest.created_by if newest else "",
        newest.created_at if newest else None,
        last,
    )
