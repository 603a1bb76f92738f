"""How fast CORE may be called: spacing between calls, and the limits it states in its answers.

Published limits: 100 calls in 10 s and 2,000 an hour, about 100 failed ones an hour. Answers carry
them as `X-Brokermint-...` headers; a 429 says nothing about how long to wait.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping

from include.clock import Clock
from include.core_backoffice.records.errors import CoreUnavailable

logger = logging.getLogger(__name__)

BURST_WINDOW_SECONDS = 10.0
_BURST_RESERVE = 5
_SOON_SECONDS = 90.0
_HOUR_MS = 3_600_000


class Pace:
    """Waits before the next call as long as CORE's limits require."""

    def __init__(self, clock: Clock, spacing_seconds: float) -> None:
        self._clock = clock
        self._spacing = spacing_seconds
        self._not_before = clock.monotonic()
        self._stop_until: dt.datetime | None = None
        self._burst_used_up = False
        self._doubtful_until = self._not_before

    @property
    def is_at_limit(self) -> bool:
        """Whether the last answer came at the call limit, where lists can be empty."""
        return self._burst_used_up or self._clock.monotonic() < self._doubtful_until

    def wait_turn(self) -> None:
        """Wait until the next call may be made.

        Raises:
            CoreUnavailable: the hour's calls are used up and the hour is far from over.
        """
        if self._stop_until is not None:
            self._wait_for_hour(self._stop_until)
        wait = self._not_before - self._clock.monotonic()
        if wait > 0:
            self._clock.sleep(wait)
        self._not_before = self._clock.monotonic() + self._spacing

    def note(self, headers: Mapping[str, str]) -> None:
        """Follow the limits in an answer's headers."""
        burst = _number(headers, "X-Brokermint-Burst-Remaining")
        self._burst_used_up = burst is not None and burst <= 0
        if burst is not None and burst <= _BURST_RESERVE:
            # CORE doesn't return what is left of the window; after all of it the burst is full again.
            wait = BURST_WINDOW_SECONDS if burst <= 0 else BURST_WINDOW_SECONDS / _BURST_RESERVE
            self.hold(wait)
        spent = [
            name
            for name in ("Hour", "Errors")
            if (left := _number(headers, f"X-Brokermint-{name}-Remaining")) is not None
            and left <= 0
        ]
        if spent:
            self._stop_until = self._reset(_number(headers, "X-Brokermint-Hour-Reset"))

    def hold(self, seconds: float) -> None:
        """Make no call for so long."""
        self._not_before = max(self._not_before, self._clock.monotonic() + seconds)

    def limited(self, wait_seconds: float) -> None:
        """CORE rejected a call because of its limit; make none for so long."""
        self._doubtful_until = self._clock.monotonic() + wait_seconds + BURST_WINDOW_SECONDS

    def _reset(self, stated: int | None) -> dt.datetime:
        """When the hour is over, as stated in milliseconds, if that can be."""
        now = self._clock.now()
        left = (stated or 0) - int(now.timestamp() * 1000)
        if not 0 <= left <= _HOUR_MS:
            left = _HOUR_MS
        return now + dt.timedelta(milliseconds=left)

    def _wait_for_hour(self, until: dt.datetime) -> None:
        left = (until - self._clock.now()).total_seconds()
        if left > _SOON_SECONDS:
            raise CoreUnavailable(
                f"CORE's hourly call limit is used up until {until:%H:%M} UTC. Records read so far "
                "are saved. Run again after that time.",
                retry_at=until,
            )
        if left > 0:
            self._clock.sleep(left)
        self._stop_until = None


def _number(headers: Mapping[str, str], name: str) -> int | None:
    try:
        return int(headers[name])
    except (KeyError, ValueError):
        return None
