"""Trying a profile on a file: what it would take, and what it would hold, before anything is kept. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from include.books.money import Cents
from include.core_backoffice.canonical.judging import held_if_bad
from include.core_backoffice.canonical.payees import People
from include.core_backoffice.canonical.rows import (
    Canonical,
    CanonicalDeal,
    CanonicalPerson,
    HeldRow,
    Mapped,
)
from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.mapping.profile import Profile

MOST_SHOWN = 50
"""Records and rows on hold that are kept to be shown; all are counted."""


@dataclass(slots=True)
class Trial:
    """What a profile makes of a file.

    Attributes:
        rows: how many rows are data.
        rows_held: how many of those would be on hold, on their own or with their record.
        records: how many records, by kind: "transaction", "statement", "agent", "vendor".
        gross_cents: the gross commission of all transactions that are right.
        shown: the first records that are right.
        held: the first ones that aren't, each with what to do.
        notes: what a reader should know of the file.
    """

    rows: int = 0
    rows_held: int = 0
    records: Counter[str] = field(default_factory=Counter)
    gross_cents: Cents = 0
    shown: list[Mapped] = field(default_factory=list)
    held: list[HeldRow] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    def hold(self, row: HeldRow) -> None:
        """Keep what isn't right, if there is room."""
        if len(self.held) < MOST_SHOWN:
            self.held.append(row)


class TrialPeople:
    """The people of the file itself, and those that were known before.

    Args:
        own: of the file, by key.
        before: the feed's lists.
        must_be_listed: as the profile that is tried says.
    """

    def __init__(
        self, own: dict[str, CanonicalPerson], before: People, *, must_be_listed: bool
    ) -> None:
        self._own = own
        self._before = before
        self._must_be_listed = must_be_listed

    def person(self, key: str) -> CanonicalPerson | None:
        """An agent or vendor by key."""
        return self._own.get(key) or self._before.person(key)

    def must_be_listed(self) -> bool:
        """Whether agents must be on a list."""
        return self._must_be_listed


def try_profile(profile: Profile, file: SheetFile, name: str, before: People) -> Trial:
    """What a profile makes of a whole file.

    Args:
        profile: the profile.
        file: the file.
        name: what sentences call it.
        before: the feed's lists of agents and vendors.

    Raises:
        ProfileMismatch: no sheet of the file has the profile's headers.
    """
    mapped = MappedFile(profile, file, name)
    trial, own, held_rows = Trial(), dict[str, CanonicalPerson](), 0
    people = TrialPeople(own, before, must_be_listed=profile.agents == "listed")
    waiting: list[Mapped] = []
    for one in mapped.records(lambda _: None):
        trial.records[one.key.partition(":")[0]] += 1
        if one.held is not None:
            trial.hold(one.held)
        elif isinstance(one.record, CanonicalPerson):
            own[one.key] = one.record
            _show(trial, one)
        else:
            waiting.append(one)
    for one in waiting:
        held_rows += _judge(trial, one, name, people)
    trial.rows, trial.notes = mapped.counts.rows, mapped.notes
    trial.rows_held = min(mapped.counts.held + held_rows, trial.rows)
    return trial


def _judge(trial: Trial, one: Mapped, name: str, people: People) -> int:
    """Count a deal or statement.

    Returns:
        How many of its rows would be on hold.
    """
    record: Canonical | None = one.record
    held = held_if_bad(record, people, name, one.place) if record else None
    if held is not None:
        trial.hold(held)
        return max(len(one.place.rows), 1)
    if isinstance(record, CanonicalDeal) and record.is_final and record.status != "cancelled":
        trial.gross_cents += record.gross_cents or 0
    _show(trial, one)
    return 0


def _show(trial: Trial, one: Mapped) -> None:
    if len(trial.shown) < MOST_SHOWN:
        trial.shown.append(one)
