"""Sources that can't be looked at, and imports that wait for a person."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from include.books.wording import counted
from include.database.alerts.kinds import AlertKind
from include.database.alerts.open_alerts import Finding
from include.database.feeds.trouble import is_unread_by_fault
from include.database.statuses import ArrivalStatus
from include.database.tables.companies import Company
from include.database.tables.feeds import Arrival, Feed
from include.plain_text import plain
from include.provider.alerts.findings import Look

_NEEDS_YOU = (ArrivalStatus.WAITING.value, ArrivalStatus.NO_PROFILE.value)


def needing_you(look: Look) -> Iterator[Finding]:
    """Sources with trouble, and imports that are read only once a person says so or maps their columns."""
    yield from _troubles(look)
    yield from _waiting(look)


def _troubles(look: Look) -> Iterator[Finding]:
    feeds = look.session.scalars(
        select(Feed)
        .join(Company, Company.id == Feed.company_id)
        .where(Feed.trouble != "", Feed.off_at.is_(None), Company.disconnected_at.is_(None))
        .order_by(Feed.id)
    )
    for feed in feeds:
        since = feed.trouble_since.isoformat() if feed.trouble_since else ""
        yield Finding(
            feed.company_id,
            AlertKind.IMPORT,
            f"source {feed.id}",
            f"Nothing arrives at the source {plain(feed.name)}.",
            plain(feed.trouble),
            f"/companies/{feed.company_id}/imports/sources/{feed.id}",
            since,
        )


def _waiting(look: Look) -> Iterator[Finding]:
    rows = look.session.execute(
        select(Feed, Arrival.id, Arrival.name)
        .join(Arrival, Arrival.feed_id == Feed.id)
        .join(Company, Company.id == Feed.company_id)
        .where(
            or_(Arrival.status.in_(_NEEDS_YOU), is_unread_by_fault()),
            Feed.off_at.is_(None),
            Company.disconnected_at.is_(None),
        )
        .order_by(Feed.id, Arrival.id)
    )
    names: dict[str, list[str]] = {}
    feeds: dict[str, tuple[Feed, int]] = {}
    for feed, arrival_id, name in rows:
        names.setdefault(feed.id, []).append(plain(name))
        feeds[feed.id] = (feed, arrival_id)
    for feed_id, (feed, newest) in feeds.items():
        waiting = names[feed_id]
        more = f" and {counted(len(waiting) - 1, 'more import')}" if len(waiting) > 1 else ""
        yield Finding(
            feed.company_id,
            AlertKind.IMPORT,
            f"imports of {feed_id}",
            f"{waiting[-1]}{more} of the source {plain(feed.name)} aren't read."
            if more
            else f"{waiting[-1]} of the source {plain(feed.name)} isn't read.",
            "Open Imports. Each has the reason and what to do.",
            f"/companies/{feed.company_id}/imports",
            str(newest),
        )
