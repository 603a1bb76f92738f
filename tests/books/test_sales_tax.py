"""How much tax QuickBooks should add to an entry."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.books.catalogue import ListEntry, ListKind
from include.books.sales_tax import TaxSide, expected_tax, is_rounding

HST = (Decimal(13),)
QUEBEC = (Decimal(5), Decimal("9.975"))


def test_ontario_charges_thirteen_percent_on_the_whole_commission() -> None:
    assert expected_tax([(3_000_000, HST)]) == 390_000


def test_a_fee_lowers_the_tax_of_the_agents_commission() -> None:
    assert expected_tax([(1_200_000, HST), (-39_500, HST)]) == 150_865


def test_quebec_charges_two_taxes_that_are_each_rounded() -> None:
    assert expected_tax([(10_010, QUEBEC)]) == 501 + 998


def test_a_line_at_zero_bears_no_tax() -> None:
    assert expected_tax([(1_000, (Decimal(0),)), (2_000, ())]) == 0


@given(
    st.lists(st.tuples(st.integers(-(10**9), 10**9), st.sampled_from([HST, QUEBEC, (Decimal(0),)])))
)
def test_rounding_by_line_and_by_rate_are_both_rounding(
    lines: list[tuple[int, tuple[Decimal, ...]]],
) -> None:
    by_line = sum(expected_tax([line]) for line in lines)
    assert is_rounding(by_line, lines)
    assert is_rounding(expected_tax(lines), lines)


def test_a_cent_more_on_a_single_line_is_no_rounding() -> None:
    assert not is_rounding(390_001, [(3_000_000, HST)])


NOVA_SCOTIA = ListEntry(
    ListKind.TAX_CODE,
    "9",
    "HST NS",
    sales_rates=(Decimal(14),),
    purchase_rates=None,
    sales_rate_changes=(
        (dt.date(2010, 7, 1), (Decimal(15),)),
        (dt.date(2025, 4, 1), (Decimal(14),)),
    ),
)


@pytest.mark.parametrize(
    ("day", "percent"),
    [("2010-06-30", 15), ("2025-03-31", 15), ("2025-04-01", 14), ("2026-12-01", 14), ("", 14)],
)
def test_an_entry_bears_the_rate_of_its_date(day: str, percent: int) -> None:
    """Nova Scotia's HST fell to 14 % on April 1, 2025; without a date, today's counts."""
    dated = dt.date.fromisoformat(day) if day else None
    assert TaxSide.SALES.rates(NOVA_SCOTIA, dated) == (Decimal(percent),)
    assert TaxSide.PURCHASES.rates(NOVA_SCOTIA, dated) is None
