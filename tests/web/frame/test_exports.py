"""Exports are safe to open: nothing in them is a formula, and amounts are numbers."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from fastapi.responses import StreamingResponse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from include.plain_text import safe_cell
from include.web.frame.exports import Cell, csv_answer, excel_answer

HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://example.com","12 Oak St")',
    "+12",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1+1",
    "\uff1d1+1",
    "\u200b=1",
    "|cmd",
]


async def content(answer: StreamingResponse) -> bytes:
    parts = [part async for part in answer.body_iterator]
    return b"".join(part.encode() if isinstance(part, str) else bytes(part) for part in parts)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_could_be_a_formula_becomes_text(text: str) -> None:
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["12 Oak St", "O'Brien", "", "a=b", "11/23/2026"])
def test_all_else_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text(max_size=40))
def test_no_text_at_all_begins_with_the_sign_of_a_formula(text: str) -> None:
    assert safe_cell(text)[:1] not in tuple("=+-@\t\r\n|%")


@pytest.mark.anyio
async def test_a_csv_has_negative_amounts_as_numbers_and_hostile_names_as_text() -> None:
    rows: list[list[Cell]] = [[name, Decimal("-20.00")] for name in HOSTILE]
    text = (await content(csv_answer("writes", ["Name", "USD"], rows))).decode("utf-8")
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read[0] == ["Name", "USD"]
    assert all(row[0].startswith("'") for row in read[1:])
    assert {row[1] for row in read[1:]} == {"-20.00"}


@pytest.mark.anyio
async def test_an_excel_file_has_no_formula_in_it() -> None:
    rows: list[list[Cell]] = [[name, Decimal("-20.00")] for name in [*HOSTILE, "bell \x07"]]
    file = io.BytesIO(await content(excel_answer("writes", ["Name", "USD"], rows)))
    sheet: Any = load_workbook(file).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert [cell.value for cell in cells if cell.data_type == "n"] == [-20] * len(rows)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_a_text_that_was_stored_with_line_breaks_is_one_line_of_the_file() -> None:
    rows: list[list[Cell]] = [["TR-1\n::endgroup::\x1b[2J", "\n=1"]]
    text = (await content(csv_answer("writes", ["A", "B"], rows))).decode("utf-8")
    assert text.splitlines()[1:] == ["TR-1 ::endgroup:: [2J,'=1"]
