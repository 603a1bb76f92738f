"""Bringing the database's tables up to date."""

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


class ReferencesBroken(RuntimeError):
    """Rows refer to rows that are not there; put the backup of the database back."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(
            f"After the database's tables were brought up to date, rows of {', '.join(tables)} refer to "
            "nothing. Put the backup of the database back, and report this."
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database, revision: str = "head") -> str:
    """Upgrade the tables; harmless when they are up to date.

    Returns:
        The revision the database stands at.
    """
    with (
        database.engine.connect() as connection,
        _without_references(connection),
        connection.begin(),
    ):
        command.upgrade(_config(connection), revision)
        return MigrationContext.configure(connection).get_current_revision() or ""


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """On SQLite a table is altered by making it anew: what refers to the old one must not mind.

    https://sqlite.org/lang_altertable.html, "making other kinds of table schema changes".

    Raises:
        ReferencesBroken: something refers to nothing afterwards, which no step of ours does.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    # Outside of a transaction, where alone it has an effect.
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
    """For developers: write the step from the tables as they are to the models as they are."""
    with database.engine.begin() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


def newest_step() -> str:
    """The revision that `migrate` leads to."""
    directory = Path(__file__).parent / "migrations"
    return ScriptDirectory(str(directory)).get_current_head() or ""
