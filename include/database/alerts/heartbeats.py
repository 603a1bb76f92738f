"""When the schedule's jobs last did their work: what is late, or works again, is seen from it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.engine import Database
from include.database.tables.alerts import Heartbeat
from include.database.upserts import upsert


def beat(database: Database, job: str) -> None:
    """Note that a job did its work.

    Args:
        database: the database.
        job: its DAG's ID.
    """
    with database.writing() as session:
        upsert(session, Heartbeat, [{"job": job, "at": utc_now()}])


def beats(session: Session) -> dict[str, dt.datetime]:
    """When each job last did its work, UTC, by its DAG's ID."""
    return {row.job: row.at for row in session.scalars(select(Heartbeat))}
