"""The task that reads what arrived; one import that can't be read keeps no other one from it."""

from __future__ import annotations

import logging
from contextlib import closing, suppress

from include.database.engine import Database
from include.database.feeds import trouble
from include.database.feeds.reading import read_arrival, waiting
from include.database.keys.known_keys import seal_of
from include.settings import database_url, encryption_keys
from include.understood import Understood

logger = logging.getLogger(__name__)


def read() -> dict[str, int]:
    """Read every import that waits, also those that arrive meanwhile.

    Returns:
        {"read": how many were read, "failed": how many weren't}

    Raises:
        RuntimeError: a fault of CoreBooks; all other imports were read.
    """
    tried: set[int] = set()
    read_ones, faults, not_now = 0, [], []
    with closing(Database(database_url())) as database:
        seal = seal_of(database, encryption_keys())
        while ids := [one for one in waiting(database) if one not in tried]:
            for arrival_id in ids:
                tried.add(arrival_id)
                try:
                    outcome = read_arrival(database, seal, arrival_id)
                except Understood as reason:
                    logger.warning("Import %s: %s", arrival_id, reason)
                    not_now.append(arrival_id)
                except Exception:
                    logger.exception("Import %s can't be read.", arrival_id)
                    _failed(database, arrival_id)
                    faults.append(arrival_id)
                else:
                    logger.info("Import %s: %s, %s", arrival_id, outcome.status, outcome.counts)
                    read_ones += 1
    if faults:
        numbers = ", ".join(str(one) for one in faults)
        raise RuntimeError(
            f"CoreBooks failed on these imports: {numbers}. The reason is above. All other imports were read. "
            "Airflow tries again."
        )
    return {"read": read_ones, "failed": len(not_now)}


def _failed(database: Database, arrival_id: int) -> None:
    """Store it for pages: the log alone would be read by nobody."""
    # The database may be what failed; the task is red either way.
    with suppress(Exception):
        trouble.note_unread(
            database,
            arrival_id,
            "CoreBooks failed on this import, so nothing more of it was read.",
            "Airflow tries again automatically. If this stays, send the log of the task read of the DAG corebooks_inbox "
            "to your Airflow administrator.",
        )
