"""Files in memory, as an opened file is to a mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from include.core_backoffice.canonical.rows import (
    CanonicalDeal,
    CanonicalStatement,
    HeldRow,
    Mapped,
)
from include.core_backoffice.files.sheets import Cell, Cells, SheetFile
from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.mapping.profile import Profile


@dataclass(frozen=True)
class MadeSheet:
    """A sheet; its first row is row 1."""

    name: str
    cells: tuple[Cells, ...]
    hidden: bool = False

    def rows(self) -> Iterator[tuple[int, Cells]]:
        for number, cells in enumerate(self.cells, 1):
            if any(cell not in (None, "") for cell in cells):
                yield number, cells


def made_sheet(text: str, name: str = "", *, hidden: bool = False) -> MadeSheet:
    """A sheet of lines with cells between bars: "TR-1 | 12 Oak St | 900.00"."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return MadeSheet(
        name, tuple(tuple(cell.strip() for cell in line.split("|")) for line in lines), hidden
    )


def sheet_of(rows: Sequence[Sequence[Cell]], name: str = "") -> MadeSheet:
    """A sheet of cells as they are."""
    return MadeSheet(name, tuple(tuple(row) for row in rows))


def made_file(*sheets: MadeSheet | str, name: str = "deals.csv") -> SheetFile:
    """A file of sheets; a text is a sheet without a name."""
    own = tuple(made_sheet(sheet) if isinstance(sheet, str) else sheet for sheet in sheets)
    return SheetFile(name, "CSV", own)


def mapped(profile: Profile, *sheets: MadeSheet | str, name: str = "deals.csv") -> list[Mapped]:
    """Everything that a profile makes of a file."""
    return list(MappedFile(profile, made_file(*sheets, name=name), name).records(lambda _: None))


def one_deal(profile: Profile, *sheets: MadeSheet | str) -> CanonicalDeal:
    """The one deal of a file."""
    (only,) = mapped(profile, *sheets)
    assert only.held is None, only.held
    assert isinstance(only.record, CanonicalDeal)
    return only.record


def one_statement(profile: Profile, *sheets: MadeSheet | str) -> CanonicalStatement:
    """The one statement of a file."""
    (only,) = mapped(profile, *sheets)
    assert only.held is None, only.held
    assert isinstance(only.record, CanonicalStatement)
    return only.record


def one_held(profile: Profile, *sheets: MadeSheet | str) -> HeldRow:
    """The one record of a file, which is on hold."""
    (only,) = mapped(profile, *sheets)
    assert only.held is not None, only.record
    assert only.record is None
    return only.held


def profile_of(*tables: Mapping[str, object], **more: object) -> Profile:
    """A profile of tables, each as in YAML; its headers are what it reads, unless it has them."""
    own = [{"headers": [], **table} for table in tables]
    body = {"name": "Test", "contents": "changes", "tables": own, **more}
    return Profile.model_validate(body)


def value(*columns: str, **more: object) -> dict[str, object]:
    """Where a value comes from."""
    return {"columns": list(columns), **more}


def agent(name: str = "Agent", **more: object) -> dict[str, object]:
    """An agent by name."""
    return {"kind": "agent", "name": value(name), **more}
