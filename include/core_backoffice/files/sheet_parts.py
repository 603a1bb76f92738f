"""What a sheet of a workbook has besides values."""

from __future__ import annotations

from dataclasses import dataclass, field

from include.core_backoffice.files.sheets import BrokenCell, FileRefused
from include.plain_text import plain

_MOST_BROKEN = 10_000


@dataclass(slots=True)
class SheetParts:
    """What one sheet has besides values; rows and columns count from 1.

    Attributes:
        is_known: whether it was looked for at all.
        broken: what stands in cells without a value, by row and column.
        merged: first row, first column, last row, last column.
    """

    is_known: bool = True
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    formulas: bool = False
    broken: dict[int, dict[int, BrokenCell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def note_broken(self, row: int, column: int, shown: str) -> None:
        """Keep what stands in a cell without a value."""
        self.broken.setdefault(row, {})[column] = BrokenCell(shown)

    def check(self, name: str, sheet: str) -> None:
        """Check that not too many cells are without a value.

        Raises:
            FileRefused: there are so many that the workbook was saved without its results.
        """
        if sum(map(len, self.broken.values())) > _MOST_BROKEN:
            raise FileRefused(
                f"Sheet “{plain(sheet)}” of {name} has more than {_MOST_BROKEN:,} formulas without results.",
                "Open it in Excel, save it, and import it again.",
            )
