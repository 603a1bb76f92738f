"""A file before it is written: sheets of rows whose cells still know what they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in cents, written as the file's layout writes amounts."""

    cents: int

    @property
    def dollars(self) -> Decimal:
        return Decimal(self.cents).scaleb(-2)


Logical: TypeAlias = str | Money | dt.date | bool | None
"""A cell: a text stands in the file as it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet, by header; headers that it lacks are blank."""

    cells: Mapping[str, Logical]
    sheet: str = ""

    def with_cell(self, header: str, value: Logical) -> Line:
        """The same row with another value in one cell."""
        return replace(self, cells={**self.cells, header: value})


Headers: TypeAlias = Mapping[str, tuple[str, ...]]
"""Of each sheet; a file without sheets has one, called ""."""


def money(cents: int) -> Money | None:
    """An amount; blank where it is zero."""
    return Money(cents) if cents else None
