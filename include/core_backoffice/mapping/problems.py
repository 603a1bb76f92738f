"""What is wrong with rows, as sentences that name file, sheet, row and column. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from include.books.causes import HoldCause
from include.books.wording import joined
from include.core_backoffice.canonical.rows import Place
from include.core_backoffice.records.wording import shown
from include.plain_text import plain

CORRECT_IT_OR_THE_PROFILE: Final = (
    "Correct it in the file and import it again. If the column means something else, change the "
    "import profile."
)
NAMED_ROWS: Final = 5
_OF_ONE: Final = {"have": "has", "are": "is", "repeat": "repeats"}
"""Verbs of sentences about rows, where it is one row."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A row of a sheet of a file, as people find it."""

    file: str
    sheet: str
    row: int


class RowProblem(Exception):
    """Rows that can't make a record; the record goes on hold, and no other.

    Args:
        spots: the rows that are wrong.
        what: completes a sentence that begins with the rows: "has 'abc' in the column GCI, but ...".
        what_to_do: the next step.
        cause: what pages group by.
        column: the header that is wrong, if it is one.
    """

    def __init__(
        self,
        spots: Sequence[Spot],
        what: str,
        what_to_do: str = CORRECT_IT_OR_THE_PROFILE,
        *,
        cause: HoldCause = HoldCause.BAD_FIELD,
        column: str = "",
    ) -> None:
        self.spots = tuple(spots)
        self.what = what
        self.what_to_do = what_to_do
        self.cause = cause
        self.column = column
        super().__init__(what)

    def sentence(self, label: str) -> str:
        """What happened and why, beginning with the record."""
        verb, blank, rest = self.what.partition(" ")
        verb = _OF_ONE.get(verb, verb) if len(set(self.spots)) == 1 else verb
        text = f"{where(self.spots)} {verb}{blank}{rest}"
        text = f"{label}: {text}" if label else f"{text[:1].upper()}{text[1:]}"
        return " ".join(plain(text).split())

    @property
    def place(self) -> Place:
        """Where it is."""
        sheet = self.spots[0].sheet if self.spots else ""
        rows = sorted({spot.row for spot in self.spots if spot.sheet == sheet})
        return Place(sheet=sheet, rows=tuple(rows), column=self.column)


def where(spots: Sequence[Spot]) -> str:
    """Rows in a sentence: "row 7 of deals.csv", "rows 7 and 9 of the sheet Deals in deals.xlsx"."""
    by_sheet: dict[tuple[str, str], list[int]] = {}
    for spot in spots:
        by_sheet.setdefault((spot.file, spot.sheet), []).append(spot.row)
    return joined(
        [_rows(file, sheet, sorted(set(rows))) for (file, sheet), rows in by_sheet.items()]
    )


def _rows(file: str, sheet: str, rows: Sequence[int]) -> str:
    words = [f"{row:,}" for row in rows[:NAMED_ROWS]]
    if len(rows) > NAMED_ROWS:
        words.append(f"{len(rows) - NAMED_ROWS:,} more")
    noun = "row" if len(rows) == 1 else "rows"
    return f"{noun} {joined(words)} of {in_file(file, sheet)}"


def in_file(file: str, sheet: str) -> str:
    """A sheet in a sentence: "deals.csv", "the sheet Deals in deals.xlsx"."""
    return f"the sheet {quoted(sheet)} in {file}" if sheet else file


def quoted(header: str) -> str:
    """A header or sheet as sentences have it, in quotation marks: "Gross commission"."""
    return f'"{plain(header)}"'


def cell_shown(value: object, header: str) -> str:
    """What a cell holds, in a sentence; tax IDs are not repeated."""
    words = header.casefold().replace("-", " ").replace("_", " ").split()
    if {"ssn", "tin", "ein"} & set(words) or "tax" in words:
        return "a value that isn't shown"
    return shown(value)
