"""Workbooks: XLSX, XLSM, XLSB, XLS and ODS; values only, nothing in them runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import python_calamine as calamine

from include.core_backoffice.files.bounds import BOUNDS, check_zip, locked, too_many
from include.core_backoffice.files.cells import is_blank, workbook_cell
from include.core_backoffice.files.sheets import Cells, FileRefused, SheetFile


@dataclass(slots=True)
class WorkbookSheet:
    """One sheet; the last one that was read is kept in memory."""

    file_name: str
    name: str
    hidden: bool
    workbook: calamine.CalamineWorkbook = field(repr=False)

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Rows that aren't blank.

        Raises:
            FileRefused: the sheet is larger than one may be, or damaged.
        """
        sheet = _read(self.file_name, self.workbook, self.name)
        # The reader gives rows from the sheet's first on, but columns from the first filled one on.
        left = ("",) * (sheet.start[1] if sheet.start else 0)
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = tuple(map(workbook_cell, row))
            if not all(map(is_blank, cells)):
                yield number, (*left, *cells)


def _read(name: str, workbook: calamine.CalamineWorkbook, sheet: str) -> calamine.CalamineSheet:
    try:
        read = workbook.get_sheet_by_name(sheet)
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError):
        raise damaged(name) from None
    last_row, last_column = read.end or (0, 0)
    if last_row >= BOUNDS.rows:
        raise too_many(name, sheet, "rows", last_row + 1, BOUNDS.rows)
    if last_column >= BOUNDS.columns:
        raise too_many(name, sheet, "columns", last_column + 1, BOUNDS.columns)
    return read


def open_workbook(name: str, content: BinaryIO) -> SheetFile:
    """Open a workbook.

    Raises:
        FileRefused: it is locked, damaged, larger than one may be, or has no sheets.
    """
    start = content.read(4)
    content.seek(0)
    kind = "XLS"
    if start.startswith(b"PK"):
        kind = _kind(name, check_zip(name, content))
        content.seek(0)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(content)
    except calamine.PasswordError:
        raise locked(name) from None
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError):
        raise damaged(name) from None
    sheets = [
        WorkbookSheet(
            name, one.name, one.visible is not calamine.SheetVisibleEnum.Visible, workbook
        )
        for one in workbook.sheets_metadata
        if one.typ is calamine.SheetTypeEnum.WorkSheet
    ]
    if not sheets or len(sheets) > BOUNDS.sheets:
        raise damaged(name)
    return SheetFile(name, kind, tuple(sheets), ())


def _kind(name: str, parts: tuple[str, ...]) -> str:
    if "xl/workbook.bin" in parts:
        return "XLSB"
    if any(part.startswith("xl/") for part in parts):
        return "XLSM" if "xl/vbaProject.bin" in parts else "XLSX"
    if "content.xml" in parts:
        return "ODS"
    raise FileRefused(
        f"{name} is a ZIP archive, not a workbook.",
        "Unpack it, and import the files in it one by one.",
    )


def damaged(name: str) -> FileRefused:
    """The refusal of a workbook that can't be read."""
    return FileRefused(
        f"{name} is damaged, or not a workbook that CoreBooks can read.",
        "Open it in Excel, save it as an XLSX or CSV file, and import that.",
    )
