"""The first rows of a sheet, by column: what suggestions are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from include.core_backoffice.files.headers import (
    SEARCHED,
    HeaderFound,
    find_header,
    normal,
)
from include.core_backoffice.files.sheets import Cell, Sheet, SheetFile
from include.core_backoffice.mapping.values import is_blank, raw_text

ROWS: Final = 2_000
"""Rows that are looked at."""
_COLUMNS: Final = 500
_LONGEST: Final = 300
_REPEATED: Final = re.compile(r" \[\d+\]$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, and its cells, blank ones among them."""

    header: str
    cells: tuple[Cell, ...]

    def filled(self) -> tuple[Cell, ...]:
        """The cells that aren't blank."""
        return tuple(cell for cell in self.cells if not is_blank(cell))

    def texts(self) -> tuple[str, ...]:
        """All cells as text."""
        return tuple(raw_text(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SheetSample:
    """A sheet's header and first rows. Rows of totals at the end stay: they are few."""

    sheet: Sheet
    header: HeaderFound
    columns: tuple[Column, ...]

    @property
    def rows(self) -> int:
        """How many rows of data were looked at."""
        return len(self.columns[0].cells) if self.columns else 0

    def column(self, header: str) -> Column:
        """A column by its header."""
        return next(column for column in self.columns if column.header == header)


def samples(file: SheetFile) -> Iterator[SheetSample]:
    """The sheets of a file that can be seen, and have a header and a row of data."""
    for sheet in file.sheets:
        if sheet.hidden:
            continue
        header = _header(sheet)
        if header is None:
            continue
        sample = _sample(sheet, header)
        if sample.rows and sample.columns:
            yield sample


def _header(sheet: Sheet) -> HeaderFound | None:
    """The header; with the row of groups above it where names repeat: "Agent 1" above "Name"."""
    header = find_header(sheet)
    if header is None or header.rows > 1 or not any(_REPEATED.search(own) for own in header.names):
        return header
    rows = dict(islice(sheet.rows(), SEARCHED))
    above = [normal(raw_text(cell)) for cell in rows.get(header.row - 1, ())]
    if sum(map(bool, above)) < 2:  # noqa: PLR2004  (one text is a title)
        return header
    return find_header(sheet, like=_joined(above, [_REPEATED.sub("", own) for own in header.names]))


def _joined(above: Sequence[str], names: Sequence[str]) -> list[str]:
    joined: list[str] = []
    group = ""
    for at, name in enumerate(names):
        group = (above[at] if at < len(above) else "") or group
        joined.append(f"{group} / {name}" if group else name)
    return joined


def _sample(sheet: Sheet, header: HeaderFound) -> SheetSample:
    below = (cells for number, cells in sheet.rows() if number > header.row)
    rows = list(islice(below, ROWS))
    columns = [
        Column(name, tuple(cells[at] if at < len(cells) else None for cells in rows))
        for at, name in enumerate(header.names[:_COLUMNS])
        if len(name) <= _LONGEST
    ]
    return SheetSample(sheet, header, tuple(columns))
