"""CoreBooks' own workbook: its sheets and columns are the ready profile's, IDs keep their zeros."""

from __future__ import annotations

import io
from decimal import Decimal

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from include.core_backoffice.mapping.columns import read_headers
from include.core_backoffice.mapping.own_layout import (
    SHEETS,
    OwnCell,
    empty_workbook,
    sample_workbook,
    workbook,
)
from include.core_backoffice.mapping.ready import OWN, ready_profile


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def test_its_columns_are_those_of_the_ready_profile() -> None:
    profile = ready_profile(OWN)
    assert {table.sheet: set(read_headers(table)) for table in profile.tables} == {
        sheet: {column.header for column in columns} for sheet, columns in SHEETS.items()
    }
    for table in profile.tables:
        assert set(table.headers) <= set(read_headers(table))


def test_the_empty_workbook_has_headers_alone_and_formats_cells_to_come() -> None:
    book = opened(empty_workbook())
    assert book.sheetnames == ["Deals", "Items", "Agents", "Vendors", "Billing", "Payments"]
    deals = book["Deals"]
    assert deals.max_row == 1
    assert deals.freeze_panes == "A2"
    by_header = {cell.value: get_column_letter(cell.column) for cell in deals[1]}
    assert deals.column_dimensions[by_header["ZIP"]].number_format == "@"
    assert deals.column_dimensions[by_header["Transaction number"]].number_format == "@"
    assert deals.column_dimensions[by_header["Closing date"]].number_format == "mm/dd/yyyy"


def test_the_sample_has_the_examples_with_ids_as_text() -> None:
    book = opened(sample_workbook())
    rows = list(book["Deals"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == ["TR-0001", "TR-0002", "TR-0003", "TR-0004"]
    assert {row[6] for row in rows} == {"02108"}
    agents = list(book["Agents"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in agents] == ["0101", "0102"]


def test_text_that_looks_like_a_formula_is_text() -> None:
    row: dict[str, OwnCell] = {"Transaction number": "=1+1", "Gross commission": Decimal("10.10")}
    cell = opened(workbook({"Deals": [row]}))["Deals"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
