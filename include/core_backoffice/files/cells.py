"""Cells: what a value of a workbook, a text or JSON is as a cell, and how a cell reads as text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from include.core_backoffice.files.bounds import BOUNDS
from include.core_backoffice.files.sheets import Cell

_DIGITS = ".15g"
"""Excel keeps and shows 15 significant digits (its "Excel specifications and limits", number precision):
0.1 + 0.2 is 0.3 to whoever looks at the sheet, and so it is here."""


def number(value: float) -> Decimal | str:
    """A workbook's number as its digits show, without an exponent; text where it is none."""
    shown = Decimal(format(value, _DIGITS))
    if not shown.is_finite():
        return str(shown)
    return Decimal(format(shown, "f"))


def workbook_cell(value: object) -> Cell:
    """A cell as a workbook's reader gives it; durations and times of day are text."""
    if isinstance(value, str):
        return value[: BOUNDS.cell]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        return number(value)
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, dt.date):  # and datetime
        return value
    return str(value)


def is_blank(cell: Cell) -> bool:
    """Whether a cell has nothing to see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Cell) -> str:
    """A cell as text: numbers by their digits, dates as ISO 8601, yes and no as Excel shows them."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return cell
