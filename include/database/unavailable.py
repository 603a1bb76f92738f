"""When the CoreBooks database can't be used: one sentence says why, and what to do.

SQLAlchemy's errors carry statements and their values: an amount, a name. So they are replaced where
they arise, for every connection of an engine, and nothing but the sentence goes on.
"""

from __future__ import annotations

import sqlite3
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from include.understood import Understood


class Trouble(StrEnum):
    """Why the database can't be used; its value is the sentence."""

    DISK_FULL = (
        "The disk of the CoreBooks database is full, so nothing more could be stored. Ask your "
        "Airflow administrator to free space on it. The next run continues, and posts nothing twice."
    )
    NOT_REACHED = (
        "The CoreBooks database doesn't respond: it may be restarting. Try again in a minute. If it "
        "still doesn't, ask your Airflow administrator to check that its server runs and that "
        "[corebooks] database_url is right."
    )
    BUSY = (
        "The CoreBooks database is busy: another run or page has been changing the same rows for a "
        "minute. Nothing was changed. Try again in a minute."
    )
    FULL_UP = (
        "The CoreBooks database accepts no more connections. Try again in a minute. If it happens "
        "again, ask your Airflow administrator to have PostgreSQL accept more."
    )
    READ_ONLY = (
        "The CoreBooks database can only be read, so nothing was stored. Ask your Airflow "
        "administrator to check who can write to its file and its disk, and that [corebooks] "
        "database_url isn't a standby server's."
    )


class DatabaseUnavailable(Understood, RuntimeError):
    """The database can't be used now; what was being stored wasn't, and can be tried again."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        self.passes = trouble is not Trouble.READ_ONLY
        super().__init__(trouble.value)


class Conflict(DatabaseUnavailable):
    """Another transaction was in the way: the same one, done again, finds its way."""

    def __init__(self) -> None:
        super().__init__(Trouble.BUSY)


_CLASSES = {"08": Trouble.NOT_REACHED, "57P": Trouble.NOT_REACHED}
_STATES = {
    "53100": Trouble.DISK_FULL,
    "53300": Trouble.FULL_UP,
    "55P03": Trouble.BUSY,
    "25P03": Trouble.NOT_REACHED,
    "25006": Trouble.READ_ONLY,
}
"""SQLSTATEs (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""
_CONFLICTS = ("40001", "40P01")
_SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.DISK_FULL,
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Trouble.NOT_REACHED,
}
"""Primary result codes (https://sqlite.org/rescode.html)."""
_PRIMARY = 0xFF


def tell_in_sentences(engine: Engine) -> None:
    """Have an engine raise `DatabaseUnavailable` instead of the driver's errors that mean it."""

    def told(context: ExceptionContext) -> None:
        # What a pre-ping meets, the pool mends by connecting anew.
        error = None if context.is_pre_ping else _error_of(context)
        if error is not None:
            raise error from context.original_exception

    event.listen(engine, "handle_error", told)


def _error_of(context: ExceptionContext) -> DatabaseUnavailable | None:
    original: Any = context.original_exception
    if context.sqlalchemy_exception is None:
        return None  # not the driver's
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", None) or 0
        trouble = _SQLITE.get(code & _PRIMARY)
        return DatabaseUnavailable(trouble) if trouble else None
    state = getattr(original, "sqlstate", None) or ""
    if state in _CONFLICTS:
        return Conflict()
    known = _STATES.get(state) or next(
        (_CLASSES[one] for one in _CLASSES if state.startswith(one)), None
    )
    if known is None and (context.is_disconnect or context.connection is None):
        known = Trouble.NOT_REACHED
    return DatabaseUnavailable(known) if known else None
