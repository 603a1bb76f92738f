"""Where something is in an import, in words: file, sheet and rows. Pure."""

from __future__ import annotations

from typing import Final

from include.books.wording import joined
from include.core_backoffice.canonical.rows import Place

_MOST_ROWS: Final = 5


def where(arrival: str, place: Place) -> str:
    """The place as sentences name it: `closings.xlsx, sheet "Transactions", rows 12 and 13`.

    Args:
        arrival: the name of the file, mail or call; may be empty.
        place: sheet and rows in it.
    """
    sheet = f'sheet "{place.sheet}"' if place.sheet else ""
    return ", ".join(part for part in (arrival, sheet, _rows(place.rows)) if part)


def _rows(rows: tuple[int, ...]) -> str:
    if not rows:
        return ""
    if len(rows) == 1:
        return f"row {rows[0]}"
    shown = [str(row) for row in rows[:_MOST_ROWS]]
    if more := len(rows) - len(shown):
        shown.append(f"{more} more")
    return f"rows {joined(shown)}"
