"""Being the one writer of a company: waiting for the lease, and showing that one lives."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from include.database import lease as leases
from include.database.engine import Database
from include.database.lease import LeaseLost, LeaseTaken, WriterLease
from include.database.tables.columns import utc_now

logger = logging.getLogger(__name__)

_LOOK_AGAIN_SECONDS = 0.5
_SAY_SO_SECONDS = 15


@contextmanager
def company_lock(
    database: Database, company_id: str, holder: str, patience: dt.timedelta
) -> Iterator[WriterLease]:
    """Hold the company's lease for the length of the block; wait for it as long as need be.

    Args:
        database: where leases are kept.
        company_id: the company to write to.
        holder: who writes, as others will read it while they wait.
        patience: how long to wait.

    Raises:
        LeaseTaken: somebody else still writes when patience is over.
    """
    lease = _wait_for(database, company_id, holder, utc_now() + patience)
    done = threading.Event()
    beat = threading.Thread(target=_beat, args=(database, lease, done), daemon=True)
    beat.start()
    try:
        yield lease
    finally:
        done.set()
        beat.join()
        lease.release(database)


def _wait_for(database: Database, company_id: str, holder: str, until: dt.datetime) -> WriterLease:
    said = 0.0
    while True:
        try:
            return WriterLease.take(database, company_id, holder)
        except LeaseTaken as taken:
            if utc_now() >= until:
                raise
            if time.monotonic() - said >= _SAY_SO_SECONDS:
                said = time.monotonic()
                logger.info("waiting: %s; only one run writes to a company at a time", taken)
        time.sleep(_LOOK_AGAIN_SECONDS)


def _beat(database: Database, lease: WriterLease, done: threading.Event) -> None:
    while not done.wait(leases.LENGTH.total_seconds() / 3):
        try:
            lease.renew(database)
        except LeaseLost as lost:
            # The next write to the database checks the fence and stops the run.
            logger.warning("%s", lost)
            return
