"""Which files of a folder are taken, and whether they are still being written."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from include.core_backoffice.feeds.patterns import matches

MOST_FILES = 10_000
"""The most entries that a folder may have."""
QUIET_SECONDS = 2.0
"""A file is complete once two looks, so long apart, find the same size and time of change."""
EMPTY_FOR = dt.timedelta(minutes=10)
"""A file without content is left alone for so long: many programs create it first and write it later."""
_UNFINISHED = (
    ".tmp",
    ".temp",
    ".part",
    ".partial",
    ".filepart",
    ".crdownload",
    ".download",
    ".swp",
    "~",
)


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as a look finds it.

    Attributes:
        name: its name in the folder.
        size: in bytes.
        modified: when it last changed, UTC; None where that isn't told.
        version: what else tells two versions apart: a time in nanoseconds, an object's tag.
    """

    name: str
    size: int
    modified: dt.datetime | None
    version: str

    @property
    def key(self) -> str:
        """By which the file is known once it is taken, in 69 characters."""
        told_apart = f"{self.version}\n{self.size}\n{self.name}"
        return f"file:{hashlib.sha256(told_apart.encode('utf-8', 'surrogateescape')).hexdigest()}"


def candidates(
    files: Iterable[SeenFile], pattern: str, now: dt.datetime, largest: int
) -> tuple[list[SeenFile], list[SeenFile]]:
    """The files that a source takes, oldest first, and those that are too large for it.

    Args:
        files: what the folder has.
        pattern: which names are taken; all if it is blank.
        now: UTC.
        largest: how many bytes may be taken.
    """
    wanted = [one for one in files if is_wanted(one.name, pattern) and not _may_grow(one, now)]
    wanted.sort(key=lambda one: (one.modified or dt.datetime.max.replace(tzinfo=dt.UTC), one.name))
    fitting = [one for one in wanted if one.size <= largest]
    return fitting, [one for one in wanted if one.size > largest]


def is_wanted(name: str, pattern: str) -> bool:
    """Whether a file of this name is taken: it is none that a program works on, or hides."""
    if name.startswith((".", "~$")) or name.casefold().endswith(_UNFINISHED):
        return False
    return matches(pattern, name)


def _may_grow(file: SeenFile, now: dt.datetime) -> bool:
    return file.size == 0 and (file.modified is None or now - file.modified < EMPTY_FOR)


def unchanged(before: Mapping[str, SeenFile], files: Iterable[SeenFile]) -> list[SeenFile]:
    """Those files that an earlier look found exactly so."""
    return [one for one in files if before.get(one.name) == one]


class Steadiness:
    """Since when each file is as it is; of one folder, and in one process."""

    def __init__(self) -> None:
        self._since: dict[str, tuple[SeenFile, float]] = {}

    def complete(self, files: Iterable[SeenFile], now: float) -> list[SeenFile]:
        """Those that have been as they are for long enough.

        Args:
            files: what a look finds.
            now: seconds of a clock that only goes on.
        """
        since: dict[str, tuple[SeenFile, float]] = {}
        for one in files:
            known = self._since.get(one.name)
            since[one.name] = known if known and known[0] == one else (one, now)
        self._since = since
        return [one for one, first in since.values() if now - first >= QUIET_SECONDS]
