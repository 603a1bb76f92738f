"""Money: Decimal at the edges, integer cents inside; floats are rejected."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from include.books.currency import amount_unit, books_currency, smallest_unit, symbol

Cents: TypeAlias = int
"""An amount in whole cents of the company's currency. Signed; the sign's meaning is the field's."""

_CENT = Decimal("0.01")
# QuickBooks rejects amounts of 100 billion and more (Decimal(15, 2) in its schema).
LARGEST: Cents = 99_999_999_999_99
_MOST_DIGITS = 40
_SHOWN = 60


class AmountError(ValueError):
    """A value that isn't an amount of dollars and cents; correct it where it came from."""

    def __init__(self, value: object, reason: str) -> None:
        self.value = value
        self.reason = reason
        super().__init__(f"{repr(value)[:_SHOWN]} isn't an amount because {reason}")


def to_cents(value: Decimal | int | str) -> Cents:
    """Turn dollars into cents, exactly.

    Args:
        value: dollars, as JSON gives them when parsed with `parse_float=Decimal`, or as text.

    Raises:
        AmountError: a float, a bool, text that is no number, a fraction of a cent, or an amount
            larger than QuickBooks can hold.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise AmountError(value, f"it must be a number of {amount_unit()}")
    try:
        dollars = Decimal(value.strip()) if isinstance(value, str) else Decimal(value)
    except InvalidOperation:
        raise AmountError(value, f"it is text, not a number of {amount_unit()}") from None
    if not dollars.is_finite():
        raise AmountError(value, "it isn't a finite number")
    if dollars and (dollars.adjusted() > _MOST_DIGITS or abs(dollars) * 100 > LARGEST):
        raise AmountError(value, "it is larger than QuickBooks can hold")
    if dollars != dollars.quantize(_CENT):
        raise AmountError(value, f"it has a fraction of a {smallest_unit()}")
    return int(dollars * 100)


def json_number(text: str) -> Decimal | str:
    """A number with a fraction or an exponent, as JSON has it, exactly.

    Returns:
        The text where its exponent is beyond what Decimal takes: then its own field is in error, and
        nothing else of the answer.
    """
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def to_decimal(cents: Cents) -> Decimal:
    """Turn cents into dollars with two places: `1050` is `Decimal("10.50")`."""
    return Decimal(cents).scaleb(-2)


def format_money(cents: Cents) -> str:
    """Write cents as they read in a sentence, in the currency of the company being worked on (`currency`).

    `123450` is `$1,234.50` and `-2000` is `-$20.00`; in Canadian dollars `CA$1,234.50` and `-CA$20.00`.
    """
    return f"{'-' if cents < 0 else ''}{symbol(books_currency())}{format_amount(abs(cents))}"


def amount_heading(words: str) -> str:
    """Write the head of a column of amounts: `Amount` is `Amount (USD)`, in the company's currency."""
    return f"{words} ({books_currency()})"


def format_amount(cents: Cents) -> str:
    """Write cents for a column whose header names the currency: `123450` is `1,234.50`."""
    return f"{to_decimal(cents):,.2f}"
