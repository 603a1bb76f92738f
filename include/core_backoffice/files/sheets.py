"""A file as sheets of cells, whatever its format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, TypeAlias

from include.core_backoffice.records.errors import CoreError


class BrokenCell(str):
    """What stands in a workbook's cell that has no value: no text to use, so a row that needs it is held.

    It is an error ("#REF!"), or a formula whose result the file lacks ("=A1*2").
    """

    __slots__ = ()


Cell: TypeAlias = str | Decimal | bool | dt.datetime | dt.date | None
"""A cell's value: text as it is written, a number exactly as a workbook shows its digits, a workbook's own
date. Blank is None or ""."""

Cells: TypeAlias = tuple[Cell, ...]


class FileRefused(CoreError):
    """A file that can't be read at all; nothing of it was taken.

    Args:
        sentence: what is wrong, with the file's name.
        what_to_do: the next step.
    """

    def __init__(self, sentence: str, what_to_do: str) -> None:
        self.sentence = sentence
        self.what_to_do = what_to_do
        super().__init__(f"{sentence} {what_to_do}")


class Sheet(Protocol):
    """One sheet; reading it again starts anew, so that it can be read twice without being kept."""

    @property
    def name(self) -> str:
        """Its name; empty in a file that has one table and no names."""
        ...

    @property
    def hidden(self) -> bool:
        """Whether a workbook hides it."""
        ...

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Rows that aren't blank, each with its number as a spreadsheet shows it, from 1.

        Of JSON and PDF, the header is row 0, so that the first record is row 1.
        """
        ...


@dataclass(frozen=True, slots=True)
class SheetFile:
    """An opened file.

    Attributes:
        name: the file's name, as people know it.
        format: "CSV", "XLSX", "XLS", "ODS", "JSON lines", "PDF".
        sheets: in the file's order.
        notes: what a reader should know: hidden sheets and rows, merged cells, the encoding found.
    """

    name: str
    format: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = field(default=())
