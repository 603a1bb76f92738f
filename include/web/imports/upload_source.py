"""Which source an uploaded file is of, where the visitor chose none: by its columns, then by its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from pydantic import ValidationError

from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.files.sheets import FileRefused, SheetFile
from include.core_backoffice.mapping.fingerprint import Fit, fit
from include.core_backoffice.mapping.profile import Profile
from include.database.reads.import_routes import profile_versions
from include.database.reads.imports import Source, newest_names
from include.web.imports.desk import ImportDesk
from include.web.imports.opened_files import READ_AT_ONCE

NEW = "new"
"""What the form sends for a new source; a source's own ID never is."""
_NO_LETTERS = re.compile(r"[\d\W_]+")


@dataclass(frozen=True, slots=True)
class FoundSource:
    """What an uploaded file tells of its source.

    Attributes:
        source_id: the one that it can only be of; "" if that isn't clear.
        likely: the one to offer first; "" for none.
        sentence: what to ask the visitor, if it isn't clear.
    """

    source_id: str
    likely: str = ""
    sentence: str = ""


def find_source(
    desk: ImportDesk, known: Sequence[Source], name: str, size: int, content: BinaryIO
) -> FoundSource:
    """The source whose active profiles know a file's columns; of several, the one with files of such a name.

    Args:
        desk: of the visitor.
        known: the sources that the file can go to; at least one.
        name: of the file.
        size: bytes; of more than can be read at once, only the name is looked at.
        content: the file.
    """
    fitting = _by_columns(desk, known, name, content) if size <= READ_AT_ONCE else []
    alike = _by_name(desk, known, name)
    both = [one for one in fitting if one in alike]
    for only in (fitting, both):
        if len(only) == 1:
            return FoundSource(only[0])
    likely = next(iter(both or fitting or alike), "")
    names = {one.id: f"“{one.name}”" for one in known}
    if len(fitting) > 1:
        several = " and ".join(names[one] for one in fitting[:2])
        more = f", and {len(fitting) - 2} more," if len(fitting) > 2 else ""  # noqa: PLR2004  (two are named)
        why = f"{several}{more} read the columns of {name}."
    else:
        why = f"No source knows the columns of {name}."
    ask = "Choose its source, or New source, and select the file again. Nothing was stored."
    return FoundSource("", likely, f"{why} {ask}")


def _by_columns(
    desk: ImportDesk, known: Sequence[Source], name: str, content: BinaryIO
) -> list[str]:
    """The sources whose active profiles fit best."""
    content.seek(0)
    try:
        file = open_file(name, content)
        fits = [(best, one.id) for one in known if (best := _fit(desk, one, file)) is not None]
    except FileRefused:
        return []
    top = max((best for best, _ in fits), default=None)
    return [source_id for best, source_id in fits if best == top]


def _fit(desk: ImportDesk, source: Source, file: SheetFile) -> Fit | None:
    with desk.database.reading() as session:
        bodies = [dict(one.body) for one in profile_versions(session, source.id) if one.active]
    found: list[Fit] = []
    for body in bodies:
        try:
            own = fit(Profile.model_validate(body), file)
        except ValidationError:  # of a later version of CoreBooks
            continue
        if own is not None:
            found.append(own)
    return max(found, default=None)


def _by_name(desk: ImportDesk, known: Sequence[Source], name: str) -> list[str]:
    """The sources with a file of this name but for its digits: "Closings 2026-11.xlsx"."""
    wanted = _letters(name)
    with desk.database.reading() as session:
        names = newest_names(session, [one.id for one in known])
    return [
        one.id
        for one in known
        if wanted and wanted in {_letters(own) for own in names.get(one.id, ())}
    ]


def _letters(name: str) -> str:
    return _NO_LETTERS.sub(" ", name.rpartition(".")[0] or name).strip().casefold()
