"""Rows of an answer as JSON lines: amounts with all their digits, moments as ISO 8601, NULL as null."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from include.core_backoffice.sql.statements import QueryRefused

_DEEPEST = 8


def column_names(query: str, names: Sequence[Any]) -> tuple[str, ...]:
    """The names of an answer's columns.

    Raises:
        QueryRefused: one is missing, or there twice.
    """
    columns = tuple(str(name or "").strip() for name in names)
    if "" in columns:
        raise QueryRefused(
            f"Column {columns.index('') + 1} of the query “{query}” has no name. Add one with AS."
        )
    for name in columns:
        if columns.count(name) > 1:
            raise QueryRefused(
                f"The query “{query}” has the column {name} twice. Rename one of them with AS."
            )
    return columns


def json_lines(
    query: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Iterator[bytes]:
    """Each row as a line.

    Args:
        query: the query's name, for sentences.
        columns: as `column_names` returns them.
        rows: as the driver returns them.

    Raises:
        QueryRefused: a value can't be written.
    """
    keys = [json.dumps(name, ensure_ascii=False) for name in columns]
    for row in rows:
        cells = []
        for name, key, value in zip(columns, keys, row, strict=True):
            try:
                cells.append(f"{key}:{_json(value, 0)}")
            except (TypeError, ValueError, RecursionError):
                raise _unwritable(query, name, value) from None
        yield ("{" + ",".join(cells) + "}\n").encode("utf-8", "replace")


def _json(value: Any, depth: int) -> str:
    """A value as JSON.

    Raises:
        TypeError: it is of no type that a cell can have.
    """
    if isinstance(value, dict) and depth < _DEEPEST:
        inner = (f"{json.dumps(str(k))}:{_json(v, depth + 1)}" for k, v in value.items())
        return "{" + ",".join(inner) + "}"
    if isinstance(value, list | tuple) and depth < _DEEPEST:
        return "[" + ",".join(_json(one, depth + 1) for one in value) + "]"
    if isinstance(value, Decimal | float):
        return _digits(value)
    if value is None or isinstance(value, bool | int | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dt.date | dt.time):
        return json.dumps(value.isoformat())
    if isinstance(value, uuid.UUID | dt.timedelta):
        return json.dumps(str(value))
    raise TypeError


def _digits(value: Decimal | float) -> str:
    """A number with exactly the digits that the database has, and never an exponent; NaN is no number."""
    number = Decimal(repr(value)) if isinstance(value, float) else value
    return format(number, "f") if number.is_finite() else "null"


def _unwritable(query: str, column: str, value: Any) -> QueryRefused:
    return QueryRefused(
        f"The query “{query}” has a value in {column} that can't be imported ({type(value).__name__}). "
        "Leave the column out, or convert it to text in the query."
    )
