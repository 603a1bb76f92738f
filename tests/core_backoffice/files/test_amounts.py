"""Amounts in lines of text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.books.money import format_money
from include.core_backoffice.files.amounts import amounts_in


@pytest.mark.parametrize(
    ("text", "dollars", "is_signed"),
    [
        ("Gross $14,850.00", "14850.00", False),
        ("Gross 14850.00", "14850.00", False),
        ("Gross $14,850", "14850", False),
        ("Fee (742.50)", "-742.50", True),
        ("Fee ($742.50)", "-742.50", True),
        ("Fee -$742.50", "-742.50", True),
        ("Fee $-742.50", "-742.50", True),
        ("Fee - 742.50", "-742.50", True),
        ("Fee \u2212742.50", "-742.50", True),
        ("Fee 742.50-", "-742.50", True),
        ("Bonus +$90.00", "90.00", True),
        ("Zero $0.00", "0.00", False),
        ("Fee (5.00%) 742.50", "742.50", False),
    ],
)
def test_an_amount_is_read_with_its_sign(text: str, dollars: str, is_signed: bool) -> None:
    (amount,) = amounts_in(text)
    assert (str(amount.dollars), amount.is_signed) == (dollars, is_signed)


@pytest.mark.parametrize(
    "text",
    [
        "11/20/2026",
        "5.00%",
        "5 %",
        "146 Aldon Drive, TX 78701",
        "TR-2026-000123",
        "1.2.3",
        "1,5",
        "",
        "10.5",
    ],
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert amounts_in(text) == []


def test_all_amounts_of_a_line_are_found() -> None:
    text = "Split 80% of $9,000.00 7,200.00"
    assert [text[one.start : one.end].strip() for one in amounts_in(text)] == [
        "$9,000.00",
        "7,200.00",
    ]


@given(st.integers(-99_999_999_99, 99_999_999_99))
def test_every_amount_as_we_write_it_is_read_again(cents: int) -> None:
    (amount,) = amounts_in(f"Net to Jane Doe {format_money(cents)}")
    assert amount.dollars * 100 == cents
