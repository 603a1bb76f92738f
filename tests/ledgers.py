"""Empty, migrated ledgers: a process runs the migrations once for each database, then copies."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, text

from include.database.engine import Ledger
from include.database.migrate import migrate


def sqlite_ledger(folder: Path, name: str = "corebooks.db") -> Ledger:
    """A new ledger in a folder."""
    shutil.copyfile(_migrated_file(), folder / name)
    return Ledger(f"sqlite:///{folder / name}")


def postgresql_ledger(server: str, name: str) -> Ledger:
    """A new ledger on a server; a database of the same name is dropped.

    Args:
        server: address of its maintenance database.
        name: anything; the database is called alike.
    """
    return Ledger(_database(server, name, _migrated_database(server)))


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Removed when the process ends."""
    return tempfile.TemporaryDirectory(prefix="corebooks-ledger-")


@cache
def _migrated_file() -> Path:
    file = Path(_folder().name) / "migrated.db"
    ledger = Ledger(f"sqlite:///{file}")
    migrate(ledger)
    # The last connection that closes writes SQLite's log into the file.
    ledger.close()
    return file


@cache
def _migrated_database(server: str) -> str:
    ledger = Ledger(_database(server, "migrated", "template1"))
    migrate(ledger)
    # PostgreSQL copies no database that somebody is connected to.
    ledger.close()
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
