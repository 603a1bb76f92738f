"""Work that is done at most once a minute, however often anyone causes it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

MINUTE = 60.0


class OnceAMinute:
    """Does its work in a thread of its own: at once, then once for all that comes within a minute.

    Args:
        work: what is done; an error of it is logged.
        seconds: from one time to the next.
    """

    def __init__(self, work: Callable[[], None], seconds: float = MINUTE) -> None:
        self._work = work
        self._seconds = seconds
        self._lock = threading.Lock()
        self._not_before = 0.0
        self._waits = False
        self._newest: threading.Timer | None = None

    def ask(self) -> None:
        """Have the work done; returns at once."""
        with self._lock:
            if self._waits:
                return
            self._waits = True
            wait = max(0.0, self._not_before - time.monotonic())
            # A server that ends waits for nobody's minute.
            self._newest = threading.Timer(wait, self._do)
            self._newest.daemon = True
            self._newest.start()

    def settle(self) -> None:
        """Have what was asked for done now, and wait for it."""
        newest = self._newest
        if newest is None:
            return
        newest.cancel()
        newest.join()
        if self._waits:
            self._do()

    def _do(self) -> None:
        with self._lock:
            self._waits = False
            self._not_before = time.monotonic() + self._seconds
        try:
            self._work()
        except Exception:
            logger.exception("Work of once a minute failed")
