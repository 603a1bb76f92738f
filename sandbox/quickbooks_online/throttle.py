"""QuickBooks' published limits: per company, per app, per second, in flight, batches."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sandbox.quickbooks_online.settings import Settings

_MINUTE = 60.0
_PER_REALM = ("requests", 500, _MINUTE)
_PER_APP = ("burst", 10, 1.0)
_BATCHES_PER_APP = ("batches of the app", 40, _MINUTE)
_BATCHES_PER_REALM = ("batches", 120, _MINUTE)
MOST_IN_FLIGHT = 10
_EQUAL = 1e-9
"""Seconds that are no difference: sums of floats."""


@dataclass(slots=True)
class Throttle:
    """Counts requests in sliding windows; refused ones do not count."""

    windows: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))
    in_flight: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def refuses(
        self, settings: Settings, realm: str, client: str, *, batch: bool, now: float
    ) -> float | None:
        """Seconds to wait when the request is one too many; None when it may go on."""
        if settings.limits == "none":
            return None
        app = f"{realm}/{client}"
        rules = [(_PER_REALM, realm), (_PER_APP, app)]
        if batch:
            rules += [(_BATCHES_PER_APP, app), (_BATCHES_PER_REALM, realm)]
        if self.in_flight[realm, client] >= MOST_IN_FLIGHT:
            return 1.0
        for (name, most, seconds), key in rules:
            length = seconds / settings.time_scale - settings.limit_jitter_seconds
            window = self.windows[name, key]
            while window and window[0] + length <= now + _EQUAL:
                window.popleft()
            if len(window) >= most:
                return window[0] + length - now
        for (name, _, _), key in rules:
            self.windows[name, key].append(now)
        return None

    @contextmanager
    def flying(self, realm: str, client: str) -> Iterator[None]:
        """Count a request as in flight while the block runs."""
        self.in_flight[realm, client] += 1
        try:
            yield
        finally:
            self.in_flight[realm, client] -= 1

    def reset(self) -> None:
        """Forget all requests that are over."""
        self.windows.clear()
