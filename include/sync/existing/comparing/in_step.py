"""Amounts that come again, such as a monthly fee: known by their days, if all of them have CORE's.

One pair on the same day may be chance: a bill that was paid late may have the day of the next. All entries
of an agent and amount on the days of CORE's are none.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from include.books.money import Cents
from include.sync.existing.comparing.evidence import AmountFit
from include.sync.existing.comparing.names import NameFit
from include.sync.existing.comparing.pairs import Pair
from include.sync.existing.comparing.places import PlaceFit

_SAME_DAY = 1
_ENOUGH = 3
"""So many on their days are no chance, even if CORE has later ones."""
_AT_LEAST = 2

_Group: TypeAlias = tuple[str, str, Cents]


def in_step(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs; those of a customer's or vendor's amount that are all on their days are marked."""
    groups: dict[_Group, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if _may_be(pair):
            groups[pair.one.party.key, pair.one.kind, pair.one.total].append(pair)
    marked = {id(pair) for group in groups.values() for pair in _on_their_days(group)}
    return [
        dataclasses.replace(pair, evidence=dataclasses.replace(pair.evidence, in_step=True))
        if id(pair) in marked
        else pair
        for pair in pairs
    ]


def _may_be(pair: Pair) -> bool:
    found = pair.evidence
    return (
        found.same_kind
        and found.of_person
        and found.name is NameFit.SAME
        and found.amount is AmountFit.SAME
        and found.place is not PlaceFit.OTHERS
    )


def _on_their_days(group: Sequence[Pair]) -> Iterable[Pair]:
    entries = {pair.entry.identity for pair in group}
    days = {pair.one.key: pair.one.wanted.date for pair in group}
    same = [pair for pair in group if pair.evidence.days in range(_SAME_DAY + 1)]
    by_entry = Counter(pair.entry.identity for pair in same)
    by_document = Counter(pair.one.key for pair in same)
    if set(by_entry) != entries or max((*by_entry.values(), *by_document.values())) > 1:
        return ()
    last = max(days[key] for key in by_document)
    left = [key for key in days if key not in by_document]
    # What is left over before or between may be a sign that all are a month apart from CORE's.
    if any(days[key] <= last for key in left) or len(same) < (_ENOUGH if left else _AT_LEAST):
        return ()
    return same
