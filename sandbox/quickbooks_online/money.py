"""Amounts as QuickBooks takes them: numbers or numbers as text, rounded to the cent."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from sandbox.quickbooks_online.errors import Refusal

_CENT = Decimal("0.01")
_LARGEST = Decimal("99999999999.99")


def number(value: Any, name: str, *, text_allowed: bool = True) -> Decimal:
    """A number as sent.

    Args:
        value: a JSON number, or a number as text.
        name: the property, for the fault.
        text_allowed: whether a number may come as text.

    Raises:
        Refusal: it is no number.
    """
    wrong = Refusal(
        "2010", f"Property Name:{name} Please enter a valid number. Supplied value:{value}"
    )
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise wrong
    if isinstance(value, str) and not text_allowed:
        raise wrong
    try:
        result = Decimal(value)
    except InvalidOperation:
        raise wrong from None
    if not result.is_finite() or abs(result) > _LARGEST:
        raise wrong
    return result


def amount(value: Any, name: str, *, text_allowed: bool = True) -> Decimal:
    """An amount of dollars, rounded to the cent as QuickBooks does; faults as `number`."""
    return number(value, name, text_allowed=text_allowed).quantize(_CENT, ROUND_HALF_UP)


def cents(value: Decimal) -> int:
    """Dollars and cents as whole cents."""
    return int(value * 100)


def dollars(value: int) -> Decimal:
    """Whole cents as dollars with two places."""
    return Decimal(value).scaleb(-2)
