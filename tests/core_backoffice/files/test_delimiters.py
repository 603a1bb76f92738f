"""The delimiter is the character that splits the most rows alike."""

from __future__ import annotations

import io

import pytest

from include.core_backoffice.files.delimiters import find_layout


def delimiter(text: str) -> str:
    return find_layout(io.BytesIO(text.encode()), "utf-8").delimiter


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Deal;Gross\nD-1;1.234,50\nD-2;2,00\n", ";"),
        ("Deal\tAddress\nD-1\t5, Oak St, Austin\nD-2\t6, Elm St, Austin\n", "\t"),
        ("Deal|Agents|Note\nD-1|A, B|x\nD-2|C|y, z\n", "|"),
        ("Deal,Note\nD-1,a;b;c\nD-2,d;e;f\n", ","),
        ('Deal,Note\nD-1,"a;b|c"\nD-2,"d;e|f"\n', ","),
        ("Report; all offices; November\nDeal,Gross,Net\nD-1,1,2\nD-2,1,2\n", ","),
        ("One column\nJane Doe\nJohn Roe\n", ","),
        ("Time\n10:30\n11:45\n", ","),
        ("", ","),
    ],
)
def test_it_is_found_by_the_first_rows(text: str, found: str) -> None:
    assert delimiter(text) == found


def test_a_quotation_mark_that_never_closes_hides_none() -> None:
    assert delimiter('Deal;Gross\nD-1;1\nD-2;"2\n' + "x" * 40_000 + "\n") == ";"
