"""Someone who has the database's password, but neither Airflow's keys nor the trail's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from include.database.engine import Database
from include.database.trail.append_only import create_triggers, drop_triggers


@contextmanager
def as_attacker(database: Database) -> Iterator[Connection]:
    """A connection on which every row can be written; afterwards all looks as before."""
    with database.engine.connect() as connection, connection.begin():
        drop_triggers(connection)
        yield connection
        create_triggers(connection)
