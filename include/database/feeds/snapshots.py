"""What a snapshot lacks, or a file of changes deletes: gone, unless it is so much that a person must say so first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.core_backoffice.feeds.shelf import Shelved
from include.database.tables.feeds import FeedRecord

MOST_MISSING_PERCENT = 5
MOST_AGENTS_MISSING_PERCENT = 10
MOST_DELETED_UNASKED = 10
"""Records that a file of changes may delete of however few: each of them is named as deleted."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Missing:
    """What a snapshot lacks of what an earlier file of its profile had.

    Attributes:
        keys: of the records, in order.
        before: how many there were.
        agents: of how many agents nothing is left.
        agents_before: of how many agents there was something.
    """

    keys: tuple[str, ...]
    before: int
    agents: int = 0
    agents_before: int = 0

    @property
    def why_held(self) -> str:
        """Why a person must say that it is right; empty if it is no more than usual."""
        if len(self.keys) * 100 > self.before * MOST_MISSING_PERCENT:
            return (
                f"It lacks {len(self.keys)} of the {self.before} records of the import before, more "
                f"than {MOST_MISSING_PERCENT}%."
            )
        if self.agents * 100 > self.agents_before * MOST_AGENTS_MISSING_PERCENT:
            return (
                f"It has nothing of {self.agents} of the {self.agents_before} agents of the import "
                f"before, more than {MOST_AGENTS_MISSING_PERCENT}%."
            )
        return ""


def missing(
    session: Session,
    feed_id: str,
    profile: str,
    kinds: Collection[str],
    seen: Mapping[str, str] | Collection[str],
) -> Missing:
    """Compare the keys of a snapshot with those that its profile delivered before.

    Args:
        session: a transaction of the database.
        feed_id: the feed.
        profile: the profile's name.
        kinds: of which records the snapshot has all.
        seen: the keys in the snapshot.
    """
    keys: list[str] = []
    before = 0
    agents_before: set[str] = set()
    agents_now: set[str] = set()
    rows = session.execute(
        select(FeedRecord.key, FeedRecord.owner)
        .where(
            FeedRecord.feed_id == feed_id,
            FeedRecord.profile == profile,
            FeedRecord.kind.in_(list(kinds)),
            FeedRecord.gone.is_(False),
        )
        .order_by(FeedRecord.key)
        .execution_options(yield_per=5_000)
    )
    for key, owner in rows:
        before += 1
        agent = owner or (key if key.startswith(f"{Shelved.AGENT}:") else "")
        agents_before.add(agent)
        if key in seen:
            agents_now.add(agent)
        else:
            keys.append(key)
    lost = agents_before - agents_now - {""}
    return Missing(tuple(keys), before, len(lost), len(agents_before - {""}))


def why_too_many(session: Session, feed_id: str, deleted: Collection[str]) -> str:
    """Why a person must say that a file of changes deletes rightly; empty if it is no more than usual.

    A column that is mapped to "deleted" by mistake, or turned around, would void all there is.

    Args:
        session: a transaction of the database.
        feed_id: the feed.
        deleted: the keys that the file says were deleted.
    """
    kinds = {key.partition(":")[0] for key in deleted}
    there = (FeedRecord.feed_id == feed_id, FeedRecord.gone.is_(False))
    keys, lost = sorted(deleted), 0
    for start in range(0, len(keys), _AT_ONCE):
        own = FeedRecord.key.in_(keys[start : start + _AT_ONCE])
        lost += session.scalar(select(func.count()).where(*there, own)) or 0
    if lost <= MOST_DELETED_UNASKED:
        return ""
    all_ = session.scalar(select(func.count()).where(*there, FeedRecord.kind.in_(kinds))) or 0
    if lost * 100 <= all_ * MOST_MISSING_PERCENT:
        return ""
    return f"It deletes {lost} of {all_} records, more than {MOST_MISSING_PERCENT}%."
