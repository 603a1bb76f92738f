"""Copies of a SQLite database, by SQLite's own backup: a run that writes meanwhile isn't seen in parts."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from include.database.backup.manifest import BackupUnusable
from include.database.engine import Database


def dump(database: Database, to: Path) -> None:
    """Copy the database into a new file of the owner's alone."""
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(to)) as copy:
        _driver(database).backup(copy)
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")


def load(database: Database, copy: Path) -> None:
    """Put a copy in the database's place, in one transaction.

    Raises:
        BackupUnusable: the copy is damaged; the database is as it was.
    """
    with closing(sqlite3.connect(copy)) as source:
        try:
            (verdict,) = source.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            verdict = str(error)
        if verdict != "ok":
            raise BackupUnusable(f"The copy of the database is damaged: {verdict}.")
        source.backup(_driver(database))
    # Connections read the schema once; the next ones read the restored one.
    database.close()


def _driver(database: Database) -> sqlite3.Connection:
    connection: Any = database.engine.raw_connection()
    driver: sqlite3.Connection = connection.driver_connection
    return driver
