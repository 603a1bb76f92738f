"""Noting that a job of the schedule did its work: whoever looks sees what is late or works again."""

from __future__ import annotations

from contextlib import closing

from include.database.alerts import heartbeats
from include.database.engine import Database
from include.settings import database_url


def beat(job: str) -> None:
    """Note that a job did its work.

    Args:
        job: its DAG's ID.
    """
    with closing(Database(database_url())) as database:
        heartbeats.beat(database, job)
