"""A profile's tables in a file's sheets: where each column is, and which rows are data."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Final, TypeAlias

from include.books.currency import books_currency
from include.books.wording import joined
from include.core_backoffice.files.headers import HeaderFound, find_header
from include.core_backoffice.files.headers import key as header_key
from include.core_backoffice.files.sheets import Cell, Cells, Sheet, SheetFile
from include.core_backoffice.mapping.columns import (
    groups_of,
    is_numbered,
    missing,
    numbered_pattern,
    present,
    read_headers,
    required_headers,
    tells_only_deletions,
)
from include.core_backoffice.mapping.fields import unknown_fields
from include.core_backoffice.mapping.identity import comparable
from include.core_backoffice.mapping.problems import in_file, quoted
from include.core_backoffice.mapping.profile import (
    ItemRule,
    Profile,
    RowTest,
    Table,
    TableKind,
    Value,
)
from include.core_backoffice.mapping.values import raw_text
from include.core_backoffice.records.errors import CoreError
from include.core_backoffice.records.zones import zone_of

Test: TypeAlias = Callable[[Cells], bool]

_TOGETHER: Final = {TableKind.DEALS, TableKind.ITEMS}
_NAMED: Final = 8
_WORDS: Final = {
    TableKind.DEALS: "transactions",
    TableKind.ITEMS: "commission items",
    TableKind.AGENTS: "agents",
    TableKind.VENDORS: "vendors",
    TableKind.STATEMENTS: "billing statements",
    TableKind.PAYMENTS: "payments",
}


class ProfileMismatch(CoreError):
    """A file that an import profile can't read; nothing of it was taken.

    Args:
        sentence: what the file lacks.
        what_to_do: the next step.
    """

    def __init__(self, sentence: str, what_to_do: str) -> None:
        self.sentence = sentence
        self.what_to_do = what_to_do
        super().__init__(f"{sentence} {what_to_do}")


@dataclass(frozen=True, eq=False)
class BoundTable:
    """A table of a profile in one sheet of a file.

    What is found out about it once is kept with it; two are the same only if they are one.

    Attributes:
        table: of the profile.
        at: its number in the profile, which goes into hashes.
        sheet: where it is.
        header: the sheet's header.
        columns: the columns that are read, by key, in one order for all files: where each is in a row.
        one_row: whether each record has one row.
        lacks: headers that the profile needs and the sheet lacks: it can only tell what was deleted.
    """

    table: Table
    at: int
    sheet: Sheet
    header: HeaderFound
    columns: dict[str, int]
    one_row: bool
    lacks: tuple[str, ...] = ()

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each column that is read is among the cells that are kept of a row."""
        return {column: at for at, column in enumerate(self.columns)}

    @cached_property
    def _places(self) -> dict[int, tuple[Value, tuple[tuple[int, str], ...]]]:
        return {}

    def places_of(self, value: Value) -> tuple[tuple[int, str], ...]:
        """Where the columns of a value are among the cells that are kept, with their names in the sheet."""
        # Values have no hash, for their words; those of a profile live as long as it does.
        known = self._places.get(id(value))
        if known is None or known[0] is not value:
            keys = [header_key(column) for column in value.columns]
            places = [self.position[key] for key in keys if key in self.position]
            known = (value, tuple((at, self.names[at]) for at in places))
            self._places[id(value)] = known
        return known[1]

    @cached_property
    def key_reads(self) -> dict[tuple[str, ...], tuple[tuple[int, Callable[[Cell], str]], ...]]:
        """Where key columns are and how they are read, as `keys` found out."""
        return {}

    @cached_property
    def is_primary(self) -> Test:
        """Whether a row's kept cells are of one that a deal's own fields are read from."""
        test = self.table.primary
        if test is None:
            return lambda _: True
        at, is_one_of = self.position[header_key(test.column)], _is_one_of(test.texts)
        return lambda picked: is_one_of(raw_text(picked[at]))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns that are read, as the sheet names them."""
        return tuple(self.header.names[at] for at in self.columns.values())

    @cached_property
    def rules(self) -> tuple[ItemRule, ...]:
        """The rules of items, those of groups once for each group that the sheet has."""
        return tuple(rule for own in self.table.items for _, rule in groups_of(own, self.columns))

    @cached_property
    def zone(self) -> dt.tzinfo:
        """Where moments are days."""
        return zone_of(self.table.timezone) or dt.UTC

    @cached_property
    def is_labelled(self) -> bool:
        """Whether other files of the layout may have other columns, so that each cell is named in hashes."""
        wanted = read_headers(self.table)
        return any(map(is_numbered, wanted)) or len(required_headers(self.table)) < len(wanted)

    def rows(self) -> Iterator[tuple[int, Cells, Cells]]:
        """Rows below the header: number, all cells, and those that are read."""
        places = tuple(self.columns.values())
        last = max(places)
        pick = itemgetter(*places) if len(places) > 1 else _only(places[0])
        header: Cells | None = None
        for number, cells in self.sheet.rows():
            whole = cells if len(cells) > last else (*cells, *(None,) * (last + 1 - len(cells)))
            picked = pick(whole)
            if number > self.header.row:
                if picked != header:  # reports repeat it on each page
                    yield number, cells, picked
            elif number == self.header.row:
                header = picked


def _only(at: int) -> Callable[[Cells], Cells]:
    return lambda cells: (cells[at],)


@dataclass(frozen=True, slots=True)
class RowTests:
    """Which rows of a table are data."""

    is_skipped: Test
    is_wanted: Test | None

    @classmethod
    def of(cls, bound: BoundTable) -> RowTests:
        """The tests of a table, as its sheet has the columns."""
        table = bound.table
        skip, only = (
            [one for test in tests if (one := _test(test, bound))]
            for tests in (table.skip, table.only)
        )
        return cls(_any(skip), _any(only) if table.only else None)

    def is_data(self, cells: Cells) -> bool:
        """Whether a row is to be read."""
        return not self.is_skipped(cells) and (self.is_wanted is None or self.is_wanted(cells))


def _any(tests: Sequence[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda cells: any(test(cells) for test in tests)


def _test(test: RowTest, bound: BoundTable) -> Test | None:
    """A test as a function of a sheet's rows; None where the sheet lacks its column."""
    at = bound.columns.get(header_key(test.column)) if test.column else -1
    if at is None:
        return None
    is_one_of = _is_one_of(test.texts)
    if at < 0:
        return lambda cells: is_one_of(
            next((text for cell in cells if (text := raw_text(cell))), "")
        )
    return lambda cells: is_one_of(raw_text(cells[at]) if len(cells) > at else "")


