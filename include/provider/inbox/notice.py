"""When Airflow is told of what is waiting: once for each thing, and again only if nothing is done about it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

AGAIN_SECONDS = 60.0
"""After so long without any progress it is told again, then after twice as long, and so on."""
MOST_SECONDS = 3600.0
REFUSED_SECONDS = 600.0
"""Mails that are refused start no more than one run in so long: anyone can send one."""


class Notice:
    """What Airflow was told of; in one process, so it is told again after a restart.

    A run that an event starts does all there is to do, so one event for many things is enough.
    """

    def __init__(self) -> None:
        self._told: AbstractSet[str] = frozenset()
        self._refused_told: AbstractSet[str] = frozenset()
        self._again_at = 0.0
        self._wait = AGAIN_SECONDS
        self._refused_from = 0.0

    def is_due(self, waiting: AbstractSet[str], refused: AbstractSet[str], now: float) -> bool:
        """Whether Airflow is to be told now; then it counts as told.

        Args:
            waiting: the keys of what is to be done.
            refused: the keys of mails that are only to be noted.
            now: seconds of a clock that only goes on.
        """
        progress = not self._told <= waiting
        news = not waiting <= self._told
        self._told = frozenset(waiting)
        if progress or news or not waiting:
            self._wait, self._again_at = AGAIN_SECONDS, now + AGAIN_SECONDS
        noted = not refused <= self._refused_told and now >= self._refused_from
        if noted:
            self._refused_told, self._refused_from = frozenset(refused), now + REFUSED_SECONDS
        if news or noted:
            return True
        if waiting and now >= self._again_at:
            self._wait = min(self._wait * 2, MOST_SECONDS)
            self._again_at = now + self._wait
            return True
        return False
