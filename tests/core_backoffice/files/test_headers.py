"""Headers: found below titles and instructions, made comparable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.files.headers import (
    HeaderFound,
    column_names,
    find_header,
    key,
    letters,
    normal,
)
from include.core_backoffice.files.sheets import Cell
from tests.core_backoffice.mapping.made_files import made_sheet, sheet_of


def header(text: str, like: Sequence[str] = ()) -> HeaderFound:
    found = find_header(made_sheet(text), like=like)
    assert found is not None
    return found


def test_the_first_row_of_a_plain_table() -> None:
    assert header("""
        Deal | Address | Gross
        D-1  | Oak St  | 100.00
    """) == HeaderFound(1, 1, ("Deal", "Address", "Gross"))


def test_below_titles_instructions_and_blank_rows() -> None:
    found = header("""
        Commission Detail
        All offices, November 2026
         |
        Please don't change the columns. Dates are DD/MM/YYYY.
         |
        Deal | Closing Date | Agent | Gross
        D-1  | 11/20/2026   | Jane  | 100.00
        D-2  | 11/21/2026   | John  | 200.00
    """)
    assert (found.row, found.names) == (6, ("Deal", "Closing Date", "Agent", "Gross"))


def test_facts_above_the_table_are_no_header() -> None:
    found = header("""
        Office: | Austin
        Printed: | 11/30/2026
        Deal | Agent | Gross | Net
        D-1  | Jane  | 100   | 20
    """)
    assert (found.row, found.names) == (3, ("Deal", "Agent", "Gross", "Net"))


def test_rows_of_text_below_are_no_header() -> None:
    found = header("""
        Name | Email | Office | Notes
        Jane | jane@example.com | Austin | senior agent
        John | john@example.com | Dallas | new agent
    """)
    assert found.row == 1


def test_a_header_with_months_as_dates() -> None:
    cells: list[list[Cell]] = [
        ["Agent", dt.date(2026, 10, 1), dt.date(2026, 11, 1)],
        ["Jane", Decimal(5), Decimal(6)],
    ]
    found = find_header(sheet_of(cells))
    assert found is not None
    assert found.names == ("Agent", "2026-10-01", "2026-11-01")


def test_two_rows_are_joined_where_groups_stand_above_names() -> None:
    found = header("""
        Deal | Address | Agent 1 |        | Agent 2 |
             |         | Name    | Amount | Name    | Amount
        D-1  | Oak St  | Jane    | 5.00   | John    | 6.00
    """)
    assert found == HeaderFound(
        2,
        2,
        (
            "Deal",
            "Address",
            "Agent 1 / Name",
            "Agent 1 / Amount",
            "Agent 2 / Name",
            "Agent 2 / Amount",
        ),
    )


def test_a_first_row_with_blanks_is_no_second_header_row() -> None:
    found = header("""
        Name | Email | Phone | Notes
        Jane | Austin | |
        John | Dallas | |
    """)
    assert (found.row, found.rows) == (1, 1)


def test_known_headers_decide() -> None:
    text = """
        Deal | Agent | Gross | Net | Office | Status
        Deal Number | Gross Commission | x | |
        D-1 | 100.00 | y | |
    """
    assert header(text).row == 1
    assert header(text, like=["deal number", "GROSS  COMMISSION"]).row == 2


def test_known_headers_of_groups_and_joined_ones_decide() -> None:
    text = """
        Report | | Agent 1 |
        Deal   | | Name | Amount
        D-1    | | Jane | 5.00
    """
    assert header(text, like=["Agent {n} / Name", "Agent {n} / Amount"]).rows == 2
    assert header(text, like=["Deal", "Name", "Amount"]).rows == 1


def test_headers_that_none_of_the_rows_has_change_nothing() -> None:
    assert header("Deal | Gross\nD-1 | 1", like=["Something else"]).row == 1


def test_a_blank_sheet_has_no_header() -> None:
    assert find_header(sheet_of([])) is None
    assert find_header(sheet_of([[Decimal(1), Decimal(2)], [Decimal(3), Decimal(4)]])) is None


def test_duplicates_are_numbered_and_blanks_are_named_by_their_column() -> None:
    assert column_names(["Name", "name ", "", "NAME", "Name [2]", ""]) == (
        "Name",
        "name [2]",
        "Column C",
        "NAME [3]",
        "Name [2] [2]",
        "Column F",
    )


def test_duplicates_of_the_longest_header_are_numbered_too() -> None:
    first, second, third = column_names(["x" * 400, "x" * 300, "x" * 299])
    assert (len(first), second, third) == (300, f"{'x' * 296} [2]", "x" * 299)


def test_thousands_of_one_header_are_numbered_at_once() -> None:
    assert column_names(["x"] * 20_000)[-1] == "x [20000]"


def test_columns_that_only_the_data_has_are_named_too() -> None:
    assert header("Deal | Gross\nD-1 | 1 | note").names == ("Deal", "Gross", "Column C")


@pytest.mark.parametrize(
    "written",
    [
        "Gross Commission",
        "  Gross   Commission ",
        "Gross\nCommission",
        "Gross\r\nCommission",
        "\ufeffGross Commission",
        "Gross\u00a0Commission",
        "Gross \u200bCommission",
        "GROSS COMMISSION",
    ],
)
def test_a_header_is_the_same_however_it_is_written(written: str) -> None:
    assert key(written) == "gross commission"


def test_a_header_is_shown_as_it_is_written_without_what_nobody_sees() -> None:
    assert (
        normal(" Financials /\nSplit $\u00a0- Buy Side\ufeff") == "Financials / Split $ - Buy Side"
    )


@given(st.lists(st.text(max_size=8), max_size=12))
def test_names_are_never_blank_and_never_the_same(texts: list[str]) -> None:
    names = column_names(texts)
    assert len(names) == len(texts)
    assert all(names)
    assert len({key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_a_spreadsheet_names_them(index: int, name: str) -> None:
    assert letters(index) == name


def test_long_texts_that_are_alike_get_names_of_their_own() -> None:
    """Notes of hundreds of letters, in two columns of a row that could be the header."""
    names = column_names(["x" * 400] * 12)

    assert len({key(name) for name in names}) == 12
    assert names[11].endswith(" [12]")
