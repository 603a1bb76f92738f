"""The secrets that the calls of a push feed are signed with: made, replaced, ended. Shown once, kept sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.push import signatures
from include.core_backoffice.push.signatures import Dialect, PushSecret
from include.database.feeds.feeds import note
from include.database.feeds.wakes import core_connection_of
from include.database.keys.seal import Seal
from include.database.tables.feeds import Feed, FeedSecret
from include.understood import Understood

OVERLAP = dt.timedelta(hours=24)
"""How long the secret before is accepted beside its successor, so that callers have time to change."""


class NoSuchFeed(Understood, LookupError):
    """There is no source with this ID, or no secret of it with this number."""

    def __init__(self, feed_id: str) -> None:
        super().__init__(
            f"CoreBooks has no source {feed_id} with this secret. Nothing was changed. Reload the page "
            "Imports, and choose a source from it."
        )


@dataclass(frozen=True, slots=True)
class KnownSecret:
    """A secret as pages show it: everything but its text.

    Attributes:
        retired_at: from when on it isn't accepted, UTC; None while there is no end.
    """

    id: int
    dialect: Dialect
    created_by: str
    created_at: dt.datetime
    retired_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class PushFeed:
    """What a call at a feed's address is checked by.

    Attributes:
        is_on: whether the feed takes calls: it is on, and its door is push.
        secrets: those that are accepted now.
    """

    is_on: bool
    secrets: tuple[PushSecret, ...]


def new_secret(
    session: Session,
    seal: Seal,
    feed_id: str,
    *,
    actor: str,
    dialect: Dialect = Dialect.STANDARD,
    given: str = "",
) -> str:
    """Store a secret that is accepted at once.

    Args:
        session: a writing transaction.
        seal: what keeps it.
        feed_id: the feed.
        actor: who asks for it.
        dialect: what it signs.
        given: the secret that another system made; one is made if it is empty.

    Returns:
        Its text, which is never shown again.

    Raises:
        NoSuchFeed: nothing was stored.
    """
    _lock(session, feed_id)
    text = given or signatures.new_secret()
    row = FeedSecret(
        feed_id=feed_id, sealed=seal.seal(text), dialect=dialect.value, created_by=actor
    )
    session.add(row)
    session.flush()
    _note(session, row, actor, "source secret created")
    return text


def rotate(
    session: Session,
    seal: Seal,
    feed_id: str,
    *,
    actor: str,
    dialect: Dialect = Dialect.STANDARD,
    given: str = "",
    overlap: dt.timedelta = OVERLAP,
) -> str:
    """Store a new secret, and end those before: the newest of them after a while, all others now.

    Args:
        session: a writing transaction.
        seal: what keeps it.
        feed_id: the feed.
        actor: who asks for it.
        dialect: whose secrets are replaced.
        given: as for `new_secret`.
        overlap: how long the secret before is still accepted; zero where it became known to others.

    Returns:
        The new secret's text, which is never shown again.

    Raises:
        NoSuchFeed: nothing was changed.
    """
    _lock(session, feed_id)
    now = utc_now()
    before = [row for row in _accepted(session, feed_id, now) if row.dialect == dialect.value]
    for number, row in enumerate(reversed(before)):
        end = now + overlap if number == 0 else now
        if row.retired_at is None or row.retired_at > end:
            row.retired_at = end
            _note(session, row, actor, "source secret ended")
    return new_secret(session, seal, feed_id, actor=actor, dialect=dialect, given=given)


def end(session: Session, feed_id: str, secret_id: int, *, actor: str) -> None:
    """No longer accept a secret, from now on.

    Raises:
        NoSuchFeed: it is none of the feed's.
    """
    row = session.get(FeedSecret, secret_id)
    if row is None or row.feed_id != feed_id:
        raise NoSuchFeed(feed_id)
    now = utc_now()
    if row.retired_at is None or row.retired_at > now:
        row.retired_at = now
        _note(session, row, actor, "source secret ended")


def known_secrets(session: Session, feed_id: str) -> list[KnownSecret]:
    """All of a feed's secrets without their texts, the newest first."""
    rows = session.scalars(
        select(FeedSecret).where(FeedSecret.feed_id == feed_id).order_by(FeedSecret.id.desc())
    )
    return [
        KnownSecret(row.id, Dialect(row.dialect), row.created_by, row.created_at, row.retired_at)
        for row in rows
    ]


def push_feed(session: Session, seal: Seal, feed_id: str, now: dt.datetime) -> PushFeed | None:
    """What calls at a feed's address are checked by; None if there is no such feed.

    Raises:
        SealBroken: a secret was sealed with a key that is no longer configured.
    """
    feed = session.get(Feed, feed_id)
    if feed is None:
        return None
    wakes = core_connection_of(feed) != ""
    secrets = tuple(
        PushSecret(Dialect(row.dialect), seal.open(row.sealed))
        for row in _accepted(session, feed_id, now)
        # A call that can be repeated by others is a reason to look, never data.
        if (row.dialect == Dialect.BACKOFFICE) is wakes
    )
    return PushFeed(feed.off_at is None and feed.door == Door.PUSH, secrets)


def _accepted(session: Session, feed_id: str, now: dt.datetime) -> Sequence[FeedSecret]:
    return session.scalars(
        select(FeedSecret)
        .where(
            FeedSecret.feed_id == feed_id,
            or_(FeedSecret.retired_at.is_(None), FeedSecret.retired_at > now),
        )
        .order_by(FeedSecret.id)
    ).all()


def _lock(session: Session, feed_id: str) -> None:
    """Have a feed's secrets changed by one transaction at a time."""
    if session.get(Feed, feed_id, with_for_update={"key_share": True}) is None:
        raise NoSuchFeed(feed_id)


def _note(session: Session, row: FeedSecret, actor: str, event: str) -> None:
    ends = {"ends_at": row.retired_at.isoformat()} if row.retired_at else {}
    detail = {"secret": row.id, "signs": row.dialect, **ends}
    note(session, row.feed_id, actor, event, detail)
