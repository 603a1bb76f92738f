"""The key of a row: which record it is of. Pure, and quick: every row of every file comes through here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from include.core_backoffice.files.headers import key as header_key
from include.core_backoffice.files.sheets import BrokenCell, Cell, Cells
from include.core_backoffice.mapping.fields import FIELDS, FieldKind
from include.core_backoffice.mapping.identity import deal_id
from include.core_backoffice.mapping.persons import person
from include.core_backoffice.mapping.problems import RowProblem
from include.core_backoffice.mapping.profile import TableKind, Value, values_of
from include.core_backoffice.mapping.row import Row
from include.core_backoffice.mapping.tables import BoundTable
from include.core_backoffice.mapping.values import BadCell, day_of, padded, raw_text

PREFIX: Final = {
    TableKind.DEALS: "transaction:",
    TableKind.ITEMS: "transaction:",
    TableKind.AGENTS: "agent:",
    TableKind.VENDORS: "vendor:",
    TableKind.STATEMENTS: "statement:",
    TableKind.PAYMENTS: "statement:",
}
"""What the keys of a table's records begin with."""
_OF_PEOPLE: Final = frozenset({TableKind.AGENTS, TableKind.VENDORS})
WITHOUT_KEY: Final = "row-"
"""What the identity of a row without a key begins with; the rest is made of its content."""


class Keys:
    """Finds the keys of a table's rows."""

    def __init__(self, bound: BoundTable, file: str) -> None:
        self._bound = bound
        self._file = file
        self._prefix = PREFIX[bound.table.of]
        self._by_person = bound.table.of in _OF_PEOPLE and bound.table.person is not None
        self._reads = reads_of(bound, bound.table.key)
        self._last: Cell = None
        self._last_key: str | None = None

    def key(self, cells: Cells) -> str | None:
        """The key of a row's record; None if the row has none."""
        if self._by_person:
            return self._of_person(cells)
        if len(self._reads) == 1:
            at, read = self._reads[0]
            cell = cells[at]
            if cell != self._last or type(cell) is not type(self._last):
                text = read(cell)
                self._last, self._last_key = (
                    cell,
                    f"{self._prefix}{deal_id((text,))}" if text else None,
                )
            return self._last_key
        texts = [read(cells[at]) for at, read in self._reads]
        return f"{self._prefix}{deal_id(texts)}" if all(texts) else None

    def _of_person(self, cells: Cells) -> str | None:
        if not all(read(cells[at]) for at, read in self._reads):
            return None
        try:
            own = person(self._bound.table.person, Row(self._bound, self._file, 0, cells))
        except RowProblem:
            return None
        return f"{self._prefix}{own.id}" if own is not None and own.id else None


def row_key(bound: BoundTable, cells: Cells) -> str:
    """The key of a row that has none, made of its content."""
    content = "\x1f".join(map(raw_text, cells))
    digest = hashlib.blake2b(content.encode(errors="surrogatepass"), digest_size=8).hexdigest()
    return f"{PREFIX[bound.table.of]}{WITHOUT_KEY}{digest}"


def reads_of(
    bound: BoundTable, headers: tuple[str, ...]
) -> tuple[tuple[int, Callable[[Cell], str]], ...]:
    """Where key columns are, and how each is read: as the fields that have the same column are.

    So "0123" and "123" are one where the profile pads, and "1/2/2026" and a workbook's date are.
    """
    if headers not in bound.key_reads:
        bound.key_reads[headers] = tuple(
            (bound.position[header_key(one)], _read_of(bound, one)) for one in headers
        )
    return bound.key_reads[headers]


def key_texts(bound: BoundTable, cells: Cells, headers: tuple[str, ...]) -> tuple[str, ...]:
    """What a row has in key columns, as people know it."""
    return tuple(read(cells[at]) for at, read in reads_of(bound, headers))


def _read_of(bound: BoundTable, header: str) -> Callable[[Cell], str]:
    own = header_key(header)
    width = next(
        (value.width for value in values_of(bound.table) if value.width and _is_of(value, own)),
        None,
    )
    if width is not None:
        return lambda cell: padded(_key_text(cell), width)
    kinds = FIELDS[bound.table.of]
    for name, value in bound.table.fields.items():
        if kinds.get(name) is FieldKind.DAY and _is_of(value, own):
            return _day_reader(bound, value)
    return _key_text


def _key_text(cell: Cell) -> str:
    """A cell as a part of a key; an error of a spreadsheet identifies nothing."""
    return "" if isinstance(cell, BrokenCell) else raw_text(cell)


def _is_of(value: Value, key: str) -> bool:
    return len(value.columns) == 1 and header_key(value.columns[0]) == key


def _day_reader(bound: BoundTable, value: Value) -> Callable[[Cell], str]:
    order, zone = value.dates or bound.table.dates, bound.zone

    def read(cell: Cell) -> str:
        try:
            day = day_of(cell, order, zone)
        except BadCell:
            return raw_text(cell)
        return day.isoformat() if day else ""

    return read
