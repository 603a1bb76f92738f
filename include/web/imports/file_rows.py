"""The rows of a file around one of them, as its viewer shows them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from include.core_backoffice.files.cells import text_of
from include.core_backoffice.files.headers import HeaderFound, find_header
from include.core_backoffice.files.sheets import Cells, Sheet, SheetFile
from include.plain_text import plain

BEFORE, AFTER = 12, 25
_LONGEST = 500
_MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its number, as a spreadsheet shows it. `is_marked`: it is the one that was asked for."""

    number: int
    cells: tuple[str, ...]
    is_marked: bool


@dataclass(frozen=True, slots=True)
class ShownRows:
    """Rows of one sheet.

    Attributes:
        sheet: its name.
        sheets: the names of all sheets.
        header: where the header is; None where nothing looks like one.
        more_columns: how many columns of the sheet are left out.
        before, after: the row to ask for to see earlier or later ones; 0 where there are none.
        is_there: whether the row that was asked for is there.
    """

    sheet: str
    sheets: tuple[str, ...]
    header: HeaderFound | None
    columns: tuple[str, ...]
    more_columns: int
    rows: Sequence[ShownRow]
    before: int
    after: int
    is_there: bool


def rows_around(file: SheetFile, name: str, wanted: int) -> ShownRows:
    """The rows of a sheet around one; the first ones for row 0.

    Args:
        file: an open file.
        name: the sheet's; the first sheet if there is none of that name.
        wanted: the number of the row.
    """
    if not file.sheets:
        return ShownRows("", (), None, (), 0, (), 0, 0, is_there=False)
    sheet = next((one for one in file.sheets if plain(one.name) == name), file.sheets[0])
    before, rows, after = _window(sheet, wanted)
    header = find_header(sheet)
    width = max((len(cells) for _, cells in rows), default=0)
    width = max(width, len(header.names) if header else 0)
    columns = (*(header.names if header else ()), *[""] * width)[: min(width, _MOST_COLUMNS)]
    shown = [
        ShownRow(number, _texts(cells, len(columns)), number == wanted) for number, cells in rows
    ]
    return ShownRows(
        sheet=plain(sheet.name),
        sheets=tuple(plain(one.name) for one in file.sheets),
        header=header,
        columns=columns,
        more_columns=width - len(columns),
        rows=shown,
        before=before,
        after=after,
        is_there=any(row.is_marked for row in shown) or not wanted,
    )


def _window(sheet: Sheet, wanted: int) -> tuple[int, list[tuple[int, Cells]], int]:
    """The rows from some before the wanted one to some after it, and whether there are others."""
    earlier: deque[tuple[int, Cells]] = deque(maxlen=BEFORE + 1)
    later: list[tuple[int, Cells]] = []
    for number, cells in sheet.rows():
        if number < wanted:
            earlier.append((number, cells))
        elif len(later) <= AFTER:
            later.append((number, cells))
        else:
            break
    before = earlier[0][0] if len(earlier) > BEFORE else 0
    after = later[AFTER][0] if len(later) > AFTER else 0
    return before, [*list(earlier)[-BEFORE:], *later[:AFTER]], after


def _texts(cells: Cells, width: int) -> tuple[str, ...]:
    texts = [plain(text_of(cell))[:_LONGEST] for cell in cells[:width]]
    return (*texts, *[""] * (width - len(texts)))
