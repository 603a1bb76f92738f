"""JSON values as the live API writes them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from include.books.money import Cents, to_decimal

Row: TypeAlias = dict[str, Any]


def dollars(cents: Cents) -> int | float:
    """An amount as a JSON number: whole dollars without decimals, else with at most two.

    A float only on its way into JSON: the shortest text of an amount's nearest float is the amount.
    """
    return cents // 100 if cents % 100 == 0 else float(to_decimal(cents))


def number(value: Decimal) -> int | float:
    """A percentage as a JSON number."""
    return int(value) if value == value.to_integral_value() else float(value)


def overridden(row: Row, overrides: Mapping[str, Any] | None) -> Row:
    """The row with fields that somebody set by hand."""
    return {**row, **overrides} if overrides else row
