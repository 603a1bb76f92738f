"""How the other hand books: what the entries that are known for certain have in common.

A connector books all entries of a kind in one way. An entry that is booked in this way is likelier to be a
document's than one that isn't; by itself that says nothing of which document it is.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from include.books.documents import DocumentKind
from include.sync.existing.comparing.evidence import AmountFit
from include.sync.existing.comparing.numbers import NumberFit
from include.sync.existing.comparing.pairs import Pair
from include.sync.existing.comparing.places import PlaceFit, place_fit

FEWEST = 10
"""So many entries show a habit, if nearly all of them have it."""
_NEARLY_ALL = 80
"""Percent."""
_AT_LEAST = 2
"""One habit alone, such as no number, is nobody's."""

_DIGITS = re.compile(r"\d+")
_NUMBERED = frozenset({NumberFit.DIGITS, NumberFit.IN_TEXT, NumberFit.RECORD, NumberFit.SAME})


@dataclass(frozen=True, slots=True)
class Habit:
    """One thing about how an entry is booked: `value` is "CX-#" for the habit "number"."""

    name: str
    value: str


Habits: TypeAlias = frozenset[Habit]

CORE_NUMBER = Habit("number", "CORE's number")
DOCUMENT_NUMBER = Habit("number", "CORE's number as CoreBooks posts it")
NO_NUMBER = Habit("number", "no number")
MEMO = Habit("memo", "address")
CUSTOMER = Habit("customer", "address")
SAME_DAY = Habit("day", "same")
GROSS = Habit("amount", "same")


def habits_of(pair: Pair) -> Habits:
    """How an entry is booked, if it is the document's."""
    found = pair.evidence
    habits = {_number(pair), Habit("amount", found.form) if found.form else GROSS}
    if found.amount is AmountFit.DIFFERENT:
        habits.discard(GROSS)
    if place_fit(pair.one.place, [pair.entry.memo]) >= PlaceFit.STREET:
        habits.add(MEMO)
    if place_fit(pair.one.place, [pair.entry.name]) >= PlaceFit.STREET:
        habits.add(CUSTOMER)
    if found.days == 0:
        habits.add(SAME_DAY)
    return frozenset(habits)


def _number(pair: Pair) -> Habit:
    fit, number = pair.evidence.number, pair.entry.entry.number
    if fit is NumberFit.SAME:
        return DOCUMENT_NUMBER
    if fit in _NUMBERED:
        return CORE_NUMBER
    return Habit("number", _DIGITS.sub("#", number)) if number else NO_NUMBER


def usual(pairs: Iterable[Pair]) -> Mapping[DocumentKind, Habits]:
    """By kind of entry, what nearly all of the given pairs have in common."""
    counts: dict[DocumentKind, Counter[Habit]] = defaultdict(Counter)
    totals: Counter[DocumentKind] = Counter()
    for pair in pairs:
        totals[pair.entry.entry.kind] += 1
        counts[pair.entry.entry.kind].update(habits_of(pair))
    return {
        kind: frozenset(
            habit for habit, count in counts[kind].items() if count * 100 >= total * _NEARLY_ALL
        )
        for kind, total in totals.items()
        if total >= FEWEST
    }


def with_habits(pairs: Sequence[Pair], certain: Iterable[Pair]) -> list[Pair]:
    """The pairs; those whose entries are booked as the certain ones are marked."""
    known = usual(certain)
    return [
        dataclasses.replace(pair, evidence=dataclasses.replace(pair.evidence, as_usual=True))
        if _is_usual(pair, known.get(pair.entry.entry.kind, frozenset()))
        else pair
        for pair in pairs
    ]


def _is_usual(pair: Pair, known: Habits) -> bool:
    return len(known) >= _AT_LEAST and known <= habits_of(pair)
