"""Keeping within QuickBooks Online's limits, one limiter for each process and company.

500 requests a minute, 10 a second, 10 in flight, and 40 batches a minute for one app; a batch counts
as a request too. https://developer.intuit.com/app/developer/qbo/docs/learn/rest-api-features#limits-and-throttles
"""

from __future__ import annotations

import threading
from bisect import bisect_right, insort
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from include.clock import Clock, SystemClock

PAUSE_SECONDS = 60.0
"""How long calls pause after a 429 without a Retry-After."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What QuickBooks allows. `minute` and `second` are seconds; shorter against a fast sandbox.

    Calls that leave a second apart may arrive closer together, by as much as one was delayed on its
    way. When a call arrived, only its answer bounds: so the minute counts a call until a minute after
    its answer. But a batch may take ten seconds to be answered, nearly all of them after it arrived:
    it counts as there `on_the_way` seconds after it left, answered or not. One that is on its way for
    longer may bring a 429, which costs a pause and nothing else.

    The second can't wait for answers without losing speed; it is longer by `jitter` seconds instead.
    0.15 s still lets 8.7 calls leave each second, more than the 8.3 that the minute allows.
    """

    requests_per_minute: int = 500
    requests_per_second: int = 10
    batches_per_minute: int = 40
    in_flight: int = 10
    minute: float = 60.0
    second: float = 1.0
    jitter: float = 0.15
    on_the_way: float = 2.0


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

    def answered(self, left: float, now: float) -> None:
        """Nothing: when a call was answered doesn't matter here."""


class _Arrivals:
    """At most `most` calls arrive in any `seconds`, each at most `on_the_way` seconds after it left."""

    def __init__(self, most: int, seconds: float, on_the_way: float) -> None:
        self._most = most
        self._seconds = seconds
        self._on_the_way = on_the_way
        self._latest: list[float] = []
        """The moment by which each call has arrived, in order."""

    def wait(self, now: float) -> float:
        """Seconds until there is room for one more."""
        del self._latest[: bisect_right(self._latest, now - self._seconds)]
        if len(self._latest) < self._most:
            return 0.0
        return self._latest[0] + self._seconds - now

    def leave(self, now: float) -> None:
        self._latest.append(now + self._on_the_way)

    def answered(self, left: float, now: float) -> None:
        """A call that left at a moment has arrived by now."""
        if now < left + self._on_the_way:
            self._latest.remove(left + self._on_the_way)
            insort(self._latest, now)


class Limiter:
    """Makes calls wait their turn. Safe to use from many threads."""

    def __init__(self, limits: Limits | None = None, clock: Clock | None = None) -> None:
        self.limits = limits or Limits()
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._flight = threading.BoundedSemaphore(self.limits.in_flight)
        self._requests = (
            _Departures(self.limits.requests_per_second, self.limits.second + self.limits.jitter),
            self._a_minute(self.limits.requests_per_minute),
        )
        self._batches = (*self._requests, self._a_minute(self.limits.batches_per_minute))
        self._not_before = self._clock.monotonic()
        self.pauses = 0
        """How often calls were paused."""

    @contextmanager
    def turn(self, *, batch: bool = False) -> Iterator[None]:
        """Wait until one more call may leave, and count it as in flight until the block ends."""
        windows = self._batches if batch else self._requests
        with self._flight:
            left = self._leave(windows)
            try:
                yield
            finally:
                with self._lock:
                    now = self._clock.monotonic()
                    for window in windows:
                        window.answered(left, now)

    def pause(self, seconds: float | None = None) -> None:
        """Let no call leave for so many seconds; by default for `PAUSE_SECONDS`."""
        wait = PAUSE_SECONDS * self.limits.minute / 60 if seconds is None else seconds
        with self._lock:
            self.pauses += 1
            self._not_before = max(self._not_before, self._clock.monotonic() + wait)

    def _a_minute(self, most: int) -> _Arrivals:
        return _Arrivals(most, self.limits.minute, self.limits.on_the_way)

    def _leave(self, windows: Sequence[_Departures | _Arrivals]) -> float:
        """Wait until a call may leave. Returns the moment at which it leaves."""
        while True:
            with self._lock:
                now = self._clock.monotonic()
                wait = max(self._not_before - now, *(window.wait(now) for window in windows))
                if wait <= 0:
                    for window in windows:
                        window.leave(now)
                    return now
            self._clock.sleep(wait)


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
