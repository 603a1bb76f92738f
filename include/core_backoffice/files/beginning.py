"""The first rows of a file, kept, so that a page that is drawn again doesn't read the file again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from include.core_backoffice.files.sheets import Cells, SheetFile

ROWS = 5_000
"""Of each sheet, for a preview that is drawn again with each change."""
CHECKED_ROWS = 20_000
"""Of each sheet, for the check before a profile is used: as much as a visitor can wait for."""


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """A sheet's first rows.

    Attributes:
        kept: rows that aren't blank, each with its number, from 1.
        is_whole: whether the sheet has no more.
    """

    name: str
    hidden: bool
    kept: tuple[tuple[int, Cells], ...]
    is_whole: bool

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """The rows that were kept."""
        return iter(self.kept)


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first rows of a file's sheets, as a file of their own."""

    file: SheetFile
    sheets: tuple[KeptSheet, ...]

    @property
    def is_whole(self) -> bool:
        """Whether that is all of the file."""
        return not self.cut

    @property
    def cut(self) -> tuple[str, ...]:
        """The names of the sheets that have more rows."""
        return tuple(sheet.name for sheet in self.sheets if not sheet.is_whole)


def beginning(file: SheetFile, most: int = ROWS) -> Beginning:
    """Read the first rows of every sheet.

    Args:
        file: an open file.
        most: rows of each sheet.

    Raises:
        FileRefused: a row can't be read.
    """
    sheets = []
    for sheet in file.sheets:
        rows = tuple(islice(sheet.rows(), most + 1))
        sheets.append(KeptSheet(sheet.name, sheet.hidden, rows[:most], len(rows) <= most))
    kept = tuple(sheets)
    return Beginning(SheetFile(file.name, file.format, kept, file.notes), kept)
