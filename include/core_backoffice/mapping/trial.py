"""Trying a profile on a file: what it would take, and what it would hold, before anything is kept. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from include.books.money import Cents
from include.clock import utc_now
from include.core_backoffice.canonical.deals import to_transaction
from include.core_backoffice.canonical.judging import held_row
from include.core_backoffice.canonical.payees import People
from include.core_backoffice.canonical.places import where
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
from include.core_backoffice.mapping.cut_sheets import unsure_keys
from include.core_backoffice.mapping.profile import Profile, TableKind
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.records import BillingStatement, Transaction

MOST_HELD_PERCENT = 1
"""Of the rows, and of the records: with more on hold a profile can't be activated."""

TriedRecord: TypeAlias = Transaction | BillingStatement | CanonicalPerson | CanonicalStatement
"""A statement without lines, of which a file has payments alone, stays as it came."""


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
        """Whether it is a billing statement with lines."""
        return isinstance(self.record, BillingStatement)


@dataclass(slots=True)
class Trial:
    """What a profile makes of a file.

    Attributes:
        rows: how many rows are data.
        rows_skipped: totals, notes and blank rows.
        rows_held: of the data, how many would be on hold, on their own or with their record.
        records: how many records, by kind: "transaction", "statement", "agent", "vendor".
        deleted: how many rows say were deleted, besides.
        records_held: how many of them would be on hold.
        gross_cents, net_cents: the gross commission and brokerage net of all transactions that are right.
        billed_cents: of all statements that are right.
        shown: the first records of each kind that are right.
        held: the first ones that aren't, each with what to do.
        routes: how many transactions and statements have each value of the routing column.
        notes: what a reader should know of the file.
        cut: the sheets that have more rows than were tried.
        unsure: how many records may have more rows there; they count neither as right nor as on hold.
    """

    rows: int = 0
    rows_skipped: int = 0
    rows_held: int = 0
    records: Counter[str] = field(default_factory=Counter)
    deleted: int = 0
    records_held: int = 0
    gross_cents: Cents = 0
    net_cents: Cents = 0
    billed_cents: Cents = 0
    shown: list[Tried] = field(default_factory=list)
    held: list[HeldRow] = field(default_factory=list)
    routes: Counter[str] = field(default_factory=Counter)
    notes: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    unsure: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether all of the file was tried."""
        return not self.cut

    @property
    def is_enough(self) -> bool:
        """Whether so much adds up that the profile may be activated."""
        made = sum(self.records.values())
        parts = ((self.rows_held, self.rows), (self.records_held, made))
        few = all(held * 100 <= total * MOST_HELD_PERCENT for held, total in parts)
        return self.rows > 0 and made > self.records_held and few


class TrialPeople:
    """The people of the file itself, and those that were known before.

    Args:
        own: of the file, by key.
        before: the feed's lists.
        must_be_listed: as the profile that is tried says.
    """

    def __init__(
        self, own: Mapping[str, CanonicalPerson], before: People, *, must_be_listed: bool
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


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a trial is kept to be shown; all is counted.

    Attributes:
        shown: records of each kind.
        held: rows on hold.
    """

    shown: int = 25
    held: int = 200


LIMITS = Limits()


def try_profile(
    profile: Profile,
    file: SheetFile,
    name: str,
    before: People,
    *,
    limits: Limits = LIMITS,
    cut: Collection[str] = (),
) -> Trial:
    """What a profile makes of a file.

    Args:
        profile: the profile.
        file: the file, or its first rows.
        name: what sentences call it.
        before: the feed's lists of agents and vendors.
        limits: how much is kept to be shown.
        cut: the names of the sheets that have more rows than the file here.

    Raises:
        ProfileMismatch: no sheet of the file has the profile's headers.
        FileRefused: a row can't be read.
    """
    trial = Trial(cut=tuple(cut))
    unsure, unsure_held = unsure_keys(profile, file, cut), 0
    own = _people_of(profile, file, name)
    people = TrialPeople(own, before, must_be_listed=profile.agents == "listed")
    mapped = MappedFile(profile, file, name)
    shown = Counter[str]()
    for one in mapped.records(_nothing):
        if one.deleted:
            trial.deleted += 1
            continue
        if one.key in unsure:
            trial.unsure += 1
            unsure_held += len(one.held.place.rows) if one.held else 0
            continue
        kind = one.key.partition(":")[0]
        trial.records[kind] += 1
        record = _judge(trial, one, name, people, limits)
        if record is None:
            continue
        _count(trial, record, one.route)
        if shown[kind] < limits.shown:
            shown[kind] += 1
            trial.shown.append(Tried(record, one.place, one.route))
    trial.rows, trial.rows_skipped = mapped.counts.rows, mapped.counts.skipped
    trial.rows_held = min(max(trial.rows_held, mapped.counts.held - unsure_held), trial.rows)
    trial.notes = mapped.notes
    return trial


def _people_of(profile: Profile, file: SheetFile, name: str) -> dict[str, CanonicalPerson]:
    """The file's own lists, read first: vendors come after the transactions that name them."""
    lists = (TableKind.AGENTS, TableKind.VENDORS)
    if not any(table.of in lists for table in profile.tables):
        return {}
    return {
        one.key: one.record
        for one in MappedFile(profile, file, name).records(_nothing)
        if isinstance(one.record, CanonicalPerson)
    }


def _judge(
    trial: Trial, one: Mapped, name: str, people: People, limits: Limits
) -> TriedRecord | None:
    """The record as a run would have it; None, and counted as held, if it can't be used."""
    held = one.held
    if one.record is not None and held is None:
        try:
            return _built(one, people, where(name, one.place))
        except RecordProblem as problem:
            held = held_row(one.record, problem, one.place)
    trial.records_held += 1
    if held is not None:
        trial.rows_held += max(1, len(held.place.rows))
        if len(trial.held) < limits.held:
            trial.held.append(held)
    return None


def _built(one: Mapped, people: People, place: str) -> TriedRecord:
    record = one.record
    if isinstance(record, CanonicalDeal):
        return to_transaction(record, people, updated_at=utc_now(), final_at=None, where=place)
    if isinstance(record, CanonicalStatement) and record.lines:
        return to_statement(record, people, updated_at=utc_now(), where=place)
    assert record is not None  # noqa: S101  (it isn't held)
    return record


def _count(trial: Trial, record: TriedRecord, route: str) -> None:
    if isinstance(record, CanonicalPerson):
        return
    trial.routes[route] += 1
    if isinstance(record, Transaction) and record.disbursement is not None:
        trial.gross_cents += record.disbursement.gross_cents
        trial.net_cents += record.disbursement.brokerage_net_cents
    elif isinstance(record, BillingStatement):
        trial.billed_cents += record.total_cents


def _nothing(_key: str) -> None:
    """No record is known: all are delivered."""
    return