def _is_one_of(texts: Sequence[str]) -> Callable[[str], bool]:
    exact = frozenset(comparable(text) for text in texts if not text.endswith("*"))
    beginnings = tuple(comparable(text[:-1]) for text in texts if text.endswith("*"))

    def is_one(text: str) -> bool:
        own = comparable(text)
        return own in exact or (bool(beginnings) and own.startswith(beginnings))

    return is_one


@dataclass(slots=True)
class Binding:
    """The tables of a profile that a file has.

    Attributes:
        tables: in the profile's order, each for every sheet that has it.
        notes: what a reader should know.
    """

    tables: list[BoundTable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def bind(profile: Profile, file: SheetFile) -> Binding:
    """Find a profile's tables in a file.

    Raises:
        ProfileMismatch: no sheet has the headers of any table, or deals come without their items.
    """
    _check(profile)
    binding = Binding()
    lacking: list[tuple[Table, Sheet, tuple[str, ...]]] = []
    for at, table in enumerate(profile.tables):
        for sheet in _sheets_for(table, file, binding):
            header = find_header(sheet, like=table.headers or read_headers(table))
            lacks = missing(required_headers(table), header.names if header else ())
            if header is None or (lacks and not tells_only_deletions(profile, table, header.names)):
                lacking.append((table, sheet, lacks))
                continue
            columns = present(read_headers(table), header.names)
            one_row = _has_one_row(profile, table)
            binding.tables.append(BoundTable(table, at, sheet, header, columns, one_row, lacks))
    _require_tables(profile, file, binding, lacking)
    _note_what_is_left(file, binding)
    return binding


def own_currency(profile: Profile) -> str:
    """The currency of a profile's amounts, ISO 4217: the company's (`books.currency`).

    Raises:
        ProfileMismatch: the profile states another one.
    """
    stated, own = profile.currency.upper(), books_currency()
    if stated not in ("", own):
        raise ProfileMismatch(
            f"The import profile {quoted(profile.name)} has amounts in {stated}, but the company keeps its "
            f"books in {own}. CoreBooks converts no amounts.",
            f"If the file's amounts are in {own}, remove the currency from the import profile. Otherwise "
            f"export the file in {own}.",
        )
    return own


def _check(profile: Profile) -> None:
    for table in profile.tables:
        unknown = unknown_fields(table)
        if unknown:
            raise ProfileMismatch(
                f"The import profile {quoted(profile.name)} maps {joined(list(map(quoted, unknown)))}, "
                f"but {_WORDS[table.of]} have no such field.",
                "Correct the import profile, then import the file again.",
            )
        if not table.key and table.person is None:
            raise ProfileMismatch(
                f"The import profile {quoted(profile.name)} has no key for {_WORDS[table.of]}.",
                "In the import profile, choose the columns that identify each record.",
            )


def _sheets_for(table: Table, file: SheetFile, binding: Binding) -> Iterator[Sheet]:
    wanted = sheet_key(table.sheet, [sheet.name for sheet in file.sheets])
    for sheet in file.sheets:
        own = header_key(sheet.name)
        if wanted:
            if own in ("", wanted):
                yield sheet
        elif not sheet.hidden:
            yield sheet
        else:
            note = f"The sheet {quoted(sheet.name)} is hidden and wasn't read."
            if note not in binding.notes:
                binding.notes.append(note)


def sheet_key(wanted: str, names: Sequence[str]) -> str:
    """The key of the sheet that a profile names, among those of a file.

    CoreBooks' own workbook once called its sheet of transactions "Deals": a profile that names either
    finds the other, unless the file has the one that it names.
    """
    own = header_key(wanted)
    keys = set(map(header_key, names))
    other = _OTHER_NAMES.get(own, own)
    return other if own not in keys and other in keys else own


_OTHER_NAMES: Final = {"deals": "transactions", "transactions": "deals"}


def _has_one_row(profile: Profile, table: Table) -> bool:
    if table.of in (TableKind.AGENTS, TableKind.VENDORS):
        return True
    if table.of is not TableKind.DEALS:
        return False
    if table.one_row is not None:
        return table.one_row
    if table.primary is not None:
        return False
    return any(own.of is TableKind.ITEMS for own in profile.tables) or any(
        map(is_numbered, read_headers(table))
    )


def _require_tables(
    profile: Profile,
    file: SheetFile,
    binding: Binding,
    lacking: Sequence[tuple[Table, Sheet, tuple[str, ...]]],
) -> None:
    found = {bound.table.of for bound in binding.tables}
    wanted = {table.of for table in profile.tables}
    if not found:
        raise ProfileMismatch(*_nothing_fits(profile, file, lacking))
    together = [bound for bound in binding.tables if bound.table.of in _TOGETHER]
    is_parted = wanted >= _TOGETHER and len(found & _TOGETHER) == 1
    if is_parted and not all(bound.lacks for bound in together):
        there, absent = (found & _TOGETHER).pop(), (_TOGETHER - found).pop()
        raise ProfileMismatch(
            f"{file.name} has {_WORDS[there]} but no sheet with {_WORDS[absent]}. "
            f"The import profile {quoted(profile.name)} reads both from one file.",
            f"Add the sheet with {_WORDS[absent]}, then import the file again.",
        )


def _nothing_fits(
    profile: Profile,
    file: SheetFile,
    lacking: Sequence[tuple[Table, Sheet, tuple[str, ...]]],
) -> tuple[str, str]:
    choose = "Import the right file, or choose or change its import profile."
    nearest = min((one for one in lacking if one[2]), key=lambda one: len(one[2]), default=None)
    if nearest is None:
        names = [quoted(table.sheet) for table in profile.tables if table.sheet]
        lacks = f"no sheet {joined(names)}" if names else "no rows"
        return f"{file.name} has {lacks}, which {quoted(profile.name)} reads.", choose
    _, sheet, headers = nearest
    words = [quoted(header) for header in headers[:_NAMED]]
    if len(headers) > _NAMED:
        words.append(f"{len(headers) - _NAMED} more")
    noun = "column" if len(headers) == 1 else "columns"
    place = in_file(file.name, sheet.name)
    sentence = (
        f"{place[:1].upper() if sheet.name else place[:1]}{place[1:]} lacks the {noun} {joined(words)}, "
        f"which the import profile {quoted(profile.name)} reads."
    )
    return sentence, choose


def _note_what_is_left(file: SheetFile, binding: Binding) -> None:
    read = {id(bound.sheet) for bound in binding.tables}
    for sheet in file.sheets:
        if id(sheet) not in read and sheet.name and not sheet.hidden:
            binding.notes.append(f"The sheet {quoted(sheet.name)} wasn't read.")
    for bound in binding.tables:
        known = {header_key(header) for header in bound.table.headers} | set(bound.columns)
        new = [name for name in bound.header.names if _is_new(name, known, bound.table)]
        if new:
            names = joined([quoted(name) for name in new[:_NAMED]])
            more = f", and {len(new) - _NAMED} more" if len(new) > _NAMED else ""
            noun = "column" if len(new) == 1 else "columns"
            binding.notes.append(
                f"{in_file(file.name, bound.sheet.name)} has the {noun} {names}{more}, which the import "
                "profile doesn't know."
            )


def _is_new(name: str, known: set[str], table: Table) -> bool:
    key = header_key(name)
    if key in known or _BLANK_HEADER.fullmatch(key):
        return False
    return not any(numbered_pattern(header).fullmatch(key) for header in table.headers)


_BLANK_HEADER: Final = re.compile("column [a-z]{1,3}")
"""What a column without a header is called."""
