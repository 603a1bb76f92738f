"""The proof: a file of a dialect is read, and each deal is booked to the cent, or held with its reason."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from include.core_backoffice.canonical.deals import to_transaction
from include.core_backoffice.canonical.rows import (
    CanonicalDeal,
    CanonicalPerson,
    HeldRow,
    Mapped,
)
from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.records import Transaction
from tests.core_backoffice.dialects.cells import Line, Money
from tests.core_backoffice.dialects.generate import deals
from tests.core_backoffice.dialects.layout import Layout
from tests.core_backoffice.dialects.noise import spoil
from tests.core_backoffice.dialects.truth import TrueDeal, figures_booked, figures_of

NOON = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


class NoLists:
    """A file that has no lists: agents and vendors are taken from the rows."""

    def person(self, key: str) -> CanonicalPerson | None:
        del key
        return None

    def must_be_listed(self) -> bool:
        return False


@dataclass(slots=True)
class Outcome:
    """What became of a file's deals.

    Attributes:
        booked: numbers of deals that are as they truly are; those that aren't due among them.
        held: by number, the sentence of what is on hold.
        wrong: what was booked though it isn't so, or vanished: must be nothing.
        noise: by number, what was spoiled.
    """

    booked: set[str] = field(default_factory=set)
    held: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    noise: dict[str, str] = field(default_factory=dict)
    posted: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of a dialect, and what is true of it."""

    layout: Layout
    content: bytes
    deals: tuple[TrueDeal, ...]
    rows: dict[str, set[tuple[str, int]]]
    noise: dict[str, str]


def sample(layout: Layout, seed: int, number: int = 200, noise: float = 0.05) -> Sample:
    """A file with deals of which a part is spoiled, and with total and blank rows."""
    rng = random.Random(seed)  # noqa: S311  (it must be repeatable, not secret)
    true = deals(seed, number, layout.limits)
    lines, kinds = spoil(rng, layout, [layout.lines(deal) for deal in true], noise)
    flat: list[Line] = []
    at: dict[str, set[tuple[str, int]]] = {}
    next_row = dict.fromkeys(layout.headers, layout.writer.first_row)
    for index, own in enumerate(lines):
        for line in (*own, *_between(rng, layout, index, lines)):
            flat.append(line)
            if line in own:
                at.setdefault(true[index].number, set()).add((line.sheet, next_row[line.sheet]))
            next_row[line.sheet] += 1
    content = layout.writer.write(layout.headers, flat)
    noise_of = {true[index].number: kind for index, kind in kinds.items()}
    return Sample(layout, content, true, at, noise_of)


def _between(
    rng: random.Random, layout: Layout, index: int, lines: Sequence[list[Line]]
) -> Iterator[Line]:
    """A blank row now and then, and totals at the end, where reports have them."""
    sheet = next(iter(layout.headers))
    if rng.random() < 0.02:
        yield Line({}, sheet)
    if layout.total and index == len(lines) - 1:
        header, text = layout.total
        sums = {
            name: Money(
                sum(
                    cell.cents
                    for own in lines
                    for line in own
                    if isinstance(cell := line.cells.get(name), Money)
                )
            )
            for name in layout.amounts
        }
        yield Line({**sums, header: text}, sheet)


def outcome(one: Sample) -> Outcome:
    """Read a sample as CoreBooks does, and compare what comes with what is true."""
    found = Outcome(noise=one.noise)
    file = opened(one)
    mapped = list(MappedFile(one.layout.profile, file, one.layout.file).records(lambda _: None))
    true = {deal.number: deal for deal in one.deals}
    held = [own.held for own in mapped if own.held is not None]
    for own in mapped:
        if own.record is None:
            continue
        assert isinstance(own.record, CanonicalDeal)
        problem = _booked(own, own.record, true, one.layout, found)
        if problem is not None:
            held.append(problem)
    _take_held(held, one, found)
    missing = [number for number in true if number not in found.booked | found.held.keys()]
    found.wrong += [f"{number} vanished ({one.noise.get(number)})" for number in missing]
    return found


def opened(one: Sample) -> SheetFile:
    """The sample as a file that came in."""
    return open_file(one.layout.file, io.BytesIO(one.content))


def _booked(
    own: Mapped, deal: CanonicalDeal, true: dict[str, TrueDeal], layout: Layout, found: Outcome
) -> HeldRow | None:
    where = f"{layout.file}, row {own.place.rows[0]}" if own.place.rows else layout.file
    try:
        transaction = to_transaction(deal, NoLists(), updated_at=NOON, final_at=NOON, where=where)
    except RecordProblem as problem:
        return HeldRow(
            record_key=own.key,
            place=own.place,
            sentence=problem.sentence,
            what_to_do=problem.what_to_do,
            cause=problem.cause.value,
            number=deal.number,
        )
    number = transaction.number
    if number not in true:
        if transaction.disbursement is not None:
            found.wrong.append(f"{number} is no deal of the file")
        return None  # a wrong number of a deal that isn't closed: nothing of it is posted
    differences = _differences(transaction, true[number], layout)
    if differences:
        found.wrong.append(f"{number} ({found.noise.get(number)}): {differences}")
    else:
        found.booked.add(number)
        found.posted += transaction.disbursement is not None
    return None


def _differences(transaction: Transaction, deal: TrueDeal, layout: Layout) -> str:
    expected: dict[str, object] = {
        "status": deal.status,
        "closing date": deal.closing_date,
        "address": deal.address,
    }
    got: dict[str, object] = {
        "status": transaction.status,
        "closing date": transaction.closing_date,
        "address": transaction.address,
    }
    if deal.status == "closed":
        expected |= {
            str(key): Decimal(cents) for key, cents in figures_of(deal, layout.seen).items()
        }
        if transaction.disbursement is None:
            return "it has no disbursement"
        booked = figures_booked(transaction.disbursement, layout.seen)
        got |= {str(key): Decimal(cents) for key, cents in booked.items()}
    return "; ".join(
        f"{key} is {got.get(key)} instead of {expected.get(key)}"
        for key in sorted(expected.keys() | got.keys())
        if expected.get(key) != got.get(key)
    )


def _take_held(held: Sequence[HeldRow], one: Sample, found: Outcome) -> None:
    """Each deal whose rows are on hold, by its key or by where its rows are."""
    for own in held:
        if not own.sentence or not own.what_to_do or one.layout.file not in own.sentence:
            found.wrong.append(f"no sentence, or without the file: {own}")
        rows = {(own.place.sheet, row) for row in own.place.rows}
        for number, places in one.rows.items():
            by_place = any(
                row == other and sheet in ("", name)
                for sheet, row in places
                for name, other in rows
            )
            if own.number == number or by_place:
                found.held.setdefault(number, own.sentence)
