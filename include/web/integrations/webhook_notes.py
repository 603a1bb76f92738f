"""Notes of what comes to the address that Intuit calls: in the log and the database, at most once a minute each.

Anybody can call it as often as they like, so what is noted is counts. What is accepted and what is rejected
is noted apart: strangers don't delay what is known of Intuit.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections import Counter
from collections.abc import Collection

from include.clock import utc_now
from include.database.engine import Database
from include.database.from_quickbooks.webhooks_seen import note_received, note_rejected
from include.database.unavailable import DatabaseUnavailable
from include.web.frame.once_a_minute import MINUTE, OnceAMinute

logger = logging.getLogger(__name__)


class WebhookRejected(Exception):
    """It isn't known to be Intuit's; the sentence says why, and is for the log alone."""


class WrongSignature(WebhookRejected):
    """It has a signature, but not by a token that is set: Intuit's own, if that token is wrong."""

    def __init__(self) -> None:
        super().__init__(
            "its signature isn't by a verifier token of [corebooks] webhook_token, or its body was altered"
        )


class WebhookNotes:
    """What the calls of one application were, until it is noted.

    Args:
        seconds: from one note to the next.
    """

    def __init__(self, seconds: float = MINUTE) -> None:
        self._lock = threading.Lock()
        self._database: Database | None = None
        self._realm_ids: set[str] = set()
        self._received_at: dt.datetime | None = None
        self._reasons: Counter[str] = Counter()
        self._wrong = 0
        self._caller = ""
        self._received = OnceAMinute(self._store_received, seconds)
        self._rejected = OnceAMinute(self._tell_rejected, seconds)

    def received(self, database: Database, realm_ids: Collection[str]) -> None:
        """Have a signed webhook noted.

        Args:
            database: where.
            realm_ids: QuickBooks' IDs of the companies that it names.
        """
        with self._lock:
            self._database = database
            self._realm_ids.update(realm_ids)
            self._received_at = utc_now()
        self._received.ask()

    def rejected(self, database: Database, caller: str, why: WebhookRejected) -> None:
        """Have a rejected call noted.

        Args:
            database: where.
            caller: its address.
            why: one of a few sentences.
        """
        with self._lock:
            self._database, self._caller = database, caller
            self._reasons[str(why)] += 1
            self._wrong += isinstance(why, WrongSignature)
        self._rejected.ask()

    def settle(self) -> None:
        """Have all noted now, and wait for it."""
        self._received.settle()
        self._rejected.settle()

    def _store_received(self) -> None:
        with self._lock:
            database, at = self._database, self._received_at
            realm_ids, self._realm_ids = self._realm_ids, set()
        if database is not None and at is not None:
            try:
                note_received(database, realm_ids, at)
            except DatabaseUnavailable as error:
                logger.warning("When webhooks came wasn't stored. %s", error)

    def _tell_rejected(self) -> None:
        with self._lock:
            database, caller, wrong = self._database, self._caller, self._wrong
            reasons, self._reasons, self._wrong = self._reasons, Counter(), 0
        logger.warning(
            "Webhooks rejected: %d, the newest from %s (%s).",
            reasons.total(),
            caller,
            "; ".join(f"{count}: {why}" for why, count in reasons.most_common()),
        )
        if database is not None and wrong:
            try:
                note_rejected(database, wrong, utc_now())
            except DatabaseUnavailable as error:
                logger.warning("Rejected webhooks weren't counted. %s", error)
