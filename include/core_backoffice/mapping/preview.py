"""What a profile makes of a file, for a page that shows it before anything is kept. No I/O of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from include.books.money import Cents
from include.core_backoffice.canonical.rows import (
    CanonicalDeal,
    CanonicalPerson,
    CanonicalStatement,
    HeldRow,
    Mapped,
)
from include.core_backoffice.mapping.apply import MappedFile, RowCounts

SATISFIED = 99
"""The percentage of rows that a profile must read to be turned on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Everything in the file, not only what is shown. Amounts are cents.

    Attributes:
        deals: transactions that can be used; `final` of them have a disbursement.
        statements: billing statements that can be used.
        people: agents and vendors of lists.
        gross_cents: the gross commission of all usable transactions that state it as one figure.
        billed_cents: charges less credits of all usable statements.
        paid_cents: their payments.
        held: records and rows without a key that are on hold.
    """

    deals: int = 0
    final: int = 0
    statements: int = 0
    people: int = 0
    gross_cents: Cents = 0
    billed_cents: Cents = 0
    paid_cents: Cents = 0
    held: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a page shows.

    Attributes:
        records: the first records that can be used, in order of key.
        held: the first ones on hold, in order of key.
        by_cause: how many are on hold, by cause, most first.
        totals: of the whole file.
        counts: of rows.
        notes: what a reader should know of the file.
    """

    records: tuple[Mapped, ...] = ()
    held: tuple[HeldRow, ...] = ()
    by_cause: tuple[tuple[str, int], ...] = ()
    totals: Totals = field(default_factory=Totals)
    counts: RowCounts = field(default_factory=RowCounts)
    notes: tuple[str, ...] = ()

    @property
    def rows_read(self) -> int:
        """Rows that are data and make records that can be used."""
        return self.counts.rows - self.counts.held

    @property
    def percent_read(self) -> int:
        """The percentage of rows that can be used, rounded down: 100 only if all can."""
        return self.rows_read * 100 // self.counts.rows if self.counts.rows else 0

    @property
    def is_good_enough(self) -> bool:
        """Whether the profile can be turned on by what it reads of this file."""
        return bool(self.counts.rows) and self.rows_read * 100 >= self.counts.rows * SATISFIED


def preview(file: MappedFile, *, shown: int = 50) -> Preview:
    """Read a whole file, and keep what a page shows.

    Args:
        file: with a profile.
        shown: how many records, and how many on hold, are kept.
    """
    records: list[Mapped] = []
    held: list[HeldRow] = []
    causes: dict[str, int] = {}
    sums = _Sums()
    for one in file.records(lambda _: None):
        sums.add(one)
        if one.held is not None:
            causes[one.held.cause] = causes.get(one.held.cause, 0) + 1
            if len(held) < shown:
                held.append(one.held)
        elif len(records) < shown:
            records.append(one)
    return Preview(
        records=tuple(records),
        held=tuple(held),
        by_cause=tuple(sorted(causes.items(), key=lambda pair: (-pair[1], pair[0]))),
        totals=sums.totals(),
        counts=file.counts,
        notes=file.notes,
    )


class _Sums:
    def __init__(self) -> None:
        self._of: dict[str, int] = {}

    def add(self, one: Mapped) -> None:
        for name, amount in _parts(one):
            self._of[name] = self._of.get(name, 0) + amount

    def totals(self) -> Totals:
        return Totals(**self._of)


def _parts(one: Mapped) -> Iterator[tuple[str, int]]:
    match one.record:
        case CanonicalDeal() as deal:
            yield "deals", 1
            yield "final", int(deal.is_final)
            yield "gross_cents", deal.gross_cents or 0
        case CanonicalStatement() as statement:
            yield "statements", 1
            for line in statement.lines:
                yield "billed_cents", -line.amount_cents if line.is_credit else line.amount_cents
            yield "paid_cents", sum(payment.amount_cents for payment in statement.payments)
        case CanonicalPerson():
            yield "people", 1
        case _:
            yield "held", 1
