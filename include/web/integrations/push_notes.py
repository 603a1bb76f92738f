"""What came to the addresses of sources and wasn't stored: in the log, at most once a minute.

Anybody can call them as often as they like, so what is noted is counts.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter

from include.web.frame.once_a_minute import MINUTE, OnceAMinute

logger = logging.getLogger(__name__)


class PushNotes:
    """The rejected calls of one application, until they are noted.

    Args:
        seconds: from one note to the next.
    """

    def __init__(self, seconds: float = MINUTE) -> None:
        self._lock = threading.Lock()
        self._reasons: Counter[str] = Counter()
        self._caller = ""
        self._rejected = OnceAMinute(self._tell, seconds)

    def rejected(self, caller: str, why: str) -> None:
        """Have a rejected call noted.

        Args:
            caller: its address.
            why: one of a few sentences.
        """
        with self._lock:
            self._caller = caller
            self._reasons[why] += 1
        self._rejected.ask()

    def settle(self) -> None:
        """Have all noted now, and wait for it."""
        self._rejected.settle()

    def _tell(self) -> None:
        with self._lock:
            caller, reasons, self._reasons = self._caller, self._reasons, Counter()
        logger.warning(
            "Calls to sources rejected: %d, the newest from %s (%s).",
            reasons.total(),
            caller,
            "; ".join(f"{count}: {why}" for why, count in reasons.most_common()),
        )
