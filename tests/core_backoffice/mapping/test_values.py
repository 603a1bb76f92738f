"""One cell's value: what it is, and what is held because it could be two things."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from include.books.causes import HoldCause
from include.books.money import LARGEST
from include.core_backoffice.files.sheets import Cell
from include.core_backoffice.mapping.profile import DateOrder
from include.core_backoffice.mapping.values import (
    BadCell,
    cents_of,
    day_of,
    percent_of,
    share_of,
    text_of,
    yes_or_no,
)


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("$1,234.50", 123_450),
        ("1234.5", 123_450),
        (".00", 0),
        ("(123.45)", -12_345),
        ("($123.45)", -12_345),
        ("$(123.45)", -12_345),
        ("123.45-", -12_345),
        ("-$123.45", -12_345),
        ("\N{MINUS SIGN}5", -500),
        ("\u00a05.00\u00a0", 500),
        ("USD 5", 500),
        ("5 usd", 500),
        ("US$5", 500),
        ("$ -  ", 0),
        ("-", 0),
        ("12.5000", 1_250),
        ("'12.00", 1_200),
        (Decimal("1234.5"), 123_450),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_amounts_in_all_their_clothes(cell: Cell, cents: int | None) -> None:
    assert cents_of(cell) == cents


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("1.234,56", 123_456),
        ("1 234,56", 123_456),
        ("1\u202f234,56", 123_456),
        ("1'234,56", 123_456),
        ("1.234", 123_400),
        ("-0,05", -5),
        (",5", 50),
        (Decimal("1234.56"), 123_456),
    ],
)
def test_amounts_with_a_decimal_comma_where_the_profile_says_so(cell: Cell, cents: int) -> None:
    assert cents_of(cell, decimal_comma=True) == cents


@pytest.mark.parametrize(
    ("cell", "cause"),
    [
        ("12.345", HoldCause.NOT_A_NUMBER),
        (Decimal("12.345"), HoldCause.NOT_A_NUMBER),
        ("1.234,56", HoldCause.NOT_A_NUMBER),
        ("12,34", HoldCause.NOT_A_NUMBER),
        ("1,23,456", HoldCause.NOT_A_NUMBER),
        ("1e5", HoldCause.NOT_A_NUMBER),
        ("3%", HoldCause.NOT_A_NUMBER),
        ("see attached", HoldCause.NOT_A_NUMBER),
        ("N/A", HoldCause.NOT_A_NUMBER),
        ("(-5)", HoldCause.NOT_A_NUMBER),
        ("()", HoldCause.NOT_A_NUMBER),
        ("$", HoldCause.NOT_A_NUMBER),
        ("١٢", HoldCause.NOT_A_NUMBER),
        ("1000000000000000", HoldCause.NOT_A_NUMBER),
        (Decimal("NaN"), HoldCause.NOT_A_NUMBER),
        (Decimal("1E+999"), HoldCause.NOT_A_NUMBER),
        (True, HoldCause.NOT_A_NUMBER),
        (dt.date(2026, 1, 5), HoldCause.NOT_A_NUMBER),
        ("CAD 5", HoldCause.OTHER_CURRENCY),
        ("C$5", HoldCause.OTHER_CURRENCY),
        ("5 €", HoldCause.OTHER_CURRENCY),
        ("#REF!", HoldCause.BAD_FIELD),
    ],
)
def test_what_is_no_amount_is_held(cell: Cell, cause: HoldCause) -> None:
    with pytest.raises(BadCell) as caught:
        cents_of(cell)
    assert caught.value.cause is cause


def test_an_american_amount_is_held_where_a_decimal_comma_is_said() -> None:
    with pytest.raises(BadCell, match="written as 1.234,56"):
        cents_of("1,234.56", decimal_comma=True)
    with pytest.raises(BadCell, match="fraction of a cent"):
        cents_of("1,234", decimal_comma=True)


def test_dollars_of_the_profiles_own_currency() -> None:
    assert cents_of("CAD 5", currency="CAD") == 500
    assert cents_of("$5", currency="CAD") == 500
    with pytest.raises(BadCell, match="but amounts must be in EUR"):
        cents_of("$5", currency="EUR")


amounts = st.integers(-LARGEST, LARGEST)


def _grouped(cents: int, comma: str, point: str) -> str:
    whole, rest = divmod(abs(cents), 100)
    return f"{whole:,}".replace(",", comma) + f"{point}{rest:02}"


@given(
    amounts,
    st.sampled_from(["$", "", "USD ", "US$"]),
    st.sampled_from(["minus", "after", "brackets"]),
)
@example(-1, "$", "brackets")
def test_every_way_to_write_cents_reads_as_these_cents(cents: int, symbol: str, sign: str) -> None:
    for comma in (",", ""):
        text = f"{symbol}{_grouped(cents, comma, '.')}"
        if cents < 0:
            text = {"minus": f"-{text}", "after": f"{text}-", "brackets": f"({text})"}[sign]
        assert cents_of(text) == cents


@given(amounts, st.sampled_from([".", " ", "\u00a0", "\u202f", ""]))
def test_every_way_to_write_cents_with_a_comma(cents: int, group: str) -> None:
    text = ("-" if cents < 0 else "") + _grouped(cents, group, ",")

    assert cents_of(text, decimal_comma=True) == cents


@given(amounts)
def test_a_workbooks_number_is_its_cents(cents: int) -> None:
    assert cents_of(Decimal(cents).scaleb(-2)) == cents


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_held(text: str) -> None:
    with contextlib.suppress(BadCell):
        assert isinstance(cents_of(text), int | None)


@pytest.mark.parametrize(
    ("cell", "scale", "percent"),
    [
        ("3", 1, "3"),
        ("3%", 1, "3"),
        ("2.5 %", 1, "2.5"),
        ("0.03", 100, "3"),
        ("3%", 100, "3"),
        ("0.5%", 1, "0.5"),
        ("1", 100, "100"),
        (Decimal("0.06"), 100, "6"),
        ("0", 1, "0"),
    ],
)
def test_percentages_in_the_scale_that_is_said(cell: Cell, scale: int, percent: str) -> None:
    assert percent_of(cell, scale) == Decimal(percent)


@pytest.mark.parametrize(
    ("cell", "scale"), [("0.06", 1), ("2.5", 100), ("101", 1), ("-3", 1), ("three", 1), (True, 1)]
)
def test_a_percentage_in_another_scale_is_held(cell: Cell, scale: int) -> None:
    with pytest.raises(BadCell):
        percent_of(cell, scale)


def test_a_share_is_to_the_nearest_cent() -> None:
    assert share_of(1_485_000, Decimal(5)) == 74_250
    assert share_of(33_333_333, Decimal(3)) == 1_000_000
    assert share_of(-5, Decimal(50)) == -3


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("1/5/2026", DateOrder.MDY, (2026, 1, 5)),
        ("01-05-26", DateOrder.MDY, (2026, 1, 5)),
        ("01/05/2026 11:59 PM", DateOrder.MDY, (2026, 1, 5)),
        ("Jan 5, 2026", DateOrder.MDY, (2026, 1, 5)),
        ("1/5/2026", DateOrder.DMY, (2026, 5, 1)),
        ("5.1.2026", DateOrder.DMY, (2026, 1, 5)),
        ("5-Jan-26", DateOrder.DMY, (2026, 1, 5)),
        ("2026-01-05", DateOrder.YMD, (2026, 1, 5)),
        ("2026-01-05T23:30:00", DateOrder.YMD, (2026, 1, 5)),
        ("46027", DateOrder.EXCEL, (2026, 1, 5)),
        (Decimal("46027.75"), DateOrder.EXCEL, (2026, 1, 5)),
        ("1767592800000", DateOrder.MILLISECONDS, (2026, 1, 5)),
        (dt.date(2026, 1, 5), DateOrder.DMY, (2026, 1, 5)),
        (dt.datetime(2026, 1, 5, 23), DateOrder.MDY, (2026, 1, 5)),  # noqa: DTZ001  (as workbooks have them)
    ],
)
def test_days_in_the_order_that_is_said(
    cell: Cell, order: DateOrder, day: tuple[int, int, int]
) -> None:
    assert day_of(cell, order) == dt.date(*day)


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("13/05/2026", DateOrder.MDY),
        ("05/13/2026", DateOrder.DMY),
        ("2026-01-05", DateOrder.MDY),
        ("01/05/2026", DateOrder.YMD),
        ("2/30/2026", DateOrder.MDY),
        ("46027", DateOrder.MDY),
        (Decimal(46027), DateOrder.MDY),
        (Decimal(60), DateOrder.EXCEL),
        ("1/5/1926", DateOrder.MDY),
        ("1/5/20266", DateOrder.MDY),
        ("00/00/0000", DateOrder.MDY),
        ("pending", DateOrder.MDY),
        ("5 Jan 2026", DateOrder.MDY),
        ("#VALUE!", DateOrder.MDY),
        (True, DateOrder.MDY),
    ],
)
def test_a_day_that_is_impossible_in_the_order_is_held(cell: Cell, order: DateOrder) -> None:
    with pytest.raises(BadCell):
        day_of(cell, order)


def test_a_moment_is_the_day_where_the_profile_says() -> None:
    chicago = ZoneInfo("America/Chicago")

    assert day_of("2026-01-06T03:00:00Z", DateOrder.YMD, chicago) == dt.date(2026, 1, 5)
    assert day_of("2026-01-05T23:00:00-06:00", DateOrder.YMD, chicago) == dt.date(2026, 1, 5)
    assert day_of("1767668400000", DateOrder.MILLISECONDS, chicago) == dt.date(2026, 1, 5)
    assert day_of("1767668400000", DateOrder.MILLISECONDS) == dt.date(2026, 1, 6)


@given(st.dates(dt.date(1980, 1, 1), dt.date(2199, 12, 31)))
def test_every_day_reads_as_it_is_written(day: dt.date) -> None:
    assert day_of(f"{day.month}/{day.day}/{day.year}", DateOrder.MDY) == day
    assert day_of(f"{day.day:02}.{day.month:02}.{day.year}", DateOrder.DMY) == day
    assert day_of(day.isoformat(), DateOrder.YMD) == day
    assert day_of(Decimal((day - dt.date(1899, 12, 30)).days), DateOrder.EXCEL) == day


@pytest.mark.parametrize(
    ("cell", "width", "text"),
    [
        ("2134", 5, "02134"),
        (Decimal(2134), 5, "02134"),
        ("2134-1234", 5, "02134-1234"),
        ("K1A 0B1", 5, "K1A 0B1"),
        (Decimal("1024.0"), None, "1024"),
        (Decimal("10.50"), None, "10.50"),
        (True, None, "yes"),
        (dt.date(2026, 1, 5), None, "2026-01-05"),
        (" a\nb ", None, "a b"),
        (None, None, ""),
    ],
)
def test_texts_as_people_know_them(cell: Cell, width: int | None, text: str) -> None:
    assert text_of(cell, width) == text


def test_an_error_of_a_formula_is_no_text() -> None:
    with pytest.raises(BadCell, match="formula"):
        text_of("#N/A")


def test_yes_and_no() -> None:
    assert [yes_or_no(word) for word in ("Yes", "TRUE", "1", "no", "0", "")] == [
        True,
        True,
        True,
        False,
        False,
        None,
    ]
    with pytest.raises(BadCell):
        yes_or_no("maybe")
