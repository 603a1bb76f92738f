"""What a source has of its database: the connection, the queries, and when they are asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from include.core_backoffice.sql.statements import QueryRefused, Statement, read_statement
from include.core_backoffice.sql.watermarks import WatermarkKind
from include.plain_text import plain

MOST_QUERIES = 10
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Query:
    """One SELECT of a source.

    Attributes:
        name: what its imports are called by: "transactions".
        statement: what is asked.
        watermark_column: the column whose greatest value the next reading begins with; "" where all is read each time.
        watermark_kind: what that column has.
        digest: of all that decides what it returns: where it changes, reading begins anew.
    """

    name: str
    statement: Statement
    watermark_column: str
    watermark_kind: WatermarkKind
    digest: str


@dataclass(frozen=True, slots=True)
class SqlSettings:
    """A source's settings of the door SQL.

    Attributes:
        conn_id: the Airflow connection to the database.
        schedule: when it is read, a cron expression; "" where only people have it read.
        queries: in the order in which they are asked.
    """

    conn_id: str
    schedule: str
    queries: tuple[Query, ...]


def read_settings(settings: Mapping[str, Any]) -> SqlSettings:
    """A source's settings, checked.

    Args:
        settings: {"conn_id", "schedule", "queries": [{"name", "sql", "watermark_column", "watermark_kind"}]}

    Raises:
        QueryRefused: one can't be used.
    """
    conn_id = _text(settings, "conn_id")
    if not conn_id:
        raise QueryRefused(
            "The source has no connection. Choose the Airflow connection to its database under Imports."
        )
    listed = settings.get("queries")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_QUERIES:
        raise QueryRefused(
            f"The source needs between 1 and {MOST_QUERIES} queries. Add them under Imports."
        )
    queries = tuple(_query(one) for one in listed)
    names = [query.name.casefold() for query in queries]
    for name in names:
        if names.count(name) > 1:
            raise QueryRefused(f"Two queries are called “{name}”. Give one of them another name.")
    return SqlSettings(conn_id, _text(settings, "schedule"), queries)


def _query(stored: Any) -> Query:
    given = stored if isinstance(stored, dict) else {}
    name, sql = plain(_text(given, "name")), _text(given, "sql")
    if not name or len(name) > _LONGEST_NAME:
        raise QueryRefused(
            f"A query needs a name of up to {_LONGEST_NAME} characters, such as “transactions”."
        )
    statement = read_statement(name, sql)
    column, kind = _text(given, "watermark_column"), _text(given, "watermark_kind") or "timestamp"
    if kind not in set(WatermarkKind):
        raise QueryRefused(
            f"The query “{name}” has a watermark of the kind “{plain(kind)}”. Choose timestamp, date, number, "
            "or text."
        )
    if bool(column) is not statement.has_since:
        raise _half_a_watermark(name, column)
    told = json.dumps([sql, column, kind])
    return Query(
        name, statement, column, WatermarkKind(kind), hashlib.sha256(told.encode()).hexdigest()[:16]
    )


def _half_a_watermark(name: str, column: str) -> QueryRefused:
    if column:
        return QueryRefused(
            f"The query “{name}” has the watermark column {plain(column)}, but not :since. Add a condition such "
            f"as “WHERE {plain(column)} >= :since”, or remove the watermark column."
        )
    return QueryRefused(
        f"The query “{name}” has :since, but no watermark column. Enter the column that it compares with :since."
    )


def _text(settings: Mapping[str, Any], name: str) -> str:
    value = settings.get(name)
    return value.strip() if isinstance(value, str) else ""
