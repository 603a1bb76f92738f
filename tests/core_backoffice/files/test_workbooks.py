"""Workbooks: values only, with what people don't see in them named."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest

from include.core_backoffice.files.headers import find_header
from include.core_backoffice.files.sheets import BrokenCell, FileRefused
from tests.core_backoffice.files.made import (
    cells,
    ods,
    opened,
    rows,
    saved,
    with_new_part,
    with_part,
    xlsx,
)

SHEET = "xl/worksheets/sheet1.xml"


def test_numbers_are_exact_as_excel_shows_their_digits() -> None:
    (row,) = cells(
        xlsx([1234.0, 1234.5, 0.1 + 0.2, 1234.4999999999998, 1700000000000, 1e20, -0.005])
    )
    assert [str(cell) for cell in row] == [
        "1234",
        "1234.5",
        "0.3",
        "1234.5",
        "1700000000000",
        "100000000000000000000",
        "-0.005",
    ]
    assert all(isinstance(cell, Decimal) for cell in row)


def test_dates_are_days_times_are_moments_and_durations_are_text() -> None:
    (row,) = cells(
        xlsx([dt.date(2026, 11, 20), dt.datetime(2026, 11, 20, 9, 30), dt.time(9, 30), True, "x"])  # noqa: DTZ001 (as a workbook has it)
    )
    assert row == (
        dt.date(2026, 11, 20),
        dt.datetime(2026, 11, 20, 9, 30),  # noqa: DTZ001 (as a workbook has it)
        "09:30:00",
        True,
        "x",
    )


def test_a_date_without_a_format_stays_excels_serial_number() -> None:
    assert cells(xlsx([46346]))[0] == (Decimal(46346),)


def test_ids_written_as_text_keep_their_zeros() -> None:
    assert cells(xlsx(["02134", "007"]))[0] == ("02134", "007")


def test_rows_and_columns_keep_their_places() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["C4"], sheet["D4"], sheet["C7"] = "Deal", "Gross", "D-1"
    assert rows(saved(workbook)) == [
        (4, (None, None, "Deal", "Gross")),
        (7, (None, None, "D-1", "")),
    ]
    found = find_header(opened(saved(workbook)).sheets[0])
    assert found is not None
    assert found.names == ("Column A", "Column B", "Deal", "Gross")


def test_many_rows_come_in_their_order_and_can_be_left_in_the_middle() -> None:
    sheet = opened(xlsx(*([index] for index in range(1, 3001)))).sheets[0]
    half, other = sheet.rows(), sheet.rows()
    assert next(half) == next(other) == (1, (Decimal(1),))
    del half
    assert [number for number, _ in other] == list(range(2, 3001))
    assert len(list(sheet.rows())) == 3000


def test_hidden_sheets_rows_and_columns_are_read_and_named() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Deals"
    for number in range(1, 9):
        sheet.append([f"D-{number}", number, number])
    for number in (3, 4, 5, 8):
        sheet.row_dimensions[number].hidden = True
    sheet.column_dimensions["B"].hidden = True
    workbook.create_sheet("Old").sheet_state = "veryHidden"
    file = opened(saved(workbook))

    assert [(one.name, one.hidden) for one in file.sheets] == [("Deals", False), ("Old", True)]
    assert [number for number, _ in file.sheets[0].rows()] == list(range(1, 9))
    assert file.notes == (
        "Sheet “Deals” has hidden rows (3 to 5, 8). They are read like all others.",
        "Sheet “Deals” has hidden columns (B). They are read like all others.",
        "Sheet “Old” is hidden in the workbook.",
    )


def test_merged_cells_have_their_value_in_the_first_row_alone() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for line in (["Report", None], ["Deal", "Agent"], ["D-1", "Jane"], [None, "John"]):
        sheet.append(line)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A3:A4")
    file = opened(saved(workbook))
    assert [row for _, row in file.sheets[0].rows()][2:] == [("D-1", "Jane"), ("", "John")]
    assert file.notes == (
        "Sheet “Sheet” has merged cells (A3:A4). Only the first row of each has the value.",
    )


def test_a_formula_is_its_last_value() -> None:
    workbook = with_part(xlsx(["=1+1"]), SHEET, "<v></v>", "<v>2</v>")
    assert cells(workbook) == [(Decimal(2),)]
    assert opened(workbook).notes == (
        "Formulas are not calculated. Their last values in the file are used.",
    )


def test_a_formula_without_a_value_and_an_error_are_not_blank() -> None:
    file = opened(xlsx(["Deal", "Fee"], ["D-1", "=B9*0.05"], ["D-2", "#REF!"], ["=A1"]))
    (_, first), (_, second), (_, third) = list(file.sheets[0].rows())[1:]
    assert (first, second, third) == (("D-1", "=B9*0.05"), ("D-2", "#REF!"), ("=A1",))
    assert isinstance(first[1], BrokenCell)
    assert isinstance(second[1], BrokenCell)
    assert file.notes[0] == (
        "Sheet “Sheet” has cells without a value (B2 =B9*0.05, B3 #REF!, A4 =A1). "
        "Correct them, because their rows are put on hold."
    )


def test_macros_are_named_and_not_run() -> None:
    file = opened(with_new_part(xlsx(["Deal"]), "xl/vbaProject.bin", "Attribute VB_Name"))
    assert file.format == "XLSM"
    assert file.notes == ("The workbook has macros. They are not run.",)


def test_a_cell_far_out_takes_nothing_down_but_its_file() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["ALL1048576"] = "Deal", "x"
    with pytest.raises(FileRefused) as refused:
        rows(saved(workbook), "deals.xlsx")
    assert refused.value.sentence == "deals.xlsx needs more than 2,048 MiB of memory to be read."
    assert "Delete the empty rows and columns" in refused.value.what_to_do


def test_more_columns_than_a_sheet_may_have() -> None:
    with pytest.raises(FileRefused, match="Sheet “Sheet” of report has 2,001 columns."):
        rows(xlsx(["x"] * 2001))


def test_blank_rows_by_the_million_cost_nothing() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["A1048576"] = "Deal", "D-1"
    assert rows(saved(workbook)) == [(1, ("Deal",)), (1_048_576, ("D-1",))]


def test_a_workbook_of_open_document() -> None:
    file = opened(
        ods(
            '<table:table-row><table:table-cell office:value-type="string"><text:p>Deal</text:p>'
            '</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="2">'
            '<table:table-cell office:value-type="currency" office:value="0.30000000000000004"/>'
            "</table:table-row>"
        )
    )
    assert file.format == "ODS"
    assert list(file.sheets[0].rows()) == [
        (1, ("Deal",)),
        (2, (Decimal("0.3"),)),
        (3, (Decimal("0.3"),)),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x09\x08\x10\x00" + b"\x06" * 16 + b"\x2f\x00\x36\x00",
        ods("", manifest="<manifest:encryption-data/>"),
    ],
)
def test_a_password_is_named(content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        opened(content, "deals.xls")
    assert refused.value.sentence == "deals.xls is protected by a password."
    assert refused.value.what_to_do == (
        "Open it, remove the password, save it, and import it again."
    )


def test_another_file_of_office_is_refused() -> None:
    with pytest.raises(FileRefused, match="letter.doc is damaged, or not a workbook"):
        opened(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "letter.doc")


def test_names_of_sheets_are_plain() -> None:
    workbook = with_part(xlsx(["x"]), "xl/workbook.xml", 'name="Sheet"', 'name="De&#x202E;als"')
    assert opened(workbook).sheets[0].name == "De als"


def test_errors_and_hidden_rows_of_open_document_are_seen_too() -> None:
    file = opened(
        ods(
            '<table:table-row table:number-rows-repeated="2"><table:table-cell '
            'office:value-type="string"><text:p>Deal</text:p></table:table-cell></table:table-row>'
            '<table:table-row table:visibility="collapse"><table:table-cell '
            'table:number-columns-repeated="2" office:value-type="float" office:value="1"/>'
            '<table:table-cell table:formula="of:=1/0" calcext:value-type="error">'
            "<text:p>#DIV/0!</text:p></table:table-cell></table:table-row>"
        )
    )
    assert list(file.sheets[0].rows())[2:] == [(3, (Decimal(1), Decimal(1), "#DIV/0!"))]
    assert file.notes == (
        "Sheet “Deals” has hidden rows (3). They are read like all others.",
        "Sheet “Deals” has cells without a value (C3 #DIV/0!). Correct them, because their rows are put on hold.",
        "Formulas are not calculated. Their last values in the file are used.",
    )


def test_a_document_type_in_open_document_is_refused() -> None:
    workbook = with_part(ods(""), "content.xml", "<office:document-content", _BILLION_LAUGHS)
    with pytest.raises(FileRefused, match="report is damaged"):
        opened(workbook)


_BILLION_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<office:document-content"
)
