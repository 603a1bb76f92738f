"""Brings the database's tables up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from include.database.engine import Database
from include.database.trail.append_only import create_triggers, drop_triggers, missing_triggers
from include.understood import Understood


class ReferencesBroken(Understood, RuntimeError):
    """Rows refer to missing rows; restore the backup of the database."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(
            f"After the migration, rows in {', '.join(tables)} refer to missing rows. Restore the backup "
            "of the CoreBooks database, and send this message to support."
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database, revision: str = "head") -> str:
    """Upgrade the tables; harmless if they are up to date.

    Returns:
        The revision of the database.
    """
    with (
        database.engine.connect() as connection,
        _without_references(connection),
        connection.begin(),
    ):
        if _revision(connection) != newest_step():
            # A migration may change what is final otherwise.
            drop_triggers(connection)
        command.upgrade(_config(connection), revision)
        reached = _revision(connection)
        if reached == newest_step() and missing_triggers(connection):
            create_triggers(connection)
        return reached


def _revision(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """On SQLite a table is altered by rebuilding it; foreign keys are off meanwhile.

    https://sqlite.org/lang_altertable.html, "making other kinds of table schema changes".

    Raises:
        ReferencesBroken: a row refers to a missing row afterwards; no migration does that.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    # Outside of a transaction, as it has no effect inside one.
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        raw.execute("PRAGMA foreign_keys = ON")
    if broken:
        raise ReferencesBroken(sorted({str(row[0]) for row in broken}))


def write_step(database: Database, message: str) -> None:
    """For developers: write the migration from the current tables to the current models."""
    with database.engine.begin() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


def newest_step() -> str:
    """The revision that `migrate` leads to."""
    directory = Path(__file__).parent / "migrations"
    return ScriptDirectory(str(directory)).get_current_head() or ""


def is_known_step(revision: str) -> bool:
    """Whether this version has the migration that a database is at, so that it can upgrade it."""
    directory = Path(__file__).parent / "migrations"
    steps = ScriptDirectory(str(directory)).walk_revisions()
    return any(step.revision == revision for step in steps)


def current_revision(database: Database) -> str:
    """The migration that a database is at; empty before the first one."""
    with database.engine.connect() as connection:
        return _revision(connection)
