"""Keeping within QuickBooks Online's limits, one limiter for each process and company.

500 requests a minute, 10 a second, 10 in flight, and 40 batches a minute for one app; a batch counts
as a request too. https://developer.intuit.com/app/developer/qbo/docs/learn/rest-api-features#limits-and-throttles
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from include.clock import Clock, SystemClock

PAUSE_SECONDS = 60.0
"""How long calls pause after a 429 without a Retry-After."""

_A_LITTLE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Limits:
    """What QuickBooks allows. `minute` and `second` are seconds; shorter against a fast sandbox.

    Calls that leave a second apart may arrive closer together, by as much as one was delayed on its
    way. When a call arrived, only its answer bounds: so the minute counts a call until a minute after
    its answer, which costs next to nothing. The second can't wait for answers without losing speed;
    it is longer by `jitter` seconds instead. 0.15 s still lets 8.7 calls leave each second, more than
    the 8.3 that the minute allows.
    """

    requests_per_minute: int = 500
    requests_per_second: int = 10
    batches_per_minute: int = 40
    in_flight: int = 10
    minute: float = 60.0
    second: float = 1.0
    jitter: float = 0.15


class _Departures:
    """At most `most` calls leave in any `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._moments: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until there is room for one more."""
        while self._moments and self._moments[0] <= now - self._seconds:
            self._moments.popleft()
        if len(self._moments) < self._most:
            return 0.0
        return self._moments[0] + self._seconds - now

    def leave(self, now: float) -> None:
        self._moments.append(now)

    def answered(self, now: float) -> None:
        """Nothing: when a call was answered doesn't matter here."""


class _Arrivals:
    """At most `most` calls arrive in any `seconds`, however long each is on its way."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._on_their_way = 0
        self._moments: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until there may be room for one more; a little, when only an answer can make room."""
        while self._moments and self._moments[0] <= now - self._seconds:
            self._moments.popleft()
        if len(self._moments) + self._on_their_way < self._most:
            return 0.0
        return self._moments[0] + self._seconds - now if self._moments else _A_LITTLE_SECONDS

    def leave(self, _now: float) -> None:
        self._on_their_way += 1

    def answered(self, now: float) -> None:
        self._on_their_way -= 1
        self._moments.append(now)


class Limiter:
    """Makes calls wait their turn. Safe to use from many threads."""

    def __init__(self, limits: Limits | None = None, clock: Clock | None = None) -> None:
        self.limits = limits or Limits()
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._flight = threading.BoundedSemaphore(self.limits.in_flight)
        self._requests = (
            _Departures(self.limits.requests_per_second, self.limits.second + self.limits.jitter),
            _Arrivals(self.limits.requests_per_minute, self.limits.minute),
        )
        self._batches = (
            *self._requests,
            _Arrivals(self.limits.batches_per_minute, self.limits.minute),
        )
        self._not_before = self._clock.monotonic()
        self.pauses = 0
        """How often calls were paused."""

    @contextmanager
    def turn(self, *, batch: bool = False) -> Iterator[None]:
        """Wait until one more call may leave, and count it as in flight until the block ends."""
        windows = self._batches if batch else self._requests
        with self._flight:
            while (wait := self._try(windows)) > 0:
                self._clock.sleep(wait)
            try:
                yield
            finally:
                with self._lock:
                    now = self._clock.monotonic()
                    for window in windows:
                        window.answered(now)

    def pause(self, seconds: float | None = None) -> None:
        """Let no call leave for so many seconds; by default for `PAUSE_SECONDS`."""
        wait = PAUSE_SECONDS * self.limits.minute / 60 if seconds is None else seconds
        with self._lock:
            self.pauses += 1
            self._not_before = max(self._not_before, self._clock.monotonic() + wait)

    def _try(self, windows: Iterable[_Departures | _Arrivals]) -> float:
        with self._lock:
            now = self._clock.monotonic()
            wait = max(self._not_before - now, *(window.wait(now) for window in windows))
            if wait > 0:
                return wait
            for window in windows:
                window.leave(now)
            return 0.0


_shared: dict[str, Limiter] = {}
_shared_lock = threading.Lock()


def shared_limiter(company: str) -> Limiter:
    """The process's one limiter of a company, named by its address and ID."""
    with _shared_lock:
        return _shared.setdefault(company, Limiter())


def throttles() -> int:
    """How often QuickBooks told this process to pause, whatever the company."""
    with _shared_lock:
        return sum(limiter.pauses for limiter in _shared.values())
