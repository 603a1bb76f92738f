"""Databases of a brokerage, as the door SQL finds them: SQLite, PostgreSQL and DuckDB, through Airflow's hooks."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from airflow.providers.common.sql.hooks.sql import DbApiHook
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.providers.sqlite.hooks.sqlite import SqliteHook
from airflow.sdk import Connection
from sqlalchemy import make_url

CONNECTION = "reports"
TABLE = "CREATE TABLE deals (number TEXT, gross DECIMAL(12,2), final BOOLEAN, closed DATE, changed {moment})"


class DuckDbHook(DbApiHook):
    """A hook as anyone writes one for a database that no provider is for."""

    conn_name_attr = "duckdb_conn_id"
    default_conn_name = "duckdb_default"
    conn_type = "duckdb"
    _placeholder = "?"

    def get_conn(self) -> Any:
        """A connection to the file."""
        return duckdb.connect(str(self.connection.host))


@dataclass
class Reports:
    """A database with deals.

    Attributes:
        hook: how CoreBooks reaches it.
        kind: which database it is.
        address: a file, or a URL.
    """

    hook: Any
    kind: str
    address: str

    def hooks(self, conn_id: str) -> Any:
        """The hook of the connection."""
        assert conn_id == CONNECTION
        return self.hook

    def run(self, sql: str, rows: Sequence[Sequence[Any]] = ()) -> None:
        """Change something, as the brokerage's own program does."""
        connection: Any = _connect(self.kind, self.address)
        cursor = connection.cursor()
        sql = sql.format(moment="TEXT" if self.kind == "sqlite" else "TIMESTAMP")
        if rows:
            cursor.executemany(sql.replace("?", "%s") if self.kind == "postgresql" else sql, rows)
        else:
            cursor.execute(sql)
        connection.commit()
        connection.close()

    def count(self, table: str = "deals") -> int:
        """How many rows a table has."""
        connection: Any = _connect(self.kind, self.address)
        cursor = connection.cursor()
        cursor.execute(f"SELECT count(*) FROM {table}")
        found: int = cursor.fetchone()[0]
        connection.close()
        return found


def _connect(kind: str, address: str) -> Any:
    if kind == "sqlite":
        return sqlite3.connect(address)
    return duckdb.connect(address) if kind == "duckdb" else psycopg.connect(address)


def sqlite_reports(folder: Path) -> Reports:
    """A SQLite file."""
    file = str(folder / "reports.db")
    return _made(
        SqliteHook, "sqlite", file, Connection(conn_id=CONNECTION, conn_type="sqlite", host=file)
    )


def duckdb_reports(folder: Path) -> Reports:
    """A DuckDB file."""
    file = str(folder / "reports.duckdb")
    return _made(
        DuckDbHook, "duckdb", file, Connection(conn_id=CONNECTION, conn_type="duckdb", host=file)
    )


def postgresql_reports(url: str) -> Reports:
    """A PostgreSQL database.

    Args:
        url: its SQLAlchemy URL.
    """
    made = make_url(url)
    socket = made.query.get("host")
    connection = Connection(
        conn_id=CONNECTION,
        conn_type="postgres",
        host=made.host or (socket if isinstance(socket, str) else None),
        login=made.username,
        password=made.password,
        schema=made.database,
        port=made.port,
    )
    plain = made.set(drivername="postgresql").render_as_string(hide_password=False)
    return _made(PostgresHook, "postgresql", plain, connection)


def _made(hook: Any, kind: str, address: str, connection: Connection) -> Reports:
    class Known(hook):  # type: ignore[misc]  # (as above)
        """The hook, whose connection needs no Airflow."""

        @classmethod
        def get_connection(cls, conn_id: str) -> Connection:
            """The connection."""
            assert conn_id == CONNECTION
            return connection

    reports = Reports(Known(CONNECTION), kind, address)
    reports.run(TABLE)
    return reports
