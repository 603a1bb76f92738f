"""Delimited text: CSV in any encoding with any delimiter, streamed from the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from include.core_backoffice.files.bounds import BOUNDS, too_many
from include.core_backoffice.files.delimiters import Layout, find_layout
from include.core_backoffice.files.encodings import Encoding, find_encoding
from include.core_backoffice.files.sheets import Cells, FileRefused, SheetFile
from include.core_backoffice.files.text_stream import text_stream

_DELIMITER_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_LONGEST_LINE = 1 << 24


@dataclass(frozen=True, slots=True)
class CsvSheet:
    """The one table of a text file; every reading streams it from its beginning.

    Two readings at a time share the file's position: finish one before the next.
    """

    file_name: str
    content: BinaryIO
    encoding: str
    layout: Layout

    name: str = ""
    hidden: bool = False

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Rows that aren't blank; a record with line breaks in its cells is one row.

        Raises:
            FileRefused: a cell or the table is larger than one may be.
        """
        number = 0
        try:
            for number, cells in enumerate(self._records(), 1):
                if number > BOUNDS.rows:
                    raise too_many(self.file_name, "", "rows", number, BOUNDS.rows)
                if len(cells) > BOUNDS.columns:
                    raise too_many(self.file_name, "", "columns", len(cells), BOUNDS.columns)
                if any(cells) and not all(map(_is_space, cells)):
                    yield number, tuple(map(unwrapped, cells) if self.layout.wrapped else cells)
        except csv.Error:
            raise FileRefused(
                f"Row {number + 1} of {self.file_name} has a cell of more than {BOUNDS.cell:,} characters.",
                "Look for a quotation mark in that row that is never closed, and correct it.",
            ) from None

    def _records(self) -> Iterator[list[str]]:
        text = text_stream(self.content, self.encoding)
        for _ in range(self.layout.skipped_lines):
            text.readline(_LONGEST_LINE)
        # The limit is the process's own: every reader of CSV in it keeps to the same one.
        csv.field_size_limit(BOUNDS.cell)
        return csv.reader(text, delimiter=self.layout.delimiter)


def _is_space(cell: str) -> bool:
    return not cell or cell.isspace()


def unwrapped(cell: str) -> str:
    """A cell without the formula by which exports keep leading zeros: `="01234"` is `01234`."""
    return cell[2:-1] if cell[:2] == '="' and cell[-1:] == '"' and len(cell) > 2 else cell  # noqa: PLR2004 (two marks)


def open_csv(name: str, content: BinaryIO) -> SheetFile:
    """Open delimited text.

    Raises:
        FileRefused: it is no text, or its encoding can't be found.
    """
    encoding = find_encoding(name, content)
    layout = find_layout(content, encoding.codec)
    sheet = CsvSheet(name, content, encoding.codec, layout)
    return SheetFile(name, "CSV", (sheet,), _notes(encoding, layout))


def _notes(encoding: Encoding, layout: Layout) -> tuple[str, ...]:
    delimiter = _DELIMITER_NAMES.get(layout.delimiter, f"“{layout.delimiter}”")
    apart = (f"Columns are separated by {delimiter}.",) if layout.delimiter != "," else ()
    return (*encoding.notes, *apart)
