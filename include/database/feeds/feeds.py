"""Setting up feeds: where records arrive, which company they feed, and by which rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.core_backoffice.feeds.doors import AfterReading, Door
from include.core_backoffice.streams import Stream
from include.database import audit
from include.database.tables.feeds import Feed, FeedCompany, FeedRecord
from include.database.upserts import insert_missing, upsert
from include.understood import Understood

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MOST_ROUTES = 500
_LONGEST_ROUTE = 200


class FeedProblem(Understood, ValueError):
    """A feed can't be set up as asked; the message says what to change."""


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed to set up.

    Attributes:
        id: a slug of lower-case letters, digits and hyphens; also part of its address.
        company_id: the company in which it is set up.
        name: as pages call it.
        door: how things arrive, besides by upload.
        settings: of the door; JSON-able, no secrets.
        after_reading: what follows when something changed.
    """

    id: str
    company_id: str
    name: str
    door: Door = Door.UPLOAD
    settings: dict[str, Any] | None = None
    after_reading: AfterReading = AfterReading.PREVIEW


def create_feed(session: Session, new: NewFeed, actor: str) -> Feed:
    """Set up a feed.

    Raises:
        FeedProblem: its ID isn't a slug or is in use, or it has no name.
    """
    if not _ID.fullmatch(new.id):
        raise FeedProblem(
            f"“{new.id}” can't be the ID of a source. Use up to 40 lower-case letters, digits, and "
            "hyphens, and begin with a letter or digit."
        )
    name = " ".join(new.name.split())[:100]
    if not name:
        raise FeedProblem("The source has no name. Enter one, such as “CORE exports”.")
    if session.get(Feed, new.id) is not None:
        raise FeedProblem(f"A source with the ID “{new.id}” exists. Enter another ID.")
    row = {
        "id": new.id,
        "company_id": new.company_id,
        "name": name,
        "door": new.door.value,
        "settings": new.settings or {},
        "after_reading": new.after_reading.value,
        "cursor": {},
        "created_by": actor,
        "created_at": utc_now(),
        "changed_by": actor,
        "changed_at": utc_now(),
    }
    insert_missing(session, Feed, [row])
    feed = session.get_one(Feed, new.id)
    _note(session, feed, actor, "source created", {"name": name, "door": feed.door})
    return feed


def change_feed(
    session: Session,
    feed_id: str,
    *,
    actor: str,
    name: str | None = None,
    door: Door | None = None,
    settings: dict[str, Any] | None = None,
    after_reading: AfterReading | None = None,
    is_on: bool | None = None,
) -> Feed:
    """Change what is given; the rest stays.

    Raises:
        FeedProblem: the new name is blank.
    """
    feed = session.scalars(select(Feed).where(Feed.id == feed_id).with_for_update()).one()
    before = _as_told(feed)
    if name is not None:
        feed.name = " ".join(name.split())[:100]
        if not feed.name:
            raise FeedProblem("The source has no name. Enter one, such as “CORE exports”.")
    if door is not None and door.value != feed.door:
        feed.door, feed.cursor = door.value, {}
    if settings is not None:
        feed.settings = settings
    if after_reading is not None:
        feed.after_reading = after_reading.value
    if is_on is not None and is_on != (feed.off_at is None):
        feed.off_at = None if is_on else utc_now()
    after = _as_told(feed)
    if after != before:
        feed.changed_by, feed.changed_at = actor, utc_now()
        _note(session, feed, actor, "source changed", {"before": before, "after": after})
    return feed


def _as_told(feed: Feed) -> dict[str, Any]:
    return {
        "name": feed.name,
        "door": feed.door,
        "settings": feed.settings,
        "after_reading": feed.after_reading,
        "is_on": feed.off_at is None,
    }


def feed_of(session: Session, company_id: str, stream: Stream) -> FeedCompany | None:
    """The feed that is the source of a company's stream; None where the CORE connection is."""
    return session.get(FeedCompany, (company_id, stream.value))


