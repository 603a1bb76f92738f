"""Cells: what values of workbooks are, and how they read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.files.cells import is_blank, number, text_of, workbook_cell
from include.core_backoffice.files.sheets import Cell


@given(st.integers(-(10**13), 10**13))
def test_every_amount_of_cents_that_excel_can_keep_comes_through_exactly(cents: int) -> None:
    assert number(cents / 100) == Decimal(cents).scaleb(-2)


@given(st.lists(st.integers(-10_000_000, 10_000_000), min_size=1, max_size=5))
def test_sums_that_a_workbook_made_are_cents_again(amounts: list[int]) -> None:
    assert number(sum(cents / 100 for cents in amounts)).quantize(Decimal("0.01")) == (  # type: ignore[union-attr]  # (finite)
        Decimal(sum(amounts)).scaleb(-2)
    )


def test_what_is_no_number_is_text() -> None:
    assert number(float("nan")) == "NaN"
    assert number(float("inf")) == "Infinity"


def test_a_text_is_cut_where_excel_would_cut_it() -> None:
    assert workbook_cell("x" * 40_000) == "x" * 32_767


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "TRUE"),
        (False, "FALSE"),
        (Decimal("1E+2"), "100"),
        (Decimal("1234.50"), "1234.50"),
        (dt.date(2026, 11, 20), "2026-11-20"),
        (" x ", " x "),
    ],
)
def test_a_cell_reads_as_text(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


def test_blank_is_nothing_to_see() -> None:
    assert [is_blank(cell) for cell in (None, "", " \u00a0\n", Decimal(0), False)] == [
        True,
        True,
        True,
        False,
        False,
    ]
