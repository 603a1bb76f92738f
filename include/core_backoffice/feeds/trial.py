"""A file tried on a profile: the records it would make, and what doesn't add up. Nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from include.books.money import Cents
from include.clock import utc_now
from include.core_backoffice.canonical.deals import to_transaction
from include.core_backoffice.canonical.rows import (
    CanonicalDeal,
    CanonicalPerson,
    CanonicalStatement,
    HeldRow,
    Mapped,
    Place,
)
from include.core_backoffice.canonical.statements import to_statement
from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.records import BillingStatement, Transaction

ENOUGH_PERCENT = 99
"""A profile may be activated when so many of a file's rows make records that add up."""

TriedRecord: TypeAlias = Transaction | BillingStatement | CanonicalPerson


@dataclass(frozen=True, slots=True)
class Tried:
    """One record that the file would make, with where it came from."""

    record: TriedRecord
    place: Place
    route: str = ""

    @property
    def is_transaction(self) -> bool:
        """Whether it is a transaction."""
        return isinstance(self.record, Transaction)

    @property
    def is_statement(self) -> bool:
        """Whether it is a billing statement."""
        return isinstance(self.record, BillingStatement)


@dataclass(slots=True)
class Trial:
    """What a file would come to.

    Attributes:
        rows: that are data.
        skipped: totals, notes and blank rows.
        held_rows: of the data, those whose record can't be used.
        records: how many there are of each kind: "transaction", "statement", "agent", "vendor".
        held_records: how many of them can't be used.
        gross_cents, net_cents: of all transactions that add up.
        billed_cents: of all statements that add up.
        first, shown: the first records of each kind that add up, and how many of each that are.
        held: the first rows on hold.
        notes: what a reader should know of the file.
        routes: how many transactions and statements have each value of the routing column.
        is_whole: whether all of the file was read.
    """

    rows: int = 0
    skipped: int = 0
    held_rows: int = 0
    records: Counter[str] = field(default_factory=Counter)
    held_records: int = 0
    gross_cents: Cents = 0
    net_cents: Cents = 0
    billed_cents: Cents = 0
    first: list[Tried] = field(default_factory=list)
    shown: Counter[str] = field(default_factory=Counter)
    held: list[HeldRow] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    routes: Counter[str] = field(default_factory=Counter)
    is_whole: bool = True

    @property
    def may_be_activated(self) -> bool:
        """Whether enough rows, and records, add up."""
        made = sum(self.records.values())
        enough = all(
            held * 100 <= total * (100 - ENOUGH_PERCENT)
            for held, total in ((self.held_rows, self.rows), (self.held_records, made))
        )
        return self.rows > 0 and made > self.held_records and enough


def try_profile(
    profile: Profile,
    file: SheetFile,
    name: str,
    *,
    first: int = 25,
    most_held: int = 200,
    is_whole: bool = True,
) -> Trial:
    """Read a file as a profile says, and check every record to the cent.

    Args:
        profile: how it is read.
        file: the file, or its first rows.
        name: how sentences name it.
        first: how many records of each kind are returned.
        most_held: how many rows on hold are returned.
        is_whole: whether `file` has all of its rows.

    Raises:
        ProfileMismatch: no sheet has the profile's headers.
        FileRefused: a row can't be read.
    """
    trial = Trial(is_whole=is_whole)
    # Vendors come after what names them.
    people = _ListedPeople(profile, file, name)
    mapped = MappedFile(profile, file, name)
    for one in mapped.records(_nothing):
        _try(trial, one, people, name, first, most_held)
    counts = mapped.counts
    trial.rows, trial.skipped = counts.rows, counts.skipped
    trial.held_rows = min(trial.held_rows, trial.rows)
    trial.notes = mapped.notes
    return trial


def _try(
    trial: Trial, one: Mapped, people: _ListedPeople, name: str, first: int, most_held: int
) -> None:
    kind = one.key.partition(":")[0]
    trial.records[kind] += 1
    held = one.held
    if one.record is not None and held is None:
        try:
            record = _checked(one, people, name)
        except RecordProblem as problem:
            held = _held(one, problem)
        else:
            _count(trial, record)
            if not isinstance(record, CanonicalPerson):
                trial.routes[one.route] += 1
            if trial.shown[kind] < first:
                trial.shown[kind] += 1
                trial.first.append(Tried(record, one.place, one.route))
    if held is not None:
        trial.held_records += 1
        trial.held_rows += max(1, len(held.place.rows))
        if len(trial.held) < most_held:
            trial.held.append(held)


def _checked(one: Mapped, people: _ListedPeople, name: str) -> TriedRecord:
    now, where = utc_now(), in_words(one.place, name)
    record = one.record
    if isinstance(record, CanonicalDeal):
        return to_transaction(record, people, updated_at=now, final_at=now, where=where)
    if isinstance(record, CanonicalStatement):
        return to_statement(record, people, updated_at=now, where=where)
    assert isinstance(record, CanonicalPerson)  # noqa: S101  (there is no fourth kind)
    return record


def _count(trial: Trial, record: TriedRecord) -> None:
    if isinstance(record, Transaction) and record.disbursement is not None:
        trial.gross_cents += record.disbursement.gross_cents
        trial.net_cents += record.disbursement.brokerage_net_cents
    elif isinstance(record, BillingStatement):
        trial.billed_cents += record.total_cents


def _held(one: Mapped, problem: RecordProblem) -> HeldRow:
    record = one.record
    return HeldRow(
        record_key=one.key,
        place=one.place,
        sentence=problem.sentence,
        what_to_do=problem.what_to_do,
        cause=problem.cause,
        number=getattr(record, "number", ""),
        title=getattr(record, "address", ""),
    )


def in_words(place: Place, name: str) -> str:
    """Where something is: "closings.xlsx, sheet Deals, rows 12 to 14"."""
    rows = place.rows
    if len(rows) > 1 and rows[-1] - rows[0] == len(rows) - 1:
        numbers = f"rows {rows[0]} to {rows[-1]}"
    elif len(rows) > 1:
        numbers = f"rows {', '.join(map(str, rows[:5]))}{' …' if len(rows) > 5 else ''}"  # noqa: PLR2004  (enough to find them)
    else:
        numbers = f"row {rows[0]}" if rows else ""
    parts = (name, f"sheet {place.sheet}" if place.sheet else "", numbers)
    column = f"column {place.column}" if place.column else ""
    return ", ".join(part for part in (*parts, column) if part)


class _ListedPeople:
    """The agents and vendors on the file's own lists, as a source would have them after reading it."""

    def __init__(self, profile: Profile, file: SheetFile, name: str) -> None:
        self._must = profile.agents == "listed"
        self._people: Mapping[str, CanonicalPerson] = {}
        if any(table.of in ("agents", "vendors") for table in profile.tables):
            mapped = MappedFile(profile, file, name)
            self._people = {
                one.key: one.record
                for one in mapped.records(_nothing)
                if isinstance(one.record, CanonicalPerson)
            }

    def person(self, key: str) -> CanonicalPerson | None:
        """Someone on a list of the file's."""
        return self._people.get(key)

    def must_be_listed(self) -> bool:
        """Whether agents must be on the list."""
        return self._must


def _nothing(_key: str) -> None:
    """No record is known: all are delivered."""
    return
