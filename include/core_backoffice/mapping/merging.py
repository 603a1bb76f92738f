"""A record's own fields out of its rows: each the same on all rows where it isn't blank. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

from include.books.causes import HoldCause
from include.books.money import format_money
from include.core_backoffice.mapping.fields import FIELDS, FieldKind
from include.core_backoffice.mapping.identity import comparable
from include.core_backoffice.mapping.problems import RowProblem, quoted
from include.core_backoffice.mapping.profile import Value
from include.core_backoffice.mapping.row import Row
from include.core_backoffice.mapping.values import BadCell, require_currency

FieldValue: TypeAlias = str | int | bool | dt.date | None
"""A field's value, amounts in cents; None or "" where it is blank."""

_MAKE_ALIKE: Final = (
    "Correct the rows in the file so that they match, then import it again. If the column differs "
    "by row, change the import profile."
)


class Fields:
    """The fields of one record, by name."""

    def __init__(self, rows: Iterable[Row], names: Iterable[str]) -> None:
        """Read fields from rows.

        Raises:
            RowProblem: a cell is bad, or rows disagree.
        """
        rows = list(rows)
        mapped = {name for row in rows for name in row.bound.table.fields}
        self._values = {name: _merged(name, rows) for name in names if name in mapped}

    def text(self, name: str) -> str:
        """A text."""
        return str(self._values.get(name) or "")

    def get(self, name: str) -> Any:
        """A value; None where it is blank."""
        value = self._values.get(name)
        return None if value == "" else value


def _merged(name: str, rows: Sequence[Row]) -> FieldValue:
    found: list[tuple[FieldValue, Row]] = []
    for row in rows:
        value = row.bound.table.fields.get(name)
        if value is not None:
            own = field_value(FIELDS[row.bound.table.of][name], value, row)
            if own is not None and own != "":
                found.append((own, row))
    merged: FieldValue = same(found, lambda row: row.bound.table.fields[name])
    return merged


def same(found: Sequence[tuple[Any, Row]], value_of: Callable[[Row], Value]) -> Any:
    """The one value that rows have; None if they have none.

    Args:
        found: what isn't blank, with its row.
        value_of: what the profile reads it by, which names its column.

    Raises:
        RowProblem: there are two.
    """
    if not found:
        return None
    first, row = found[0]
    for other, other_row in found[1:]:
        if other != first and not _is_same(first, other):
            header = other_row.cell(value_of(other_row))[1]
            raise RowProblem(
                [row.spot, other_row.spot],
                f"have {_shown(first)} and {_shown(other)} in the column {quoted(header)}, but they are "
                "of one record.",
                _MAKE_ALIKE,
                cause=HoldCause.ROWS_DISAGREE,
                column=header,
            )
    # Texts may differ by case: the same one is taken whatever the order of rows.
    return min(value for value, _ in found) if isinstance(first, str) else first


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return comparable(one) == comparable(other)
    return bool(one == other)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return format_money(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"'{value[:60]}'"


def field_value(kind: FieldKind, value: Value, row: Row) -> FieldValue:
    """A field of a row.

    Raises:
        RowProblem: its cell is bad.
    """
    match kind:
        case FieldKind.AMOUNT:
            return row.amount(value)
        case FieldKind.DAY:
            return row.day(value)
        case FieldKind.YES_NO:
            return row.yes(value)
        case FieldKind.STATUS:
            return row.text(value).casefold()
        case FieldKind.CURRENCY:
            return _currency(value, row)
    return row.text(value)


def _currency(value: Value, row: Row) -> str:
    text = row.text(value)
    try:
        require_currency(text, row.currency)
    except BadCell as bad:
        cell, header = row.cell(value)
        raise row.bad(header, cell, bad) from None
    return row.currency
