"""A file's fingerprint, and which profile fits it: both by its headers, never by its name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from include.core_backoffice.files.headers import find_header
from include.core_backoffice.files.headers import key as header_key
from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.columns import is_numbered, missing, numbered_pattern
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.tables import BoundTable, ProfileMismatch, bind


class FitLevel(IntEnum):
    """How a profile's headers are a sheet's."""

    MOST = 0
    """Those that the profile needs are there."""
    ALL = 1
    """All that the profile was made with are there, beside others."""
    EXACT = 2
    """They are the same."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several profiles fit a file equally well: a person chooses one.

    Attributes:
        profiles: in the order in which they were offered.
    """

    profiles: tuple[Profile, ...]


Fit: TypeAlias = tuple[FitLevel, float, int]
"""The level of the worst of a profile's tables, the part of the sheets' columns that it knows, and how
many of its headers there are."""


def fingerprint(file: SheetFile) -> str:
    """A file's headers as a hash, 64 digits: the same for files of one layout.

    The order of columns and sheets, the sheets' names and the case of headers don't matter. Hidden
    sheets and sheets without a header don't count.
    """
    found = [find_header(sheet) for sheet in file.sheets if not sheet.hidden]
    sheets = sorted(sorted(map(header_key, header.names)) for header in found if header is not None)
    text = json.dumps(sheets, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def choose(profiles: Iterable[Profile], file: SheetFile) -> Profile | Ambiguous | None:
    """The profile that fits a file; None if none does.

    One whose headers are exactly the file's wins over one whose headers are all there beside others,
    and that over one of whose headers those are there that it needs. Of two that fit alike, none wins.
    """
    fits = [(own, profile) for profile in profiles if (own := fit(profile, file)) is not None]
    if not fits:
        return None
    best = max(own for own, _ in fits)
    first = tuple(profile for own, profile in fits if own == best)
    return first[0] if len(first) == 1 else Ambiguous(first)


def fit(profile: Profile, file: SheetFile) -> Fit | None:
    """How well a profile fits a file; None if it can't read it."""
    try:
        tables = bind(profile, file).tables
    except ProfileMismatch:
        return None
    fits = [_fit(bound) for bound in tables]
    known = sum(own[1] for own in fits) / len(fits)
    return min(own[0] for own in fits), round(known, 6), sum(own[2] for own in fits)


def _fit(bound: BoundTable) -> Fit:
    headers, names = bound.table.headers, bound.header.names
    lacking = missing(headers, names)
    known = sum(_is_known(header_key(name), bound) for name in names)
    level = FitLevel.MOST if lacking else FitLevel.ALL
    if not lacking and known == len(names):
        level = FitLevel.EXACT
    return level, known / len(names), len(headers) - len(lacking)


def _is_known(name: str, bound: BoundTable) -> bool:
    if name in bound.columns:
        return True
    return any(
        numbered_pattern(header).fullmatch(name) is not None
        if is_numbered(header)
        else header_key(header) == name
        for header in bound.table.headers
    )
