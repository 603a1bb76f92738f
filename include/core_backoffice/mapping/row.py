"""One row of a table: its values as a profile says, or what is wrong with a cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from include.books.causes import HoldCause
from include.books.money import Cents
from include.core_backoffice.files.headers import key as header_key
from include.core_backoffice.files.sheets import Cell, Cells
from include.core_backoffice.mapping.identity import comparable
from include.core_backoffice.mapping.problems import (
    CORRECT_IT_OR_THE_PROFILE,
    RowProblem,
    Spot,
    cell_shown,
    quoted,
)
from include.core_backoffice.mapping.profile import Value
from include.core_backoffice.mapping.tables import BoundTable
from include.core_backoffice.mapping.values import (
    BadCell,
    cents_of,
    day_of,
    is_blank,
    percent_of,
    raw_text,
    text_of,
    yes_or_no,
)

_ADD_THE_WORD: Final = "In the import profile, say what this text means, or correct it in the file."


@dataclass(frozen=True, slots=True)
class Row:
    """A row, read through its table.

    Attributes:
        bound: the table in its sheet.
        file: the file's name.
        number: as a spreadsheet shows it.
        cells: those that are read, in the order of `bound.columns`.
        currency: of amounts.
    """

    bound: BoundTable
    file: str
    number: int
    cells: Cells
    currency: str = "USD"

    @property
    def spot(self) -> Spot:
        """Where it is."""
        return Spot(self.file, self.bound.sheet.name, self.number)

    def cell(self, value: Value) -> tuple[Cell, str]:
        """The first cell that isn't blank, and its column's header; else None, and the first column's."""
        places = self.bound.places_of(value)
        for at, name in places:
            cell = self.cells[at]
            if cell is not None and cell != "" and not is_blank(cell):
                return cell, name
        if places:
            return None, places[0][1]
        return None, value.columns[0] if value.columns else ""

    def text(self, value: Value | None) -> str:
        """A text, what its word means where the value has words; blank is "".

        Raises:
            RowProblem: a formula's error, or a text that no word has.
        """
        if value is None:
            return ""
        text, cell, header = self._text(value)
        if not value.words:
            return text
        words = _words_of(value)
        found = words.get(comparable(text), words.get("*") if text else None)
        if found is None and text:
            raise self.problem(
                header,
                f"has {cell_shown(cell, header)} in the column {quoted(header)}, which the import "
                "profile gives no meaning.",
                _ADD_THE_WORD,
            )
        return found or ""

    def _text(self, value: Value) -> tuple[str, Cell, str]:
        if not value.columns:
            return value.constant, value.constant, ""
        if not value.join:
            cell, header = self.cell(value)
            return self._text_of(cell, header, value.width), cell, header
        parts = [
            (text, name)
            for at, name in self.bound.places_of(value)
            if (text := self._text_of(self.cells[at], name, value.width))
        ]
        joined = " ".join(text for text, _ in parts)
        return joined, joined, parts[0][1] if parts else value.columns[0]

    def _text_of(self, cell: Cell, header: str, width: int | None) -> str:
        try:
            return text_of(cell, width)
        except BadCell as bad:
            raise self.bad(header, cell, bad) from None

    def require_text(self, header: str) -> None:
        """Check that a column's cell is no error of a formula.

        Raises:
            RowProblem: it is.
        """
        at = self.bound.position[header_key(header)]
        self._text_of(self.cells[at], self.bound.names[at], None)

    def yes(self, value: Value | None) -> bool | None:
        """Yes, no, or None where it is blank.

        Raises:
            RowProblem: it is something else.
        """
        if value is None:
            return None
        text = self.text(value)
        try:
            return yes_or_no(text)
        except BadCell as bad:
            cell, header = self.cell(value)
            raise self.bad(header, cell if value.columns else text, bad) from None

    def amount(self, value: Value | None) -> Cents | None:
        """An amount in cents; None where it is blank.

        Raises:
            RowProblem: it is no amount.
        """
        if value is None:
            return None
        cell, header = self._cell_or_constant(value)
        try:
            return cents_of(
                cell, decimal_comma=self.bound.table.decimal_comma, currency=self.currency
            )
        except BadCell as bad:
            raise self.bad(header, cell, bad) from None

    def percent(self, value: Value | None, scale: int | None) -> Decimal | None:
        """A percentage, 3 for 3 %; None where it is blank.

        Raises:
            RowProblem: it is none, or not in this scale.
        """
        if value is None:
            return None
        cell, header = self._cell_or_constant(value)
        try:
            return percent_of(cell, scale or 1, decimal_comma=self.bound.table.decimal_comma)
        except BadCell as bad:
            raise self.bad(header, cell, bad) from None

    def day(self, value: Value | None) -> dt.date | None:
        """A day; None where it is blank.

        Raises:
            RowProblem: it is no date in the order that the profile has.
        """
        if value is None:
            return None
        cell, header = self._cell_or_constant(value)
        try:
            return day_of(cell, value.dates or self.bound.table.dates, self.bound.zone)
        except BadCell as bad:
            raise self.bad(header, cell, bad) from None

    def _cell_or_constant(self, value: Value) -> tuple[Cell, str]:
        if not value.columns:
            return value.constant, ""
        if not value.words:
            return self.cell(value)
        return self.text(value), self.cell(value)[1]

    def raw(self, value: Value | None) -> str:
        """The text as it is, whatever is wrong with it: for sentences."""
        return raw_text(self._cell_or_constant_raw(value)) if value else ""

    def _cell_or_constant_raw(self, value: Value) -> Cell:
        return self.cell(value)[0] if value.columns else value.constant

    def bad(self, header: str, cell: Cell, bad: BadCell) -> RowProblem:
        """A problem with what a cell has."""
        return self.problem(
            header,
            f"has {cell_shown(cell, header)} in the column {quoted(header)}, {bad.why}.",
            cause=bad.cause,
        )

    def problem(
        self,
        column: str,
        what: str,
        what_to_do: str = CORRECT_IT_OR_THE_PROFILE,
        *,
        cause: HoldCause = HoldCause.BAD_FIELD,
    ) -> RowProblem:
        """A problem with the row: `what` completes a sentence that begins with where it is."""
        return RowProblem([self.spot], what, what_to_do, cause=cause, column=column)


def _words_of(value: Value) -> Mapping[str, str]:
    # Values can't be hashed, for their words; they live as long as the profile that is read by.
    known = _words.get(id(value))
    if known is None or known[0] is not value:
        known = (value, {comparable(text): meaning for text, meaning in value.words.items()})
        if len(_words) > _MOST_WORDS:
            _words.clear()
        _words[id(value)] = known
    return known[1]


_MOST_WORDS: Final = 4096
_words: dict[int, tuple[Value, dict[str, str]]] = {}
