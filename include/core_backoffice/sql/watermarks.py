"""From where a query reads on: the greatest value of its watermark column so far, kept as JSON.

A value is bound as the type that it came as, so that the database compares it as its own. Rows with just that value are
read again each time, because others with it may have come since. What didn't change is known by its content.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeAlias

from include.core_backoffice.sql.statements import QueryRefused

LATE = dt.timedelta(minutes=5)
"""How long before the watermark a reading begins: a row has its moment before its transaction is there to be read."""
AHEAD = dt.timedelta(days=1)
"""How far ahead of now a moment may be, as zones and clocks differ. A row of the year 2099 must not hide all others."""

Mark: TypeAlias = str | int | Decimal | dt.date | dt.datetime
"""A value that the next reading begins with."""


class WatermarkKind(StrEnum):
    """What a watermark column has: what the first reading begins with."""

    TIMESTAMP = "timestamp"
    DATE = "date"
    NUMBER = "number"
    TEXT = "text"


_FIRST: Mapping[WatermarkKind, Mark] = {
    WatermarkKind.TIMESTAMP: dt.datetime(1970, 1, 1),  # noqa: DTZ001  (as the database's own zone has it)
    WatermarkKind.DATE: dt.date(1970, 1, 1),
    WatermarkKind.NUMBER: -(2**31),
    WatermarkKind.TEXT: "",
}


def first_mark(kind: WatermarkKind) -> Mark:
    """What comes before every value of a kind."""
    return _FIRST[kind]


def stored_mark(mark: Mark) -> dict[str, str]:
    """A value as JSON, with its type."""
    if isinstance(mark, str):
        return {"type": "text", "value": mark}
    if isinstance(mark, dt.date):
        kind = "timestamp" if isinstance(mark, dt.datetime) else "date"
        return {"type": kind, "value": mark.isoformat()}
    return {"type": "integer" if isinstance(mark, int) else "decimal", "value": str(mark)}


def read_mark(stored: Any) -> Mark | None:
    """A value as it was stored; None if there is none that can be read."""
    try:
        return _READ[stored["type"]](stored["value"])
    except (KeyError, TypeError, ValueError, InvalidOperation):
        return None


_READ: Mapping[str, Callable[[str], Mark]] = {
    "text": str,
    "timestamp": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "integer": int,
    "decimal": Decimal,
}


def begin(mark: Mark) -> Mark:
    """What a reading binds: a while before the watermark, where that is a moment."""
    return mark - LATE if isinstance(mark, dt.datetime) else mark


def _is_more(value: Any, mark: Any) -> bool:
    """Whether a value comes after another.

    Raises:
        TypeError: they can't be compared.
    """
    return bool(value > mark)


class Greatest:
    """The greatest value of a column, as its rows come. Moments far ahead of now don't count.

    Args:
        query: the query's name, for sentences.
        column: the column.
        since: from where the query read; the result is never before it.
        now: an aware moment.
    """

    def __init__(self, query: str, column: str, since: Mark | None, now: dt.datetime) -> None:
        self._query = query
        self._column = column
        self._until = now + AHEAD
        self.mark = since

    def see(self, value: Any) -> None:
        """Take the value of a row; a row without one is skipped.

        Raises:
            QueryRefused: it is of a type that can't be compared with those before.
        """
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal | dt.date):
            raise self._refused(value)
        if isinstance(value, dt.date) and self._is_ahead(value):
            return
        try:
            if self.mark is None or _is_more(value, self.mark):
                self.mark = value
        except TypeError:
            raise self._refused(value) from None

    def _is_ahead(self, value: dt.date) -> bool:
        if not isinstance(value, dt.datetime):
            return value > self._until.date()
        return value > (self._until if value.tzinfo else self._until.replace(tzinfo=None))

    def _refused(self, value: Any) -> QueryRefused:
        return QueryRefused(
            f"The query “{self._query}” has values in {self._column} that can't be put in order "
            f"({type(value).__name__}). Choose a column with timestamps, dates, whole numbers, or texts of "
            "one form, or convert it in the query."
        )
