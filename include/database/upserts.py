"""Storing rows that somebody else may be storing at the same moment, without looking first.

Looking whether a row is there, then adding it, fails where two workflows do so at once: the second one
meets the first one's row. `INSERT ... ON CONFLICT` means the same on SQLite and PostgreSQL. Rows go in
the order of their keys, so that no two transactions wait for each other.

Rows that the audit trail covers aren't stored here, as a session notes what it stores of them. Their
transactions are done once more instead (`Database.write`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from include.database.tables.base import Base
from include.database.trail.rows import RECORDED_TABLES


@dataclass(frozen=True, slots=True)
class Unique:
    """A unique index other than the primary key.

    Attributes:
        columns: its columns.
        among: its condition, if it covers only some rows.
    """

    columns: tuple[str, ...]
    among: ColumnElement[bool] | None = None


def upsert(
    session: Session,
    table: type[Base],
    rows: Iterable[Mapping[str, Any]],
    *,
    only_if: ColumnElement[bool] | None = None,
    unique: Unique | None = None,
    kept: Collection[str] = (),
    added: Collection[str] = (),
) -> None:
    """Insert rows, or change those that are there.

    Args:
        session: a writing transaction.
        table: the model.
        rows: values by column, those that make it the same row among them; the same columns in each.
        only_if: which rows that are there may be changed; by default all.
        unique: by what a row is there; by default the primary key.
        kept: columns that stay as they are in a row that is there.
        added: columns whose value is added to the one that is there.

    Raises:
        TypeError: the audit trail covers the table.
    """
    unique = unique or _key(table)
    ordered = _ordered(session, table, rows, unique)
    if not ordered:
        return
    statement = _insert(session, table)
    names = sorted(ordered[0].keys() - {*unique.columns, *kept})
    changed = {name: statement.excluded[name] for name in names}
    changed |= {name: getattr(table, name) + statement.excluded[name] for name in added}
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=list(unique.columns),
            index_where=unique.among,
            set_=changed,
            where=only_if,
        ),
        ordered,
    )
    for row in [known for known in session.identity_map.values() if isinstance(known, table)]:
        session.expire(row)


def insert_missing(
    session: Session,
    table: type[Base],
    rows: Iterable[Mapping[str, Any]],
    unique: Collection[str] = (),
) -> None:
    """Insert those rows that aren't there. Where another transaction is inserting one, wait for it.

    Args:
        session: a writing transaction.
        table: the model.
        rows: values by column, those that make it the same row among them; the same columns in each.
        unique: columns of a unique constraint by which a row is there; by default the primary key.

    Raises:
        TypeError: the audit trail covers the table.
    """
    there = Unique(tuple(unique)) if unique else _key(table)
    ordered = _ordered(session, table, rows, there)
    if ordered:
        statement = _insert(session, table).on_conflict_do_nothing(
            index_elements=list(there.columns)
        )
        session.connection().execute(statement, ordered)


def _ordered(
    session: Session, table: type[Base], rows: Iterable[Mapping[str, Any]], unique: Unique
) -> list[dict[str, Any]]:
    """The rows by key, each key once; what the session holds is stored before them."""
    if table in RECORDED_TABLES.values():
        raise TypeError(f"the audit trail covers {table.__tablename__}: add rows to the session")
    session.flush()
    by_key = {tuple(str(row[name]) for name in unique.columns): dict(row) for row in rows}
    return [by_key[key] for key in sorted(by_key)]


def _key(table: Any) -> Unique:
    return Unique(tuple(column.name for column in table.__table__.primary_key))


def _insert(session: Session, table: type[Base]) -> Any:
    model: Any = table.__table__
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return (sqlite if is_sqlite else postgresql).insert(model)
