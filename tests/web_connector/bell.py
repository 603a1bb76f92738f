"""Who waits for the other end in the same process is called, and need not look again and again."""

from __future__ import annotations

import threading

from include.clock import SystemClock


class Bell:
    """Rings for whoever waits."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rung = 0

    def ring(self) -> None:
        """Something has happened."""
        with self._changed:
            self._rung += 1
            self._changed.notify_all()

    def heard(self) -> int:
        """How often it has rung."""
        return self._rung

    def wait(self, heard: int, seconds: float) -> int:
        """Until it has rung once more than was heard, or some seconds have passed.

        Returns:
            How often it has rung.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._rung > heard, seconds)
            return self._rung


class BellClock(SystemClock):
    """A clock whose sleeper is woken by a bell."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._heard = bell.heard()

    def sleep(self, seconds: float) -> None:
        """Let time pass, at most until the bell rings."""
        self._heard = self._bell.wait(self._heard, seconds)
