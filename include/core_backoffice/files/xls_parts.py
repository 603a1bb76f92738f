"""What an XLS workbook has besides values: errors, formulas, hidden rows and columns, merged cells.

As in XLSX workbooks, the reader of values gives errors as blank cells (`workbook_parts`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from include.core_backoffice.files.bounds import BOUNDS
from include.core_backoffice.files.ole_stream import workbook_stream
from include.core_backoffice.files.sheet_parts import SheetParts

_BEGIN = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_END, _SHEET, _MERGED, _COLUMN, _ROW, _ERROR = 0x000A, 0x0085, 0x00E5, 0x007D, 0x0208, 0x0205
_FORMULA = frozenset({0x0006, 0x0206, 0x0406})
_EXCEL_8 = 0x0600
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def xls_parts(name: str, content: BinaryIO) -> dict[str, SheetParts]:
    """What each sheet has besides values, by the sheets' names; nothing of a file that isn't understood.

    Raises:
        FileRefused: the workbook has too many errors.
    """
    try:
        stream = workbook_stream(content)
        sheets = list(_sheets(stream))
        found = {sheet: _searched(stream, start) for start, sheet in sheets}
    except (ValueError, IndexError, struct.error, OSError):
        return {}
    for sheet, parts in found.items():
        parts.check(name, sheet)
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Records from a place on: kind and data."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _sheets(stream: bytes) -> Iterator[tuple[int, str]]:
    """Where each sheet begins, and its name."""
    is_excel_8 = False
    for kind, data in _records(stream, 0):
        if kind == _END:
            return
        if kind in _BEGIN:
            is_excel_8 = data[:2] == struct.pack("<H", _EXCEL_8)
        elif kind == _SHEET:
            yield int.from_bytes(data[:4], "little"), _sheet_name(data, is_excel_8=is_excel_8)


def _sheet_name(data: bytes, *, is_excel_8: bool) -> str:
    length = data[6]
    if not is_excel_8:
        return data[7 : 7 + length].decode("cp1252", "replace")
    if data[7] & 1:
        return data[8 : 8 + 2 * length].decode("utf-16-le", "replace")
    return data[8 : 8 + length].decode("latin-1")


def _searched(stream: bytes, start: int) -> SheetParts:
    parts = SheetParts()
    depth = 0
    for kind, data in _records(stream, start):
        if kind in _BEGIN:
            depth += 1  # a chart in the sheet has records of its own
        elif kind == _END:
            depth -= 1
            if depth == 0:
                break
        elif depth == 1:
            _note(parts, kind, data)
    return parts


def _note(parts: SheetParts, kind: int, data: bytes) -> None:
    if kind in _FORMULA:
        parts.formulas = True
        if data[12:14] == b"\xff\xff" and data[6] == 2:  # noqa: PLR2004 (a result that is an error)
            _note_error(parts, data, data[8])
    elif kind == _ERROR and data[7]:
        _note_error(parts, data, data[6])
    elif kind == _ROW and struct.unpack_from("<I", data, 12)[0] & 0x20:
        parts.hidden_rows.append(struct.unpack_from("<H", data)[0] + 1)
    elif kind == _COLUMN:
        first, last, _, _, options = struct.unpack_from("<5H", data)
        if options & 1 and last < BOUNDS.columns and last < 0xFF:  # noqa: PLR2004 (the last column is all to the right)
            parts.hidden_columns += range(first + 1, last + 2)
    elif kind == _MERGED:
        for at in range(2, len(data) - 7, 8):
            first_row, last_row, first, last = struct.unpack_from("<4H", data, at)
            parts.merged.append((first_row + 1, first + 1, last_row + 1, last + 1))


def _note_error(parts: SheetParts, data: bytes, code: int) -> None:
    row, column = struct.unpack_from("<2H", data)
    parts.note_broken(row + 1, column + 1, ERRORS.get(code, "#ERROR!"))
