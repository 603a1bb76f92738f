"""What changed since a moment, deletions included, however much it is.

Change data capture reaches back 30 days. It returns the existing entities first, the deleted ones
after them, and 1000 in all: a full answer may have cut deletions off. No query has deleted entities.
So when an answer is full, existing entities are queried, later moments are asked for until an answer
isn't full, and entries that the caller knows of are looked up by ID: what is gone was deleted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from include.quickbooks.online.wire.whole_answers import DELETED, Body

# A little less than 30 days, as clocks differ.
REACH = dt.timedelta(days=30) - dt.timedelta(minutes=10)
_SECOND = dt.timedelta(seconds=1)

KnownIds = Callable[[], Sequence[str]]
"""The IDs of entities whose deletion must not be missed; called only where it is needed."""


class Questions(Protocol):
    """How QuickBooks is asked."""

    def captured(self, entity: str, since: dt.datetime) -> tuple[list[Body], bool]:
        """Change data capture of one kind, and whether it is full, so that it may be cut."""
        ...

    def changed_rows(self, entity: str, since: dt.datetime) -> Iterator[Body]:
        """Existing entities that changed since."""
        ...

    def existing(self, entity: str, ids: Sequence[str]) -> Iterator[Body]:
        """Those of some entities that exist."""
        ...


@dataclass(slots=True)
class _Seen:
    """What was yielded: IDs with their versions, and the IDs of those that exist."""

    versions: set[tuple[str, str]]
    ids: set[str]

    def fresh(self, bodies: Iterable[Body]) -> Iterator[Body]:
        """Those that weren't seen before, in this version."""
        for body in bodies:
            version = DELETED if is_deleted(body) else str(body.get("SyncToken"))
            key = (str(body["Id"]), version)
            if key not in self.versions:
                self.versions.add(key)
                self.ids.add(key[0])
                yield body


class Changes:
    """Reads changes of one kind.

    Args:
        questions: how QuickBooks is asked.
        most: entities of a full answer.
    """

    def __init__(self, questions: Questions, most: int) -> None:
        self._questions = questions
        self._most = most

    def since(
        self, entity: str, since: dt.datetime, now: dt.datetime, known: KnownIds | None
    ) -> Iterator[Body]:
        """Every entity created, changed or deleted since a moment; one perhaps in two versions.

        Args:
            entity: the kind.
            since: the moment (aware).
            now: the moment now.
            known: entities whose deletion must be found in any case. Without it, deletions that
                QuickBooks no longer lists aren't found: those of more than 30 days ago, and those
                after which more than 1000 entities changed.
        """
        seen = _Seen(set(), set())
        start = max(since, now - REACH)
        if since < start:
            yield from seen.fresh(self._questions.changed_rows(entity, since))
        captured, full = self._questions.captured(entity, start)
        yield from seen.fresh(captured)
        if full:
            existing = list(self._questions.changed_rows(entity, start))
            yield from seen.fresh(existing)
            yield from seen.fresh(self._later(entity, start, captured, existing))
        if known is not None and (full or since < start):
            yield from self._gone(entity, known(), seen)

    def _later(
        self, entity: str, start: dt.datetime, captured: list[Body], existing: list[Body]
    ) -> Iterator[Body]:
        """What later moments show, until an answer isn't full, with deletions only therefore."""
        times = sorted((_updated(body, start) for body in existing), reverse=True)
        keep = self._most - 1
        full = True
        while full:
            told = [_updated(body, start) for body in captured if is_deleted(body)]
            following = max(told, default=start)
            if following <= start:
                following = _from_newest(times, keep)
                keep //= 2
            if following <= start:
                if keep == 0:
                    return
                continue
            start = following
            captured, full = self._questions.captured(entity, start)
            yield from captured

    def _gone(self, entity: str, known: Sequence[str], seen: _Seen) -> Iterator[Body]:
        """Known entities that no longer exist."""
        unseen = [id_ for id_ in dict.fromkeys(known) if id_ not in seen.ids]
        existing = {str(body["Id"]) for body in self._questions.existing(entity, unseen)}
        for id_ in unseen:
            if id_ not in existing:
                yield {"Id": id_, "status": DELETED}


def is_deleted(body: Body) -> bool:
    """Whether QuickBooks says that the entity was deleted."""
    return body.get("status") == DELETED


def _from_newest(times: Sequence[dt.datetime], keep: int) -> dt.datetime:
    """A moment since which at most so many existing entities changed; `times` are newest first."""
    if len(times) <= keep:
        return times[-1] if times else dt.datetime.min.replace(tzinfo=dt.UTC)
    return times[keep] + _SECOND


def _updated(body: Body, otherwise: dt.datetime) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(str((body.get("MetaData") or {})["LastUpdatedTime"]))
    except (KeyError, ValueError):
        return otherwise
    return moment.astimezone(dt.UTC) if moment.tzinfo else otherwise
