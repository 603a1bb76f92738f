"""What an XLSB workbook has besides values: errors, formulas, hidden rows and columns, merged cells.

As in XLSX workbooks, the reader of values gives errors as blank cells (`workbook_parts`).
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from include.core_backoffice.files.bounds import BOUNDS, part_name
from include.core_backoffice.files.sheet_parts import SheetParts
from include.core_backoffice.files.workbook_parts import FAULTS, small_part
from include.core_backoffice.files.xls_parts import ERRORS

_CHUNK = 4 << 20
_LARGEST_RECORD = 64 << 20
_ROW, _COLUMN, _SHEET, _MERGED = 0, 60, 156, 176
_CELL_ERROR, _FORMULA_ERROR = 3, 11
_FORMULAS = frozenset({8, 9, 10, 11})
_WANTED = frozenset({_ROW, _COLUMN, _MERGED, _CELL_ERROR}) | _FORMULAS


def xlsb_parts(name: str, content: BinaryIO) -> dict[str, SheetParts]:
    """What each sheet has besides values, by the sheets' names; nothing of a file that isn't understood.

    Raises:
        FileRefused: the workbook has too many errors.
    """
    try:
        with zipfile.ZipFile(content) as archive:
            found = {sheet: _searched(archive, path) for sheet, path in _paths(archive)}
    except (*FAULTS, IndexError, struct.error):
        return {}
    for sheet, parts in found.items():
        parts.check(name, sheet)
    return found


def _paths(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name, and where it is in the archive."""
    actual = {part_name(one): one for one in archive.namelist()}
    relations = {
        one.get("Id"): one.get("Target", "")
        for one in small_part(archive, actual["xl/_rels/workbook.bin.rels"])
    }
    for kind, data in _records(archive, actual["xl/workbook.bin"]):
        if kind == _SHEET:
            relation, at = _text(data, 8)
            sheet, _ = _text(data, at)
            path = posixpath.normpath(posixpath.join("/xl", relations[relation])).lstrip("/")
            yield sheet, actual[part_name(path)]


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text that begins with its length, and where it ends."""
    end = at + 4 + 2 * int.from_bytes(data[at : at + 4], "little")
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def _records(archive: zipfile.ZipFile, path: str) -> Iterator[tuple[int, bytes]]:
    """All records of a part: kind and data."""
    buffer, at = b"", 0
    with archive.open(path) as part:
        while True:
            head = _head(buffer, at)
            if head is not None and at + head[2] + head[1] <= len(buffer):
                kind, size, length = head
                yield kind, buffer[at + length : at + length + size]
                at += length + size
                continue
            if head is not None and head[1] > _LARGEST_RECORD:
                raise ValueError("no workbook has such a record")
            chunk = part.read(_CHUNK)
            if not chunk:
                return
            buffer, at = buffer[at:] + chunk, 0


def _head(buffer: bytes, at: int) -> tuple[int, int, int] | None:
    """The kind and size of the record at a place, and the bytes that say so; None if they aren't all there."""
    if at + 2 > len(buffer):
        return None
    start = at
    kind = buffer[at]
    at += 1
    if kind & 0x80:
        kind = (kind & 0x7F) | (buffer[at] & 0x7F) << 7
        at += 1
    size = 0
    for shift in (0, 7, 14, 21):
        if at >= len(buffer):
            return None
        byte = buffer[at]
        at += 1
        size |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return kind, size, at - start


def _searched(archive: zipfile.ZipFile, path: str) -> SheetParts:
    parts = SheetParts()
    row = 0
    for kind, data in _records(archive, path):
        if kind == _ROW:
            row = int.from_bytes(data[:4], "little") + 1
            if data[11] & 0x10:
                parts.hidden_rows.append(row)
        elif kind in _WANTED:
            _note(parts, row, kind, data)
    return parts


def _note(parts: SheetParts, row: int, kind: int, data: bytes) -> None:
    parts.formulas = parts.formulas or kind in _FORMULAS
    if kind in {_CELL_ERROR, _FORMULA_ERROR}:
        column = int.from_bytes(data[:4], "little") + 1
        parts.note_broken(row, column, ERRORS.get(data[8], "#ERROR!"))
    elif kind == _MERGED:
        first_row, last_row, first, last = struct.unpack_from("<4I", data)
        parts.merged.append((first_row + 1, first + 1, last_row + 1, last + 1))
    elif kind == _COLUMN and data[16] & 1:
        first, last = struct.unpack_from("<2I", data)
        if last < BOUNDS.columns:
            parts.hidden_columns += range(first + 1, last + 2)
