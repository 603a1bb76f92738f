"""The copy of a database, made and read by what the database itself has for it."""

from __future__ import annotations

from pathlib import Path

from include.database.backup import postgresql_copy, sqlite_copy
from include.database.engine import Database

SQLITE, POSTGRESQL = "sqlite", "postgresql"
NAMES = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}


def kind(database: Database) -> str:
    """Which database it is: "sqlite" or "postgresql"."""
    return database.engine.dialect.name


def server_version(database: Database) -> int:
    """PostgreSQL's major version; 0 for SQLite, whose files every version reads."""
    return postgresql_copy.server_version(database) if kind(database) == POSTGRESQL else 0


def dump(database: Database, to: Path) -> None:
    """Copy a database into a new file."""
    (postgresql_copy if kind(database) == POSTGRESQL else sqlite_copy).dump(database, to)


def load(database: Database, copy: Path) -> None:
    """Put a copy in the database's place."""
    (postgresql_copy if kind(database) == POSTGRESQL else sqlite_copy).load(database, copy)
