"""Delimited text: rows with their numbers, whatever the delimiter, the encoding and the line ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.files import bounds, csv_files
from include.core_backoffice.files.sheets import FileRefused
from tests.core_backoffice.files.made import cells, opened, rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
def test_any_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(
        delimiter.join(row) for row in [("Deal", "Gross"), ("D-1", "100"), ("D-2", "5")]
    )
    assert cells(text) == [("Deal", "Gross"), ("D-1", "100"), ("D-2", "5")]


def test_a_delimiter_that_is_not_a_comma_is_named() -> None:
    assert opened("Deal;Gross\nD-1;1\n").notes == ("Columns are separated by semicolons.",)
    assert opened("Deal,Gross\nD-1,1\n").notes == ()


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    text = 'Commission report\n\nDeal,Notes\nD-1,"two\nlines"\n , \n\nD-2,x\n'
    assert rows(text) == [
        (1, ("Commission report",)),
        (3, ("Deal", "Notes")),
        (4, ("D-1", "two\nlines")),
        (7, ("D-2", "x")),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(end: str) -> None:
    assert rows(end.join(["Deal,Gross", "D-1,1", "D-2,2"])) == [
        (1, ("Deal", "Gross")),
        (2, ("D-1", "1")),
        (3, ("D-2", "2")),
    ]


def test_cells_are_text_as_it_is_written() -> None:
    line = 'ZIP,Amount,Blank\n02134," (1,234.50) ",\n'
    assert cells(line) == [("ZIP", "Amount", "Blank"), ("02134", " (1,234.50) ", "")]


def test_a_formula_that_keeps_leading_zeros_is_its_text() -> None:
    assert cells('ZIP,Deal\n"=""02134""",="007"\n')[1] == ("02134", "007")


def test_the_line_by_which_excel_names_the_delimiter_is_no_row() -> None:
    assert rows("sep=;\nDeal;Address\nD-1;5, Oak St\n") == [
        (1, ("Deal", "Address")),
        (2, ("D-1", "5, Oak St")),
    ]


def test_a_quotation_mark_that_never_closes_is_named_by_its_row() -> None:
    text = "Deal,Address\nD-1,Oak St\n" + 'D-2,"Elm St\n' + "D-3,Pine St\n" * 5000
    with pytest.raises(FileRefused) as refused:
        rows(text, "deals.csv")
    assert refused.value.sentence == (
        "Row 3 of deals.csv has a cell of more than 32,767 characters."
    )
    assert "quotation mark" in refused.value.what_to_do


def test_more_columns_than_a_sheet_may_have() -> None:
    with pytest.raises(FileRefused, match="report has 2,001 columns. The limit is 2,000."):
        rows("a," * 2000 + "b\n")


def test_more_rows_than_a_sheet_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "BOUNDS", bounds.Bounds(rows=2))
    with pytest.raises(FileRefused, match="report has 3 rows. The limit is 2."):
        rows("a\nb\nc\n")


_TEXT = st.text(
    alphabet=st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"
    ),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() and not text.startswith(('="', "sep=", "<", "{", "[")))


@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(_TEXT, min_size=width, max_size=width).map(tuple), min_size=2, max_size=8
        )
    )
)
def test_what_is_written_as_csv_is_read_as_it_was(table: list[tuple[str, ...]]) -> None:
    quoted = ["\x2c".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table]
    assert cells("Header" + ",x" * (len(table[0]) - 1) + "\n" + "\n".join(quoted))[1:] == table
