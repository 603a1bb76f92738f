"""Asking a database through any Airflow connection with SQL: one SELECT, read only, a little at a time.

Airflow's hooks know how to connect, and drivers differ in how a transaction is made to read only, and how a statement
is ended that takes too long. A driver that isn't named here gets what SQL itself has, and nothing is ever committed.
The connection should belong to a role that may only read: that no check and no transaction can replace.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from include.core_backoffice.records.errors import CoreConnectionProblem
from include.core_backoffice.sql.statements import ParamStyle, Statement
from include.plain_text import plain

MOST_SECONDS = 600.0
"""For one query, from when it is sent until its last row."""
ROWS_AT_ONCE = 1000
_LONGEST_MESSAGE = 300
_MYSQL = frozenset({"MySQLdb", "pymysql", "mysql"})
"""Drivers of MySQL and MariaDB: mysqlclient, PyMySQL, and mysql-connector-python."""


class DatabaseProblem(CoreConnectionProblem):
    """A database that can't be asked, or doesn't answer a query; the message has its own words."""


class SqlHook(Protocol):
    """What is used of a hook: Airflow's `DbApiHook`, and whatever is one by its methods."""

    @property
    def placeholder(self) -> str:
        """How it marks the place of a value: "?" or "%s"."""
        ...

    def get_conn(self) -> Any:
        """A new connection (PEP 249)."""
        ...


Hooks: TypeAlias = Callable[[str], SqlHook]
"""From the ID of an Airflow connection to its hook."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query returns.

    Attributes:
        columns: their names, as the database has them.
        rows: read as they are asked for.
    """

    columns: tuple[Any, ...]
    rows: Iterator[tuple[Any, ...]]


def hook_in_task(conn_id: str) -> SqlHook:
    """The hook of an Airflow connection.

    Raises:
        DatabaseProblem: there is no such connection, or it isn't one to a database with SQL.
    """
    from airflow.sdk import Connection  # noqa: PLC0415  (slow, and only in Airflow's own processes)
    from airflow.sdk.exceptions import AirflowNotFoundException  # noqa: PLC0415  (as above)

    try:
        hook: Any = Connection.get(conn_id).get_hook()
    except AirflowNotFoundException:
        raise DatabaseProblem(
            f"Airflow has no connection {conn_id}. Create it under Admin > Connections."
        ) from None
    except Exception as error:  # noqa: BLE001  (whatever a provider raises, it is this connection's alone)
        raise DatabaseProblem(
            f"The Airflow connection {conn_id} can't be used ({_message(error, hook=None)}). Install the provider "
            "of its type, and check it under Admin > Connections."
        ) from None
    if not (hasattr(hook, "get_conn") and hasattr(hook, "placeholder")):
        raise DatabaseProblem(
            f"The Airflow connection {conn_id} isn't one to a database with SQL. Choose another connection."
        )
    found: SqlHook = hook
    return found


@contextmanager
def answer(
    hook: SqlHook, name: str, statement: Statement, since: Any, seconds: float = MOST_SECONDS
) -> Iterator[Answer]:
    """Ask one query, in a transaction that is rolled back.

    Args:
        hook: of the connection.
        name: the query's name, for sentences.
        statement: what is asked.
        since: the value that it reads on from.
        seconds: until its last row.

    Raises:
        DatabaseProblem: the database can't be asked, or doesn't answer.
    """
    until = time.monotonic() + seconds
    with _in_words(hook, name, seconds, until):
        connection = hook.get_conn()
    try:
        with _in_words(hook, name, seconds, until):
            cursor = _begun(connection, seconds)
            style = _style(connection, hook)
            sql, parameters = statement.bound(style, _sendable(connection, since))
            with _ended_at(cursor, connection, seconds):
                cursor.execute(sql, *([] if parameters is None else [parameters]))
                first = cursor.fetchmany(ROWS_AT_ONCE)
                columns = tuple(column[0] for column in cursor.description or ())
                yield Answer(columns, _rows(cursor, first, until))
    finally:
        # MySQL's drivers read all rows that are left before they roll back; the server does it where a connection ends.
        if _driver(connection) not in _MYSQL:
            with contextlib.suppress(Exception):
                connection.rollback()
        with contextlib.suppress(Exception):
            connection.close()


def _rows(cursor: Any, first: Any, until: float) -> Iterator[tuple[Any, ...]]:
    rows = first
    while rows:
        for row in rows:
            yield tuple(row)
        if time.monotonic() > until:
            raise TimeoutError
        rows = cursor.fetchmany(ROWS_AT_ONCE)


