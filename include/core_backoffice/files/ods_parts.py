"""What an ODS workbook has besides values: errors, formulas, hidden rows, merged cells.

As in XLSX workbooks, the reader of values gives errors as blank cells (`workbook_parts`).
"""

from __future__ import annotations

import zipfile
from typing import BinaryIO
from xml.parsers import expat

from include.core_backoffice.files.bounds import damaged
from include.core_backoffice.files.sheet_parts import SheetParts
from include.core_backoffice.files.workbook_parts import FAULTS
from include.plain_text import plain

_CHUNK = 1 << 20
_MANIFEST = 8 << 20
_LONGEST_RUN = 1000
"""Rows and columns that are repeated more often are blank to the sheet's end."""
_HIDDEN = {"collapse", "filter"}
_ERROR_SHOWN = 30


def ods_parts(name: str, content: BinaryIO) -> dict[str, SheetParts]:
    """What each sheet has besides values, by the sheets' names.

    Raises:
        FileRefused: the workbook is damaged, or has too many errors.
    """
    reading = _Reading(name)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        with zipfile.ZipFile(content) as archive, archive.open("content.xml") as part:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk)
            parser.Parse(b"", True)
    except (*FAULTS, expat.ExpatError):
        raise damaged(name) from None
    return reading.sheets


def _refuse_document_type(*_: object) -> None:
    raise ValueError("no workbook has one")


class _Reading:
    """Where in the sheets the parser is; rows and columns count from 1."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sheets: dict[str, SheetParts] = {}
        self._sheet = ""
        self._parts = SheetParts()
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._is_error = False
        self._shown = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if tag == "table:table":
            self._sheet = attributes.get("table:name", "")
            self._parts = self.sheets.setdefault(self._sheet, SheetParts())
            self._row, self._rows = 0, 1
        elif name == "table-row":
            self._start_row(attributes)
        elif name in {"table-cell", "covered-table-cell"}:
            self._start_cell(attributes)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row += self._rows
        self._rows = _count(attributes, "table:number-rows-repeated")
        self._column, self._columns = 0, 1
        if attributes.get("table:visibility") in _HIDDEN and self._rows <= _LONGEST_RUN:
            self._parts.hidden_rows += range(self._row, self._row + self._rows)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._column += self._columns
        self._columns = _count(attributes, "table:number-columns-repeated")
        spanned = _count(attributes, "table:number-rows-spanned")
        if spanned > 1:
            last = self._column + _count(attributes, "table:number-columns-spanned") - 1
            self._parts.merged.append((self._row, self._column, self._row + spanned - 1, last))
        self._parts.formulas = self._parts.formulas or "table:formula" in attributes
        self._is_error = attributes.get("calcext:value-type") == "error"
        self._shown = ""

    def text(self, text: str) -> None:
        if self._is_error and len(self._shown) < _ERROR_SHOWN:
            self._shown += text

    def end(self, tag: str) -> None:
        if not self._is_error or tag.rpartition(":")[2] != "table-cell":
            return
        self._is_error = False
        shown = plain(self._shown).strip()[:_ERROR_SHOWN] or "#ERROR!"
        for row in range(self._row, self._row + min(self._rows, _LONGEST_RUN)):
            for column in range(self._column, self._column + min(self._columns, _LONGEST_RUN)):
                self._parts.note_broken(row, column, shown)
            self._parts.check(self.name, self._sheet)


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 8 else 1  # noqa: PLR2004 (ten million rows)


def is_encrypted(content: BinaryIO) -> bool:
    """Whether an ODS file's own list of its parts has one that is encrypted."""
    with zipfile.ZipFile(content) as archive:
        try:
            return b"encryption-data" in archive.open("META-INF/manifest.xml").read(_MANIFEST)
        except FAULTS:
            return False
