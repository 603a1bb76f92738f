"""The process that reads a workbook: alone with the file, with little memory, time and nothing else.

It is run by its path, limited by `limits`, and imports nothing of CoreBooks. A workbook that asks for more than the limits, or
trips the reader up, ends this process and nothing else (`include.core_backoffice.files.workbook_process`).

Questions come as lists by marshal on the standard input, after the file itself; each has one answer on
the standard output: `["ok", ...]`, or what went wrong: `["locked"]`, `["damaged"]`, `["memory"]`.
"""

from __future__ import annotations

import datetime as dt
import io
import marshal
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

import python_calamine as calamine

_KEPT_CELLS = 5_000_000
"""Sheets stay in memory up to so many cells; above, only the last one does."""


class Reader:
    """A workbook whose sheets are read when they are asked for."""

    def __init__(self, content: bytes) -> None:
        self.workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        self.sheets: dict[int, calamine.CalamineSheet] = {}
        self.readings: dict[int, Iterator[tuple[int, list[Any]]]] = {}

    def list_sheets(self) -> list[Any]:
        """Position, name and whether it is hidden, of each sheet of cells."""
        return [
            [index, one.name, one.visible is not calamine.SheetVisibleEnum.Visible]
            for index, one in enumerate(self.workbook.sheets_metadata)
            if one.typ is calamine.SheetTypeEnum.WorkSheet
        ]

    def size(self, index: int) -> list[Any]:
        """Columns that are blank before the first filled one, rows, columns, and merged ranges."""
        sheet = self._sheet(index)
        if sheet.start is None or sheet.end is None:
            return [0, 0, 0, []]
        merged = [list(map(list, cells)) for cells in sheet.merged_cell_ranges or []]
        return [sheet.start[1], sheet.end[0] + 1, sheet.end[1] + 1, merged]

    def start(self, reading: int, index: int) -> list[Any]:
        """Start a reading of a sheet, from its first row."""
        self.readings[reading] = enumerate(self._sheet(index).iter_rows(), 1)
        return []

    def more(self, reading: int, rows: int) -> list[Any]:
        """The next rows of a reading that aren't blank, each with its number; none at its end."""
        filled = (one for one in self.readings[reading] if any(cell != "" for cell in one[1]))
        return [[number, list(map(_plain, row))] for number, row in islice(filled, rows)]

    def stop(self, reading: int) -> list[Any]:
        """End a reading."""
        self.readings.pop(reading, None)
        return []

    def _sheet(self, index: int) -> calamine.CalamineSheet:
        if index not in self.sheets:
            sheet = self.workbook.get_sheet_by_index(index)
            cells = sum(one.height * one.width for one in (*self.sheets.values(), sheet))
            if cells > _KEPT_CELLS:
                self.sheets.clear()
            self.sheets[index] = sheet
        return self.sheets[index]


def _plain(cell: Any) -> Any:
    """A cell as marshal takes it: dates are lists of their parts."""
    if isinstance(cell, dt.datetime):
        return [
            cell.year,
            cell.month,
            cell.day,
            cell.hour,
            cell.minute,
            cell.second,
            cell.microsecond,
        ]
    if isinstance(cell, dt.date):
        return [cell.year, cell.month, cell.day]
    return cell if isinstance(cell, str | float | int) else str(cell)


def _answer(reader: Reader, question: list[Any]) -> list[Any]:
    return ["ok", getattr(reader, question[0])(*question[1:])]


def _guarded(ask: Any, *arguments: Any) -> Any:
    """The answer, or what went wrong as one."""
    try:
        return ask(*arguments)
    except calamine.PasswordError:
        return ["locked"]
    except MemoryError:
        return ["memory"]
    except BaseException:  # noqa: BLE001 (a panic of the reader is no Exception)
        return ["damaged"]


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Read the file, then answer questions until there are no more."""
    size = int.from_bytes(questions.read(8), "big")
    reader = _guarded(Reader, questions.read(size))
    if isinstance(reader, Reader):
        # Who opens a workbook looks at something else first: the sheet is ready by then.
        _guarded(reader.size, 0)
    while True:
        try:
            question = marshal.load(questions)  # noqa: S302 (only CoreBooks writes to this process)
        except EOFError:
            return
        answer = reader if isinstance(reader, list) else _guarded(_answer, reader, question)
        answers.write(marshal.dumps(answer))
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
