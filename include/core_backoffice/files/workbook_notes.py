"""What a reader of a workbook should know: what people don't see in it, and what isn't in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from include.core_backoffice.files.headers import letters
from include.core_backoffice.files.sheet_parts import SheetParts

_SHOWN = 5


class _Sheet(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def hidden(self) -> bool: ...
    @property
    def parts(self) -> SheetParts: ...


def notes_of(kind: str, sheets: Sequence[_Sheet]) -> tuple[str, ...]:
    """One sentence, or two, for each thing to know, in the sheets' order."""
    notes = [note for sheet in sheets for note in _of_sheet(sheet)]
    if any(sheet.parts.formulas for sheet in sheets):
        notes.append("Formulas are not calculated. Their last values in the file are used.")
    if not all(sheet.parts.is_known for sheet in sheets):
        notes.append(
            "Errors in cells are read as blank cells here. Save the file as XLSX to see them."
        )
    if kind == "XLSM":
        notes.append("The workbook has macros. They are not run.")
    return tuple(notes)


def _of_sheet(sheet: _Sheet) -> Iterator[str]:
    parts = sheet.parts
    if sheet.hidden:
        yield f"Sheet “{sheet.name}” is hidden in the workbook."
    if parts.hidden_rows:
        rows = _runs(sorted(parts.hidden_rows))
        yield f"Sheet “{sheet.name}” has hidden rows ({_few(rows)}). They are read like all others."
    if parts.hidden_columns:
        columns = [letters(column - 1) for column in sorted(parts.hidden_columns)]
        yield f"Sheet “{sheet.name}” has hidden columns ({_few(columns)}). They are read like all others."
    # What is merged in one row is a title, or the groups of a header.
    merged = [range_ for range_ in parts.merged if range_[2] > range_[0]]
    if merged:
        shown = [_address(*ends[:2]) + ":" + _address(*ends[2:]) for ends in merged]
        yield f"Sheet “{sheet.name}” has merged cells ({_few(shown)}). Only the first row of each has the value."
    if parts.broken:
        shown = [
            f"{_address(row, column)} {text}"
            for row, cells in sorted(parts.broken.items())
            for column, text in sorted(cells.items())
        ]
        yield f"Sheet “{sheet.name}” has cells without a value ({_few(shown)}). Correct them, because their rows are put on hold."


def _address(row: int, column: int) -> str:
    return f"{letters(column - 1)}{row}"


def _few(texts: Sequence[str]) -> str:
    more = len(texts) - _SHOWN
    return ", ".join(texts[:_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _runs(numbers: Iterable[int]) -> list[str]:
    """Numbers with those that follow each other together: "3", "5 to 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [str(first) if first == last else f"{first} to {last}" for first, last in runs]
