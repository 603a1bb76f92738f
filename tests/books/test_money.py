"""Money is exact, or rejected."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.books.money import (
    LARGEST,
    AmountError,
    format_amount,
    format_usd,
    to_cents,
    to_decimal,
)


@given(st.integers(-LARGEST, LARGEST))
def test_cents_survive_the_way_to_dollars_and_back(cents: int) -> None:
    assert to_cents(to_decimal(cents)) == cents
    assert to_cents(format_amount(cents).replace(",", "")) == cents


@pytest.mark.parametrize(
    "value", [10.5, True, None, "ten", "", "10.505", Decimal("0.001"), Decimal("NaN"), "Infinity"]
)
def test_what_is_no_exact_amount_is_rejected(value: object) -> None:
    with pytest.raises(AmountError, match="isn't an amount"):
        to_cents(value)  # type: ignore[arg-type]  # (the point of the test)


def test_an_amount_larger_than_quickbooks_holds_is_rejected() -> None:
    with pytest.raises(AmountError, match="larger than QuickBooks can hold"):
        to_cents(Decimal(LARGEST + 1).scaleb(-2))


def test_amounts_read_as_a_bookkeeper_writes_them() -> None:
    assert format_amount(784_000) == "7,840.00"
    assert format_amount(-2_000) == "-20.00"
    assert format_amount(5) == "0.05"


def test_in_a_sentence_an_amount_has_its_symbol_and_the_sign_comes_first() -> None:
    assert format_usd(784_000) == "$7,840.00"
    assert format_usd(-39_500) == "-$395.00"
    assert format_usd(0) == "$0.00"
