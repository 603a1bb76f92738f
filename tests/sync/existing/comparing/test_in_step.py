"""Amounts that come again, known by their days if all of them have CORE's."""

from __future__ import annotations

import datetime as dt

from include.sync.existing.comparing.in_step import in_step
from include.sync.existing.comparing.pairs import Pair
from tests.sync.existing.both_sides import entry, pair, statement

MONTHS = range(1, 7)


def pairs(documents: dict[int, dt.date], entries: dict[int, dt.date]) -> list[Pair]:
    """Every statement with every entry that is 60 days away at most, as they are compared."""
    return [
        found
        for month, day in documents.items()
        for at, on in entries.items()
        if abs((on - day).days) <= 60
        for found in [pair(statement(f"ST-{month}", day), entry(at, "Jane Doe", 120_00, on=on))]
    ]


def marked(found: list[Pair]) -> set[tuple[str, str]]:
    return {
        (one.one.wanted.number, one.entry.entry.ref.id)
        for one in in_step(found)
        if one.evidence.in_step
    }


def first_of(months: range, shift: int = 0, days: int = 0) -> dict[int, dt.date]:
    return {month: dt.date(2026, month + shift, 1 + days) for month in months}


def test_all_on_their_days() -> None:
    found = marked(pairs(first_of(MONTHS), first_of(MONTHS)))
    assert found == {(f"ST-{month}", f"{month}") for month in MONTHS}
    assert len(marked(pairs(first_of(MONTHS), first_of(MONTHS, days=1)))) == len(MONTHS)


def test_one_on_another_day_and_none_is_in_step() -> None:
    late = first_of(MONTHS) | {4: dt.date(2026, 4, 9)}
    assert marked(pairs(first_of(MONTHS), late)) == set()


def test_later_statements_may_be_without_an_entry_but_no_earlier_ones() -> None:
    assert len(marked(pairs(first_of(MONTHS), first_of(range(1, 5))))) == 4
    assert marked(pairs(first_of(MONTHS), first_of(range(2, 7)))) == set()
    assert marked(pairs(first_of(MONTHS), first_of(MONTHS, shift=1))) == set()


def test_one_alone_may_be_chance() -> None:
    assert marked(pairs(first_of(range(1, 2)), first_of(range(1, 2)))) == set()
    assert len(marked(pairs(first_of(range(1, 3)), first_of(range(1, 3))))) == 2


def test_two_on_one_day_are_not_told_apart() -> None:
    twice = first_of(range(1, 4)) | {9: dt.date(2026, 1, 2)}
    assert marked(pairs(first_of(range(1, 4)), twice)) == set()
