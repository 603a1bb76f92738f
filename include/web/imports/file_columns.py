"""The sheets of a file as the mapping page shows them: where the header is, and the columns with samples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from include.core_backoffice.files.beginning import Beginning, KeptSheet
from include.core_backoffice.files.cells import text_of
from include.core_backoffice.files.headers import HeaderFound, find_header, key, pattern
from include.web.imports.mapping_text import patterns

_SAMPLES = 3
_SAMPLED = 200
_LONGEST = 60
_MOST_TEXTS = 12


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """A sheet with its header.

    Attributes:
        number: from 0, in the file's order.
        name: empty in a file without sheets.
        header: where it is; None where nothing looks like one.
        rows: how many there are below it, of those that were read.
        is_whole: whether that is all of them.
        samples: the first different texts of each column.
        texts: of columns with few different texts: how often each is there.
    """

    number: int
    name: str
    hidden: bool
    header: HeaderFound | None
    rows: int
    is_whole: bool
    samples: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, Mapping[str, int]]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns by their headers."""
        return self.header.names if self.header else ()

    @property
    def groups(self) -> tuple[str, ...]:
        """Headers of groups that repeat: "Agent {n} Split"."""
        return patterns(self.columns)

    def known(self, typed: str) -> str:
        """A column, or group, by what was typed; "" if there is none."""
        wanted = key(typed)
        for name in (*self.columns, *self.groups):
            if key(name) == wanted:
                return name
        found = pattern(typed) if "{n}" in typed or "{m}" in typed else None
        return typed if found and any(found.fullmatch(key(name)) for name in self.columns) else ""

    def has(self, headers: Iterable[str]) -> float:
        """The part of some headers that the sheet has, from 0 to 1."""
        wanted = list(headers)
        return sum(bool(self.known(one)) for one in wanted) / len(wanted) if wanted else 0.0


def sheets_of(file: Beginning, like: Sequence[str] = ()) -> tuple[SheetColumns, ...]:
    """The sheets of a file.

    Args:
        file: its first rows.
        like: headers that are expected.
    """
    return tuple(_sheet(number, sheet, like) for number, sheet in enumerate(file.sheets))


def _sheet(number: int, sheet: KeptSheet, like: Sequence[str]) -> SheetColumns:
    header = find_header(sheet, like=like)
    names = header.names if header else ()
    below = [cells for row, cells in sheet.kept if header and row > header.row]
    texts: dict[str, dict[str, int]] = {name: {} for name in names}
    for cells in below[:_SAMPLED]:
        for name, cell in zip(names, cells, strict=False):
            text = text_of(cell).strip()[:_LONGEST]
            texts[name][text] = texts[name].get(text, 0) + 1
    return SheetColumns(
        number=number,
        name=sheet.name,
        hidden=sheet.hidden,
        header=header,
        rows=len(below),
        is_whole=sheet.is_whole,
        samples={name: tuple(text for text in texts[name] if text)[:_SAMPLES] for name in names},
        texts={name: seen for name, seen in texts.items() if 0 < len(seen) <= _MOST_TEXTS},
    )