def _begun(connection: Any, seconds: float) -> Any:
    """A cursor of a transaction that reads only, as far as the driver's database has one."""
    driver = _driver(connection)
    if driver in {"psycopg", "psycopg2"}:
        with connection.cursor() as setting:
            setting.execute("SET TRANSACTION READ ONLY")
            setting.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
        # A cursor with a name stays in the server: rows are sent as they are asked for.
        return connection.cursor(name="corebooks")
    if driver in _MYSQL:
        return _begun_on_mysql(connection, driver, seconds)
    cursor = connection.cursor()
    if driver == "sqlite3":
        cursor.execute("PRAGMA query_only = ON")
    elif driver in {"duckdb", "_duckdb"}:
        cursor.execute("BEGIN TRANSACTION READ ONLY")
    else:
        # Of the SQL standard; where a database doesn't have it, nothing is committed all the same.
        with contextlib.suppress(Exception):
            cursor.execute("SET TRANSACTION READ ONLY")
    return cursor


def _begun_on_mysql(connection: Any, driver: str, seconds: float) -> Any:
    """A cursor of MySQL's or MariaDB's, whose rows stay in the server until they are asked for."""
    setting = connection.cursor()
    setting.execute("SET SESSION TRANSACTION READ ONLY")
    # MariaDB has the first, in seconds; MySQL the second, in milliseconds.
    for limit in (
        f"max_statement_time = {seconds:.3f}",
        f"max_execution_time = {int(seconds * 1000)}",
    ):
        with contextlib.suppress(Exception):
            setting.execute(f"SET SESSION {limit}")
    setting.close()
    if driver == "mysql":
        return connection.cursor()
    streaming = importlib.import_module(f"{driver}.cursors").SSCursor
    return connection.cursor(streaming)


@contextmanager
def _ended_at(cursor: Any, connection: Any, seconds: float) -> Iterator[None]:
    """End a query from another thread: a driver doesn't come back while its database works.

    DuckDB's cursors are connections of their own, and end alone.
    """
    places = [(cursor, "interrupt"), (connection, "interrupt"), (connection, "cancel")]
    end = next((found for one, name in places if (found := getattr(one, name, None))), None)
    if end is None:
        yield
        return
    timer = threading.Timer(seconds, lambda: _end(end))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end(end: Callable[[], Any]) -> None:
    # The query may have ended at just this moment.
    with contextlib.suppress(Exception):
        end()


def _driver(connection: Any) -> str:
    """The package of the driver that made a connection."""
    return type(connection).__module__.partition(".")[0]


def _style(connection: Any, hook: SqlHook) -> ParamStyle:
    """How the driver takes values: as its module says (PEP 249), or as the hook does."""
    style = getattr(sys.modules.get(_driver(connection)), "paramstyle", "")
    if style in set(ParamStyle):
        return ParamStyle(style)
    return ParamStyle.QMARK if hook.placeholder == "?" else ParamStyle.FORMAT


def _sendable(connection: Any, since: Any) -> Any:
    """The value as the driver takes it: SQLite has no dates, and keeps amounts as it likes."""
    if _driver(connection) == "sqlite3" and not isinstance(since, str | int):
        return str(since)
    return since


@contextmanager
def _in_words(hook: SqlHook, name: str, seconds: float, until: float) -> Iterator[None]:
    """What a driver raises, as a sentence.

    Raises:
        DatabaseProblem: whatever it was.
    """
    try:
        yield
    except CoreConnectionProblem:
        raise
    except GeneratorExit:
        raise
    except Exception as error:  # noqa: BLE001  (drivers have exceptions of their own)
        if time.monotonic() >= until:
            raise DatabaseProblem(
                f"The query “{name}” didn't end within {seconds / 60:.0f} minutes, so its rows weren't imported. Add "
                "a condition that returns less, or an index."
            ) from None
        raise DatabaseProblem(
            f"The query “{name}” failed. The database's message: {_message(error, hook)}. Its rows weren't "
            "imported. Correct the query or the Airflow connection, then select Read now."
        ) from None


def _message(error: Exception, hook: SqlHook | None) -> str:
    """What a driver says, on one line, without the connection's password."""
    text = plain(str(error)) or type(error).__name__
    password = getattr(getattr(hook, "connection", None), "password", None) if hook else None
    if password:
        text = text.replace(str(password), "***")
    return text[:_LONGEST_MESSAGE].rstrip(". ")
