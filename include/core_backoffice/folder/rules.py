"""What a source says of its folder, read within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from include.core_backoffice.feeds.patterns import pattern_problem
from include.core_backoffice.records.errors import CoreConnectionProblem
from include.plain_text import plain

_LONGEST_PATH = 1000
_LONGEST_NAME = 250


class AfterTaking(StrEnum):
    """What becomes of a file once it is taken."""

    KEEP = "keep"
    """It stays. It is known by name, size, and time of change, and isn't taken again."""
    MOVE = "move"
    """It is moved to a folder inside the folder."""


class FolderRefused(CoreConnectionProblem):
    """A folder that can't be read as it is set up; the message says what to do."""


@dataclass(frozen=True, slots=True)
class FolderRules:
    """Which folder is read, and what of it.

    Attributes:
        path: a local path, or an address: "sftp://upload", "s3://bucket/exports".
        conn_id: the Airflow connection; empty for local folders.
        pattern: names that are taken, "*.csv; *.xlsx"; all if it is blank.
        after: what becomes of a file once it is taken.
        done_folder: where it is moved to, by a name inside the folder.
    """

    path: str
    conn_id: str = ""
    pattern: str = ""
    after: AfterTaking = AfterTaking.KEEP
    done_folder: str = "done"

    @property
    def scheme(self) -> str:
        """What the address begins with; "file" for local folders."""
        scheme, mark, _ = self.path.partition("://")
        return scheme.lower() if mark else "file"


def read_rules(settings: Mapping[str, Any]) -> FolderRules:
    """A source's settings as rules.

    Raises:
        FolderRefused: a setting can't be used.
    """
    texts = {
        name: plain(str(settings.get(name) or "")).strip()
        for name in ("path", "conn_id", "pattern", "after", "done_folder")
    }
    path = texts["path"]
    if not path or len(path) > _LONGEST_PATH:
        raise FolderRefused("The source has no folder. Choose one under Imports.")
    if ".." in path.replace("\\", "/").split("/"):
        raise FolderRefused(
            f"The folder {path} has “..” in its path, so it isn't read. Enter the full path."
        )
    if problem := pattern_problem(texts["pattern"]):
        raise FolderRefused(f"The file names to take are {problem}")
    try:
        after = AfterTaking(texts["after"] or AfterTaking.KEEP)
    except ValueError:
        raise FolderRefused(
            f"What follows after a file is taken is “{texts['after']}”. Choose keep or move."
        ) from None
    done = texts["done_folder"] or "done"
    if not _is_name(done):
        raise FolderRefused(
            f"Taken files can't be moved to “{done}”. Enter the name of a folder inside the folder."
        )
    return FolderRules(path, texts["conn_id"], texts["pattern"], after, done)


def _is_name(text: str) -> bool:
    """Whether it is one part of a path."""
    return (
        not any(mark in text for mark in "/\\:")
        and text not in (".", "..")
        and len(text) <= _LONGEST_NAME
    )
