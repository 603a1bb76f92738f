"""Empty, migrated databases: a process runs the migrations once for each database, then copies."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, make_url, text

from include.database.engine import Database
from include.database.migrate import migrate


def sqlite_database(folder: Path, name: str = "corebooks.db") -> Database:
    """A new database in a folder. Give it back with `give_back` once nothing uses it any more."""
    shutil.copyfile(_migrated_file(), folder / name)
    database = _unused.pop() if _unused else _reusable()
    database.engine.url = make_url(f"sqlite:///{folder / name}")
    return database


def give_back(database: Database) -> None:
    """Close a database; its engine will open another file.

    An engine keeps every statement that it compiled, which takes longer than most tests.
    """
    database.close()
    _unused.append(database)


_unused: list[Database] = []


def _reusable() -> Database:
    database = Database(f"sqlite:///{_migrated_file()}")
    engine = database.engine

    def connect(_dialect: Any, _record: Any, arguments: list[Any], _options: Any) -> None:
        arguments[0] = engine.url.database

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "connect", _without_waiting_for_the_disk)
    return database


def _without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    # A power cut is nothing that these tests try; a killed process loses nothing this way either.
    connection.execute("PRAGMA synchronous = OFF")


def postgresql_database(server: str, name: str) -> Database:
    """A new database on a server; a database of the same name is dropped.

    Args:
        server: address of its maintenance database.
        name: anything; the database is called alike.
    """
    return Database(_database(server, name, _migrated_database(server)))


def empty_postgresql(server: str, name: str) -> str:
    """The address of a new database without tables.

    Args:
        server: address of its maintenance database.
        name: anything; the database is called alike.
    """
    return _database(server, f"empty {name}", "template1")


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Removed when the process ends."""
    return tempfile.TemporaryDirectory(prefix="corebooks-database-")


@cache
def _migrated_file() -> Path:
    file = Path(_folder().name) / "migrated.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    # The last connection that closes writes SQLite's log into the file.
    database.close()
    return file


@cache
def _migrated_database(server: str) -> str:
    database = Database(_database(server, "migrated", "template1"))
    migrate(database)
    # PostgreSQL copies no database that somebody is connected to.
    database.close()
    return "migrated"


def _database(server: str, name: str, template: str) -> str:
    """A copy of a database; its address."""
    safe = "".join(letter if letter.isalnum() else "_" for letter in name.lower())[-50:]
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{safe}"'))
        connection.execute(text(f'CREATE DATABASE "{safe}" TEMPLATE "{template}"'))
    admin.dispose()
    return str(admin.url.set(database=safe).render_as_string(hide_password=False))
