"""What an XLSX workbook has besides values, however its XML is written."""

from __future__ import annotations

import io

import pytest

from include.core_backoffice.files.sheet_parts import SheetParts
from include.core_backoffice.files.sheets import FileRefused
from include.core_backoffice.files.workbook_parts import number, sheet_parts
from tests.core_backoffice.files.made import with_part, xlsx, zipped

SHEET = "xl/worksheets/sheet1.xml"


def parts(old: str, new: str) -> SheetParts:
    """Of a workbook with two rows, with some of its sheet's XML replaced."""
    workbook = with_part(xlsx(["Deal"], [1]), SHEET, old, new)
    return sheet_parts("deals.xlsx", io.BytesIO(workbook))["Sheet"]


@pytest.mark.parametrize(
    "row",
    [
        '<row r="2" hidden="1">',
        "<row hidden='true' spans='1:1' r='2'>",
        '<x:row r="2" ht="0" hidden = "1" >',
    ],
)
def test_a_hidden_row_is_seen(row: str) -> None:
    assert parts('<row r="2">', row).hidden_rows == [2]


def test_a_row_that_is_not_hidden_is_none() -> None:
    assert parts('<row r="2">', '<row r="2" hidden="0" collapsed="1">').hidden_rows == []


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ("<c t='e' r='A2'><v>#REF!</v></c>", "#REF!"),
        ('<c r="A2"><f>B1*2</f></c>', "=B1*2"),
        ('<c r="A2" s="1"><f>B1&amp;"x"</f><v/></c>', '=B1&"x"'),
        ('<c r="A2"><f t="shared" si="0"/><v></v></c>', "=?"),
        ('<x:c r="A2"><x:f>B1</x:f><x:v></x:v></x:c>', "=B1"),
    ],
)
def test_a_cell_without_a_value_is_seen(cell: str, shown: str) -> None:
    assert parts('<c r="A2" t="n"><v>1</v></c>', cell).broken == {2: {1: shown}}


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A2"><f>B1*2</f><v>5</v></c>',
        '<c r="A2" t="str"><f>B1</f><v xml:space="preserve"> x</v></c>',
        '<c r="A2" s="3"/>',
        '<c r="A2" t="inlineStr"><is><t>&lt;f&gt;</t></is></c>',
    ],
)
def test_a_cell_with_a_value_or_nothing_is_whole(cell: str) -> None:
    assert parts('<c r="A2" t="n"><v>1</v></c>', cell).broken == {}


def test_columns_hidden_to_the_right_end_say_nothing() -> None:
    found = parts(
        "<sheetData>",
        '<cols><col min="2" max="3" hidden="1"/><col min="5" max="16384" hidden="1"/></cols><sheetData>',
    )
    assert found.hidden_columns == [2, 3]


def test_formulas_without_results_by_the_thousand_are_one_refusal() -> None:
    with pytest.raises(FileRefused) as refused:
        sheet_parts("deals.xlsx", io.BytesIO(xlsx(*(["=1"] for _ in range(10_001)))))
    assert refused.value.sentence == (
        "Sheet “Sheet” of deals.xlsx has more than 10,000 formulas without results."
    )
    assert refused.value.what_to_do == "Open it in Excel, save it, and import it again."


def test_a_document_type_is_refused() -> None:
    workbook = with_part(
        xlsx([1]), "xl/workbook.xml", "<workbook", '<!DOCTYPE x [<!ENTITY a "b">]><workbook'
    )
    with pytest.raises(FileRefused, match="damaged"):
        sheet_parts("deals.xlsx", io.BytesIO(workbook))


def test_a_workbook_without_its_parts_is_refused() -> None:
    with pytest.raises(FileRefused, match="damaged"):
        sheet_parts("deals.xlsx", io.BytesIO(zipped({"xl/workbook.xml": "<workbook/>"})))


@pytest.mark.parametrize(
    ("letters", "value"), [(b"A", 1), (b"Z", 26), (b"AA", 27), (b"XFD", 16384)]
)
def test_columns_count_from_a(letters: bytes, value: int) -> None:
    assert number(letters) == value
