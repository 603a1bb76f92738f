"""Opening the database, and its two kinds of transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

from include.database.trail.recording import RecordingSession
from include.private_files import close_to_others, is_open_to_others, private_file
from include.settings import airflow_home

# How long a writer waits for another one before it fails.
_BUSY_SECONDS = 60


class Database:
    """The database at one address.

    Args:
        url: SQLAlchemy URL of a SQLite file or a PostgreSQL database, migrated.
    """

    def __init__(self, url: str) -> None:
        self.engine = _open(url)
        self._writing = self.engine.execution_options(corebooks_begin="BEGIN IMMEDIATE")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that will write; committed at the end, rolled back on an error.

        On SQLite it takes the write lock at once: a transaction that reads first and writes later
        would fail if another one wrote in between. What it changed is recorded in the audit trail.
        """
        with RecordingSession(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def _open(url: str) -> Engine:
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        name = engine.url.database or ":memory:"
        if not name.startswith((":memory:", "file:")):
            # Behind a link too: SQLite puts its own files beside the file itself.
            _close_to_others(Path(name).resolve())
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _close_to_others(file: Path) -> None:
    """Let the file's owner alone read it, whoever created it: a copy is as good as a sign-in.

    SQLite gives the files that it puts beside it the same rights
    (https://sqlite.org/src/file/src/os_unix.c, findCreateFileMode).
    """
    private_file(file)
    for ending in ("-wal", "-shm", "-journal"):
        close_to_others(file.with_name(file.name + ending))
    folder = file.parent
    # A folder with other things in it may be meant for others too: it is left to who chose it.
    if is_open_to_others(folder) and (
        folder == airflow_home().resolve() or _is_alone(file, folder)
    ):
        close_to_others(folder)


def _is_alone(file: Path, folder: Path) -> bool:
    try:
        return all(other.name.startswith(file.name) for other in folder.iterdir())
    except OSError:
        return False


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # _begin_sqlite starts the transactions; the driver would start them too late.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # a committed request must survive a power cut
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(options.get("corebooks_begin", "BEGIN"))
