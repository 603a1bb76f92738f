"""Money is exact, or rejected."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.books.currency import amounts_in
from include.books.money import (
    LARGEST,
    AmountError,
    format_amount,
    format_money,
    json_number,
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


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (10.5, "it must be a number of dollars"),
        (True, "it must be a number of dollars"),
        (Decimal("1E+999999"), "it is larger than QuickBooks can hold"),
        ("1E+999999", "it is larger than QuickBooks can hold"),
        ("1E+99999999999999999999", "it is text, not a number of dollars"),
        (Decimal("1E-999999999"), "it has a fraction of a cent"),
        ("ten", "it is text, not a number of dollars"),
        (Decimal("NaN"), "it isn't a finite number"),
        ("10.505", "it has a fraction of a cent"),
        ("100000000000.00", "it is larger than QuickBooks can hold"),
        (-100_000_000_000, "it is larger than QuickBooks can hold"),
    ],
)
def test_what_is_rejected_is_named_with_the_reason(value: object, reason: str) -> None:
    with pytest.raises(AmountError) as caught:
        to_cents(value)  # type: ignore[arg-type]  # (the point of the test)
    assert str(caught.value) == f"{value!r} isn't an amount because {reason}"
    assert (str(caught.value.value), caught.value.reason) == (str(value), reason)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (True, "it must be a number of British pounds"),
        ("ten", "it is text, not a number of British pounds"),
        ("10.505", "it has a fraction of a penny"),
    ],
)
def test_the_reason_speaks_of_the_companys_own_currency(value: object, reason: str) -> None:
    with amounts_in("GBP"), pytest.raises(AmountError) as caught:
        to_cents(value)  # type: ignore[arg-type]  # (the point of the test)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("value", "cents"),
    [
        ("99999999999.99", 9_999_999_999_999),
        (Decimal("-99999999999.99"), -9_999_999_999_999),
        (" 10.50 ", 1_050),
        ("-0.01", -1),
        (7, 700),
        (Decimal("10.500"), 1_050),
    ],
    ids=[
        "the largest",
        "the smallest",
        "blanks around it",
        "a cent",
        "whole dollars",
        "more zeros",
    ],
)
def test_every_exact_amount_up_to_what_quickbooks_holds_is_taken(
    value: Decimal | int | str, cents: int
) -> None:
    assert to_cents(value) == cents


def test_amounts_read_as_a_bookkeeper_writes_them() -> None:
    assert format_amount(784_000) == "7,840.00"
    assert format_amount(-2_000) == "-20.00"
    assert format_amount(5) == "0.05"


def test_in_a_sentence_an_amount_has_its_symbol_and_the_sign_comes_first() -> None:
    assert format_money(784_000) == "$7,840.00"
    assert format_money(-39_500) == "-$395.00"
    assert format_money(0) == "$0.00"


@pytest.mark.parametrize(
    ("currency", "written"),
    [
        ("USD", "$7,840.00"),
        ("CAD", "CA$7,840.00"),
        ("AUD", "A$7,840.00"),
        ("GBP", "£7,840.00"),
        ("EUR", "EUR 7,840.00"),
    ],
)
def test_an_amount_of_a_company_has_the_symbol_of_its_currency(currency: str, written: str) -> None:
    with amounts_in(currency):
        assert format_money(784_000) == written
        assert format_money(-784_000) == f"-{written}"
        assert format_amount(784_000) == "7,840.00"
    assert format_money(784_000) == "$7,840.00"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10.50", Decimal("10.50")),
        ("1e3", Decimal(1000)),
        ("1e99999999999999999999", "1e99999999999999999999"),
    ],
)
def test_a_number_of_json_that_nobody_can_hold_is_an_error_of_its_field_alone(
    text: str, value: object
) -> None:
    assert json_number(text) == value
