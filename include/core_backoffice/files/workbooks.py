"""Workbooks: XLSX, XLSM, XLSB, XLS and ODS; values only, nothing in them runs."""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from include.core_backoffice.files.bounds import BOUNDS, check_zip, damaged, locked, too_many
from include.core_backoffice.files.cells import is_blank, workbook_cell
from include.core_backoffice.files.ods_parts import is_encrypted, ods_parts
from include.core_backoffice.files.sheet_parts import SheetParts
from include.core_backoffice.files.sheets import Cell, Cells, FileRefused, SheetFile
from include.core_backoffice.files.workbook_notes import notes_of
from include.core_backoffice.files.workbook_parts import sheet_parts
from include.core_backoffice.files.workbook_process import WorkbookProcess
from include.core_backoffice.files.xls_parts import xls_parts
from include.core_backoffice.files.xlsb_parts import xlsb_parts
from include.plain_text import plain

_FEW, _MANY = 64, 1000
_LOCKED = re.compile(
    re.escape("EncryptedPackage".encode("utf-16-le")) + rb"|\x09\x08\x10\x00.{16}\x2f\x00",
    re.DOTALL,
)
"""What a locked workbook has: Office's stream of that name, or FILEPASS right after XLS' first record."""
_OVERLAP = 64
_CHUNK = 1 << 20
_DATE_PARTS = 3


@dataclass(slots=True)
class WorkbookSheet:
    """One sheet of a workbook, whose process keeps it while it is read."""

    file_name: str
    name: str
    hidden: bool
    index: int
    process: WorkbookProcess = field(repr=False)
    parts: SheetParts = field(repr=False)

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Rows that aren't blank.

        Raises:
            FileRefused: the sheet is larger than one may be, or damaged.
        """
        blank_columns, rows, columns, _ = self.process.ask("size", self.index)
        if rows > BOUNDS.rows:
            raise too_many(self.file_name, self.name, "rows", rows, BOUNDS.rows)
        if columns > BOUNDS.columns:
            raise too_many(self.file_name, self.name, "columns", columns, BOUNDS.columns)
        left = (None,) * blank_columns
        broken = self.parts.broken
        for number, row in _with_rows(self._batches(), sorted(broken)):
            cells: Cells = (*left, *map(_cell, row))
            if number in broken:
                cells = _with_broken(cells, broken[number])
            if not all(map(is_blank, cells)):
                yield number, cells

    def _batches(self) -> Iterator[tuple[int, list[Any]]]:
        """All rows that aren't blank, as the process has them."""
        reading = self.process.new_reading(self.index)
        wanted = _FEW
        try:
            while batch := self.process.ask("more", reading, wanted):
                yield from batch
                wanted = _MANY
        finally:
            self.process.forget(reading)


def _with_rows(
    filled: Iterator[tuple[int, list[Any]]], wanted: list[int]
) -> Iterator[tuple[int, list[Any]]]:
    """The rows, and those wanted among them that are blank but for what is broken."""
    missing = deque(wanted)
    for number, row in filled:
        while missing and missing[0] < number:
            yield missing.popleft(), []
        if missing and missing[0] == number:
            missing.popleft()
        yield number, row
    yield from ((number, []) for number in missing)


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return dt.date(*value) if len(value) == _DATE_PARTS else dt.datetime(*value)  # noqa: DTZ001 (a workbook's times have no zone)
    return workbook_cell(value)


def _with_broken(cells: Cells, broken: dict[int, Any]) -> Cells:
    changed = [*cells, *(None,) * (max(broken) - len(cells))]
    for column, shown in broken.items():
        changed[column - 1] = shown
    return tuple(changed)


def open_workbook(name: str, content: BinaryIO, size: int) -> SheetFile:
    """Open a workbook.

    Raises:
        FileRefused: it is locked, damaged, larger than one may be, or has no sheets.
    """
    kind = _kind(name, content)
    process = WorkbookProcess(name, content, size)
    parts = _PARTS[kind](name, content) if kind in _PARTS else {}
    listed = process.ask("list_sheets")
    if not listed or len(listed) > BOUNDS.sheets:
        raise damaged(name)
    sheets = tuple(
        WorkbookSheet(
            name, plain(sheet), hidden, index, process, parts.get(sheet, SheetParts(is_known=False))
        )
        for index, sheet, hidden in listed
    )
    return SheetFile(name, kind, sheets, notes_of(kind, sheets))


def _kind(name: str, content: BinaryIO) -> str:
    content.seek(0)
    if content.read(2) == b"PK":
        kind = _zipped_kind(name, check_zip(name, content))
        if kind == "ODS" and is_encrypted(content):
            raise locked(name)
        return kind
    if _has(content, _LOCKED):
        raise locked(name)
    return "XLS"


_PARTS = {
    "XLSX": sheet_parts,
    "XLSM": sheet_parts,
    "ODS": ods_parts,
    "XLS": xls_parts,
    "XLSB": xlsb_parts,
}


def _has(content: BinaryIO, mark: re.Pattern[bytes]) -> bool:
    content.seek(0)
    rest = b""
    while chunk := content.read(_CHUNK):
        if mark.search(rest + chunk):
            return True
        rest = chunk[-_OVERLAP:]
    return False


def _zipped_kind(name: str, parts: tuple[str, ...]) -> str:
    if "xl/workbook.bin" in parts:
        return "XLSB"
    if any(part.endswith("workbook.xml") for part in parts):
        return "XLSM" if "xl/vbaproject.bin" in parts else "XLSX"
    if "content.xml" in parts:
        return "ODS"
    raise FileRefused(
        f"{name} is a ZIP archive, not a workbook.",
        "Unpack it, and import the files in it one by one.",
    )