def rules_of(session: Session, feed_id: str, stream: Stream) -> Sequence[FeedCompany]:
    """Which companies a feed's stream feeds, and by which values, in order of company."""
    return session.scalars(
        select(FeedCompany)
        .where(FeedCompany.feed_id == feed_id, FeedCompany.stream == stream.value)
        .order_by(FeedCompany.company_id)
    ).all()


def assign(
    session: Session,
    company_id: str,
    stream: Stream,
    feed_id: str | None,
    routes: Sequence[str],
    actor: str,
) -> None:
    """Make a feed the source of a company's stream, or the CORE connection again.

    Every record of the feed counts as changed afterwards: it may be another company's now.

    Args:
        session: a writing transaction.
        company_id: the company.
        stream: transactions or billing statements.
        feed_id: the feed; None for the CORE connection.
        routes: the values of the routing column that are the company's; none for all records.
        actor: who says so.

    Raises:
        FeedProblem: too many values.
    """
    values = _values_of(routes)
    before = feed_of(session, company_id, stream)
    was = (before.feed_id, list(before.routes)) if before else (None, [])
    if was == (feed_id, values):
        return
    _store_rule(session, company_id, stream, before, feed_id, values, actor)
    for touched in {was[0], feed_id} - {None}:
        _touch(session, str(touched), stream)
    then, now = ({"source": one[0], "values": one[1]} for one in (was, (feed_id, values)))
    audit.append(
        session,
        company_id,
        actor=actor,
        event="source assigned",
        subject=feed_id or "",
        detail={"stream": stream.value, "before": then, "after": now},
    )


def _values_of(routes: Sequence[str]) -> list[str]:
    """The values of a rule, each once, without needless blanks.

    Raises:
        FeedProblem: there are too many.
    """
    cleaned = dict.fromkeys(" ".join(route.split()) for route in routes)
    values = [one[:_LONGEST_ROUTE] for one in cleaned if one]
    if len(values) > _MOST_ROUTES:
        raise FeedProblem(
            f"The rule has {len(values)} values, and {_MOST_ROUTES} are possible. Route by another "
            "column with fewer values."
        )
    return values


def _store_rule(
    session: Session,
    company_id: str,
    stream: Stream,
    before: FeedCompany | None,
    feed_id: str | None,
    values: Sequence[str],
    actor: str,
) -> None:
    """Store which feed the stream has now; none is the CORE connection."""
    if feed_id is None:
        if before is not None:
            session.delete(before)
        return
    row = {
        "company_id": company_id,
        "stream": stream.value,
        "feed_id": feed_id,
        "routes": list(values),
        "changed_by": actor,
        "changed_at": utc_now(),
    }
    upsert(session, FeedCompany, [row])


def _touch(session: Session, feed_id: str, stream: Stream) -> None:
    """All records of the stream count as changed: another company may be theirs now."""
    kinds = ("transaction",) if stream is Stream.TRANSACTIONS else ("statement",)
    session.flush()
    session.connection().execute(
        FeedRecord.__table__.update()  # type: ignore[attr-defined]  # a Table, as mypy doesn't know
        .where(FeedRecord.feed_id == feed_id, FeedRecord.kind.in_(kinds))
        .values(changed_at=utc_now())
    )


def note(session: Session, feed_id: str, actor: str, event: str, detail: dict[str, Any]) -> None:
    """Add an event to the audit trails of all companies that a feed concerns."""
    _note(session, session.get_one(Feed, feed_id), actor, event, detail)


def _note(session: Session, feed: Feed, actor: str, event: str, detail: dict[str, Any]) -> None:
    fed = session.scalars(
        select(FeedCompany.company_id).where(FeedCompany.feed_id == feed.id)
    ).all()
    for company_id in sorted({feed.company_id, *fed}):
        audit.append(session, company_id, actor=actor, event=event, subject=feed.id, detail=detail)
