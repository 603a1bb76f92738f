"""One run posts to a company at a time: waiting for the lease, and renewing it while posting."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from include.clock import utc_now
from include.database import lease as leases
from include.database.engine import Database
from include.database.lease import LeaseLost, LeaseTaken, WriterLease

logger = logging.getLogger(__name__)

_RETRY_SECONDS = 0.5
_LOG_SECONDS = 15


@contextmanager
def company_lock(
    database: Database, company_id: str, holder: str, patience: dt.timedelta
) -> Iterator[WriterLease]:
    """Hold the company's lease while the block runs; wait for it first if it is taken.

    Args:
        database: where leases are stored.
        company_id: the company to post to.
        holder: the run that posts, as other runs name it while they wait.
        patience: how long to wait.

    Raises:
        LeaseTaken: another run still posts when patience is over.
    """
    lease = _wait_for(database, company_id, holder, utc_now() + patience)
    done = threading.Event()
    renewing = threading.Thread(target=_renew, args=(database, lease, done), daemon=True)
    renewing.start()
    try:
        yield lease
    finally:
        done.set()
        renewing.join()
        lease.release(database)


def _wait_for(database: Database, company_id: str, holder: str, until: dt.datetime) -> WriterLease:
    logged_at = 0.0
    while True:
        try:
            return WriterLease.take(database, company_id, holder)
        except LeaseTaken as taken:
            if utc_now() >= until:
                raise
            if time.monotonic() - logged_at >= _LOG_SECONDS:
                logged_at = time.monotonic()
                logger.info("waiting: %s; only one run posts to a company at a time", taken)
        time.sleep(_RETRY_SECONDS)


def _renew(database: Database, lease: WriterLease, done: threading.Event) -> None:
    while not done.wait(leases.LENGTH.total_seconds() / 3):
        try:
            lease.renew(database)
        except LeaseLost as lost:
            # The next write to the database checks the lease's fence and stops the run.
            logger.warning("%s", lost)
            return
