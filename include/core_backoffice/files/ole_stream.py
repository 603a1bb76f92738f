"""The one stream of an old Office file (OLE2, "compound file") that has its workbook."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_END = 0xFFFFFFFA
"""Numbers of sectors from here on mean something else: the end, or none."""
_HEADER = 512
_ENTRY = 128
_IN_HEADER = 109
_SMALL_SECTOR = 64


@dataclass(slots=True)
class _File:
    content: BinaryIO
    sector: int
    table: tuple[int, ...] = ()

    def read(self, number: int) -> bytes:
        self.content.seek((number + 1) * self.sector)
        return self.content.read(self.sector)

    def chain(self, number: int) -> Iterator[int]:
        """The sectors from one on; each file has at most as many as its table."""
        for _ in range(len(self.table)):
            if number >= _END:
                return
            yield number
            number = self.table[number]

    def whole(self, number: int) -> bytes:
        return b"".join(map(self.read, self.chain(number)))


def workbook_stream(content: BinaryIO) -> bytes:
    """The stream "Workbook", or "Book" of Excel 5.

    Raises:
        ValueError, IndexError, struct.error: the file is damaged, or has no workbook.
    """
    content.seek(0)
    header = content.read(_HEADER)
    file = _File(content, 1 << min(struct.unpack_from("<H", header, 30)[0], 12))
    file.table = _table(file, header)
    directory = file.whole(_number(header, 48))
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    entry = next((one for one in entries if _name(one) in {"workbook", "book"}), None)
    if entry is None:
        raise ValueError("no workbook")
    start, size = struct.unpack_from("<II", entry, 116)
    if size >= _number(header, 56):
        return file.whole(start)[:size]
    return _small(file, _number(header, 60), _number(entries[0], 116), start)[:size]


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: min(max(length - 2, 0), 64)].decode("utf-16-le", "replace").casefold()


def _table(file: _File, header: bytes) -> tuple[int, ...]:
    """Which sector follows which, in the whole file."""
    places = list(_numbers(header[76 : 76 + 4 * _IN_HEADER]))
    more, count = struct.unpack_from("<II", header, 68)
    for _ in range(min(count, 1 << 16)):
        if more >= _END:
            break
        *listed, more = _numbers(file.read(more))
        places += listed
    return tuple(next_ for place in places if place < _END for next_ in _numbers(file.read(place)))


def _small(file: _File, table_start: int, streams_start: int, start: int) -> bytes:
    """A stream that is small enough to be kept with others in one."""
    streams = file.whole(streams_start)
    table = _File(file.content, _SMALL_SECTOR, _numbers(file.whole(table_start)))
    return b"".join(
        streams[number * _SMALL_SECTOR : (number + 1) * _SMALL_SECTOR]
        for number in table.chain(start)
    )
