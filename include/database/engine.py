"""Opening the database, and its two kinds of transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from include.database.months import watching as _watching  # noqa: F401  (it listens to every session)
from include.database.trail.recording import RecordingSession
from include.database.unavailable import Conflict, tell_in_sentences
from include.private_files import close_to_others, is_open_to_others, private_file
from include.settings import airflow_home

T = TypeVar("T")

BUSY_SECONDS = 60
"""How long a writer waits for another one before it fails."""

_IDLE_SECONDS = 300
"""After so long without a statement PostgreSQL ends a transaction: its worker froze, and others wait."""

_CONNECT_SECONDS = 10
_TRIES = 3
"""How often a transaction is done that others were in the way of."""

_POSTGRESQL = {
    "connect_timeout": _CONNECT_SECONDS,
    # A server that is gone without a word is noticed in under a minute.
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
"""What an address may set otherwise (https://www.postgresql.org/docs/current/libpq-connect.html)."""


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

    def write(self, work: Callable[[Session], T]) -> T:
        """Do work in a writing transaction, and all of it once more if another one was in the way.

        On PostgreSQL two transactions can store the same row, or wait for each other: then one of them
        ends with nothing done, and sees what the other one stored when it begins anew.

        Args:
            work: what is stored; called again from the start, so it must change nothing else.

        Raises:
            Conflict, IntegrityError: others were in the way again and again.
        """
        for _ in range(_TRIES - 1):
            try:
                with self.writing() as session:
                    return work(session)
            except (Conflict, IntegrityError):
                continue
        with self.writing() as session:
            return work(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def _open(url: str) -> Engine:
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    known = make_url(url).query
    options = {} if is_sqlite else {k: v for k, v in _POSTGRESQL.items() if k not in known}
    engine = create_engine(url, pool_pre_ping=True, connect_args=options)
    tell_in_sentences(engine)
    if not is_sqlite:
        event.listen(engine, "connect", _prepare_postgresql)
        return engine
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
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # a committed request must survive a power cut
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    """Set time limits, except those that the server, the role or the address sets already."""
    limits = {"lock_timeout": BUSY_SECONDS, "idle_in_transaction_session_timeout": _IDLE_SECONDS}
    connection.autocommit = True
    with connection.cursor() as cursor:
        for name, seconds in limits.items():
            cursor.execute(
                "SELECT set_config(%(name)s, %(limit)s, false) WHERE current_setting(%(name)s) = '0'",
                {"name": name, "limit": f"{seconds}s"},
            )
    connection.autocommit = False


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(options.get("corebooks_begin", "BEGIN"))
