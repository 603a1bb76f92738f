"""What an XLSB workbook has besides values."""

from __future__ import annotations

import io
import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from include.core_backoffice.files.sheet_parts import SheetParts
from include.core_backoffice.files.xlsb_parts import xlsb_parts
from tests.core_backoffice.files.made import zipped

_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>'
)


def record(kind: int, data: bytes) -> bytes:
    """A record: kinds and sizes are written seven bits a byte."""
    return _sevens(kind) + _sevens(len(data)) + data


def _sevens(value: int) -> bytes:
    low, high = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _sevens(high) if high else bytes([low])


def text(value: str) -> bytes:
    """A text after its length."""
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def row(number: int, *, hidden: bool = False) -> bytes:
    """The head of a row; rows count from 0."""
    return record(0, struct.pack("<IIHBB", number, 0, 300, 0, 0x10 if hidden else 0))


SHEET = b"".join(
    [
        record(60, struct.pack("<4IH", 1, 2, 0, 0, 1)),  # columns B and C are hidden
        row(0),
        record(5, struct.pack("<IId", 0, 0, 1.5)),
        row(4, hidden=True),
        record(3, struct.pack("<IIB", 1, 0, 0x17)),  # B5 is #REF!
        record(9, struct.pack("<IId", 2, 0, 2.0) + bytes(200)),  # a formula with its result
        record(11, struct.pack("<IIB", 3, 0, 0x07)),  # D5 is #DIV/0!
        record(176, struct.pack("<4I", 4, 6, 0, 0)),  # A5:A7 is merged
    ]
)
BOOK = record(156, struct.pack("<II", 0, 1) + text("rId1") + text("Deals"))


def book(sheet: bytes) -> bytes:
    """The parts of a workbook that are looked at."""
    return zipped(
        {
            "xl/workbook.bin": BOOK,
            "xl/_rels/workbook.bin.rels": _RELATIONS,
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def test_errors_hidden_rows_and_columns_and_merged_cells_are_seen() -> None:
    assert xlsb_parts("deals.xlsb", io.BytesIO(book(SHEET))) == {
        "Deals": SheetParts(
            hidden_rows=[5],
            hidden_columns=[2, 3],
            formulas=True,
            broken={5: {2: "#REF!", 4: "#DIV/0!"}},  # type: ignore[dict-item]  # (compared as text)
            merged=[(5, 1, 7, 1)],
        )
    }


def test_a_workbook_that_is_not_understood_has_nothing_known() -> None:
    assert xlsb_parts("deals.xlsb", io.BytesIO(zipped({"xl/workbook.bin": BOOK}))) == {}
    assert xlsb_parts("deals.xlsb", io.BytesIO(b"")) == {}


@given(at=st.integers(0, len(SHEET) - 1), new=st.binary(min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_any_bytes_changed_end_in_no_error(at: int, new: bytes) -> None:
    xlsb_parts("deals.xlsb", io.BytesIO(book(SHEET[:at] + new + SHEET[at + len(new) :])))
