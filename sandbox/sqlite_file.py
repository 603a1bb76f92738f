"""The one SQLite file of a sandbox, every change of which is durable when it is answered."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self


class SqliteFile:
    """A sandbox's file, or the same in memory; changes go inside `transaction()`.

    Args:
        path: the file, which is created with its folder; None keeps everything in memory.
        schema: creates the tables that are not there yet.
    """

    def __init__(self, path: Path | None, schema: str) -> None:
        self.in_memory = path is None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.database = _opened(":memory:" if path is None else path)
        if self.in_memory:
            _with_tables(schema).backup(self.database)
            return
        self.database.execute("PRAGMA journal_mode = WAL")
        # Survives the death of the process, which is what is promised; not that of the machine.
        self.database.execute("PRAGMA synchronous = NORMAL")
        self.database.executescript(schema)

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def copy_from(self, other: Self) -> None:
        """Hold what another file holds, and nothing else: far quicker than writing it again."""
        other.database.backup(self.database)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all changes of the block, or none of them."""
        self.database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        self.database.execute("COMMIT")


def _opened(where: Path | str) -> sqlite3.Connection:
    # A file is opened in one thread and used in another; requests never run side by side.
    return sqlite3.connect(
        where, check_same_thread=False, isolation_level=None, cached_statements=512
    )


@functools.cache
def _with_tables(schema: str) -> sqlite3.Connection:
    """A database in memory that has the tables, and no rows."""
    database = _opened(":memory:")
    database.executescript(schema)
    return database
