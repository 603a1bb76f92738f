"""Counting the reads that Intuit meters: per company, app, and month; counts only."""

from __future__ import annotations

import datetime as dt
import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from include.clock import utc_now
from include.database.engine import Database
from include.database.tables.quickbooks import MeteredReads
from include.database.upserts import upsert

logger = logging.getLogger(__name__)


def month_of(moment: dt.datetime) -> str:
    """The month that a read counts in: "2026-11", in UTC."""
    return f"{moment.astimezone(dt.UTC):%Y-%m}"


class DatabaseMeter:
    """Satisfies `include.quickbooks.online.wire.metering.Meter`.

    Counts in memory until `save`: a read must not wait for the database, nor fail with it.

    Args:
        database: where counts are kept.
        company_id: whose reads they are.
        client_id: of the app at Intuit, which has the allowance.
    """

    def __init__(self, database: Database, company_id: str, client_id: str) -> None:
        self._database = database
        self._company_id = company_id
        self._client_id = client_id
        self._reads = 0
        self._lock = threading.Lock()

    def count(self) -> None:
        """One more."""
        with self._lock:
            self._reads += 1

    def save(self) -> None:
        """Add what was counted since the last time to the month's count."""
        with self._lock:
            reads, self._reads = self._reads, 0
        if not reads:
            return
        try:
            self._add(reads)
        except SQLAlchemyError as error:
            # Rather a count too low than a run that fails for it.
            logger.warning("%d metered reads weren't counted: %s", reads, type(error).__name__)

    def _add(self, reads: int) -> None:
        with self._database.writing() as session:
            counted = {
                "company_id": self._company_id,
                "client_id": self._client_id,
                "month": month_of(utc_now()),
                "reads": reads,
            }
            upsert(session, MeteredReads, [counted], added=("reads",))
