"""The time, and waiting for it; tests bring their own clock."""

from __future__ import annotations

import datetime as dt
import time
from typing import Protocol


def utc_now() -> dt.datetime:
    """The present moment, aware."""
    return dt.datetime.now(dt.UTC)


class Clock(Protocol):
    """What needs the time takes one of these."""

    def now(self) -> dt.datetime:
        """The moment it is, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """The moment it is, UTC."""
        return utc_now()

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)
