"""Which profile of a feed reads a file: the active one that knows its headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.fingerprint import Ambiguous, choose
from include.core_backoffice.mapping.profile import Profile
from include.database.engine import Database
from include.database.feeds.profiles import active, profile_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """A version of a profile that reads a file."""

    id: int
    name: str
    profile: Profile


@dataclass(frozen=True, slots=True)
class NoneChosen:
    """No profile reads a file; why, and what to do."""

    sentence: str
    what_to_do: str


def chosen_profile(database: Database, feed_id: str, file: SheetFile) -> Chosen | NoneChosen:
    """The active profile that knows a file's headers."""
    with database.reading() as session:
        rows = [(row.id, row.name, profile_of(row)) for row in active(session, feed_id)]
    found = choose([profile for _, _, profile in rows], file)
    if isinstance(found, Profile):
        own_id, name = next((row_id, name) for row_id, name, one in rows if one is found)
        return Chosen(own_id, name, found)
    if isinstance(found, Ambiguous):
        names = " and ".join(f"“{one.name}”" for one in found.profiles)
        return NoneChosen(
            f"The import profiles {names} know the columns of {file.name} equally well.",
            "Turn one of them off under Imports. The file is then read.",
        )
    return NoneChosen(
        f"No active import profile knows the columns of {file.name}.",
        _make_one(rows),
    )


def _make_one(rows: Sequence[object]) -> str:
    if rows:
        return "Map its columns, or export the file with the columns of an import profile that you have."
    return "Map its columns. The file is read as soon as its import profile is active."
