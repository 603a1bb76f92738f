"""XLS workbooks, made record by record: a compound file with the one stream of a workbook."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, *values: int, form: str) -> bytes:
    """A record of numbers."""
    data = struct.pack(f"<{form}", *values)
    return struct.pack("<HH", kind, len(data)) + data


def number(row: int, column: int, value: float) -> bytes:
    """A cell with a number; rows and columns count from 0."""
    return record(0x0203, row, column, 0, form="3H")[:2] + struct.pack(
        "<4Hd", 14, row, column, 0, value
    )


def label(row: int, column: int, text: str) -> bytes:
    """A cell with a text."""
    data = struct.pack("<4HB", row, column, 0, len(text), 0) + text.encode("latin-1")
    return struct.pack("<HH", 0x0204, len(data)) + data


def xls(sheet: str, cells: Sequence[bytes]) -> bytes:
    """A workbook of Excel 97 with one sheet of records."""
    begin = record(0x0809, 0x0600, 5, 0, 0, 0, 0, form="4H2I")
    name = struct.pack("<BB", len(sheet), 0) + sheet.encode("latin-1")
    place = len(begin) + 4 + 6 + len(name) + 4
    listed = struct.pack("<HHIH", 0x0085, 6 + len(name), place, 0) + name
    end = record(0x000A, form="")
    own = record(0x0809, 0x0600, 0x10, 0, 0, 0, 0, form="4H2I")
    return _compound(begin + listed + end + own + b"".join(cells) + end)


def _compound(stream: bytes) -> bytes:
    """The stream "Workbook": the table, the directory, then the stream."""
    padded = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(padded) // _SECTOR
    chain = [_TABLE, _END, *range(3, 2 + count), _END]
    table = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(padded))
    header = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
        + struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
        + struct.pack("<109I", 0, *[_FREE] * 108)
    )
    return header + table + directory.ljust(_SECTOR, b"\0") + padded


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(text), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
