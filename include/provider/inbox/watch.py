"""The looks of the trigger: at the database, and at each folder and mailbox in a thread of its own.

A door that doesn't respond keeps no other one waiting. What can't be looked at is looked at less and less
often, and noted as the source's trouble; the log has a line when that begins, changes, or ends.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import cached_property

from include.clock import utc_now
from include.database.engine import Database
from include.database.feeds import trouble
from include.database.feeds.waiting import WatchedFeed, waiting_arrivals, watched_feeds
from include.provider.inbox.door_watches import DoorWatch, Found, watch_of
from include.provider.inbox.notice import Notice
from include.settings import database_url
from include.understood import Understood

logger = logging.getLogger(__name__)

_AT_ONCE = 8
_MOST_SECONDS = 300.0
_PATIENCE_SECONDS = 1.0
"""How long a look waits for doors; those that take longer are asked about by the next."""


@dataclass
class _Door:
    """A source's door, as it is watched.

    Attributes:
        settings: those that it is watched by; where they change, another watch begins.
        under_way: the look that isn't done.
        found: of the newest look that could be made.
        not_before: when it is looked at again, by the monotonic clock.
        failures: looks in a row that couldn't be made.
    """

    settings: Mapping[str, object]
    watch: DoorWatch
    under_way: Future[Found] | None = None
    found: Found = field(default_factory=Found)
    not_before: float = 0.0
    failures: int = 0


class Watch:
    """Everything that is looked at; of one process, which calls it from one thread at a time."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="inbox")
        self._doors: dict[str, _Door] = {}
        self._notice = Notice()
        self._database_failures = 0
        self._not_before = 0.0

    @cached_property
    def _database(self) -> Database:
        return Database(database_url())

    def look(self) -> dict[str, int]:
        """Look once.

        Returns:
            What Airflow is to be told: {"arrivals": n, "files": n, "mails": n, "queries": n}; empty if nothing is.
        """
        now = time.monotonic()
        if now < self._not_before:
            return {}
        try:
            arrivals, feeds = self._ask_database()
        except Exception as error:  # noqa: BLE001  (of any kind: the next look asks again)
            self._no_database(error, now)
            return {}
        self._database_failures = 0
        self._follow(feeds)
        self._look_at_doors(feeds, now)
        found = [door.found for door in self._doors.values()]
        doors = frozenset[str]().union(*(one.waiting for one in found))
        refused = frozenset[str]().union(*(one.refused for one in found))
        waiting = doors | {f"arrival:{number}" for number in arrivals}
        if not self._notice.is_due(waiting, refused, now):
            return {}
        return {
            "arrivals": len(arrivals),
            "files": sum(key.startswith("file:") for key in doors),
            "mails": sum(key.startswith("mail:") for key in doors | refused),
            "queries": sum(key.startswith("sql:") for key in doors),
        }

    def close(self) -> None:
        """End what is held open; looks that aren't done end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for door in self._doors.values():
            if door.under_way is None:
                door.watch.close()
        if "_database" in self.__dict__:
            self._database.close()

    def _ask_database(self) -> tuple[list[int], list[WatchedFeed]]:
        with self._database.reading() as session:
            return waiting_arrivals(session, utc_now()), watched_feeds(session)

    def _no_database(self, error: Exception, now: float) -> None:
        if not self._database_failures:
            logger.warning("The CoreBooks database can't be asked: %s", type(error).__name__)
        self._database_failures += 1
        self._not_before = now + _pause(self._database_failures, 60.0)

    def _follow(self, feeds: list[WatchedFeed]) -> None:
        """Begin and end watches as sources and their settings change."""
        named = {feed.id: feed for feed in feeds}
        for feed_id, door in list(self._doors.items()):
            feed = named.get(feed_id)
            if (feed is None or feed.settings != door.settings) and door.under_way is None:
                door.watch.close()
                del self._doors[feed_id]
        for feed in feeds:
            if feed.id not in self._doors:
                self._doors[feed.id] = _Door(feed.settings, watch_of(feed))

    def _look_at_doors(self, feeds: list[WatchedFeed], now: float) -> None:
        """Begin the looks that are due, and take those that are done, this time or since."""
        for feed in feeds:
            door = self._doors[feed.id]
            if door.under_way is None and now >= door.not_before:
                door.not_before = now + door.watch.seconds
                door.under_way = self._pool.submit(door.watch.look, self._database, feed)
        wait([one.under_way for one in self._doors.values() if one.under_way], _PATIENCE_SECONDS)
        for feed in feeds:
            door = self._doors[feed.id]
            look = door.under_way
            if look is not None and look.done():
                door.under_way = None
                self._take(feed, door, look, now)

    def _take(self, feed: WatchedFeed, door: _Door, look: Future[Found], now: float) -> None:
        """Take what a look found, or why it found nothing."""
        error = look.exception()
        if error is None:
            door.found, door.failures = look.result(), 0
            self._note(feed, door.found.trouble)
            return
        door.failures += 1
        door.not_before = now + _pause(door.failures, _MOST_SECONDS)
        if isinstance(error, Understood):
            self._note(feed, str(error))
        elif door.failures == 1:
            logger.error("The source %s can't be looked at.", feed.name, exc_info=error)

    def _note(self, feed: WatchedFeed, sentence: str) -> None:
        if sentence == feed.trouble:
            return
        try:
            news = trouble.note(self._database, feed.id, sentence)
        except Exception as error:  # noqa: BLE001  (as above)
            logger.warning("Trouble can't be noted: %s", type(error).__name__)
            return
        if news:
            logger.info("The source %s: %s", feed.name, sentence or "it can be read again.")


def _pause(failures: int, most: float) -> float:
    return min(2.0 ** min(failures, 20), most)
