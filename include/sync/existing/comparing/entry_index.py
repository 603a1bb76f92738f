"""Which entries are compared with a document at all: never all with all."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from include.books.money import Cents
from include.sync.existing.comparing.places import keys_of
from include.sync.existing.comparing.sides import Found, Sought

_WINDOW = 60
"""Days: an entry with another date than this is only found by its number or tag."""
_PLACE_WINDOW = 120
"""Days, for an entry with the property's address."""
_NARROW = 3
_MANY = 60
"""A number or an amount that more entries have tells nothing: of an amount, the nearest days are compared."""

_Dated: TypeAlias = list[tuple[int, int]]
"""Days and places of entries, in order of the day."""


class EntryIndex:
    """Entries by tag, number, amount, customer or vendor, and address."""

    def __init__(self, found: Sequence[Found]) -> None:
        self._tags: dict[str, list[int]] = defaultdict(list)
        self._numbers: dict[str, list[int]] = defaultdict(list)
        self._amounts: dict[Cents, _Dated] = defaultdict(list)
        self._named: dict[tuple[str, Cents], _Dated] = defaultdict(list)
        self._places: dict[str, _Dated] = defaultdict(list)
        self._paying: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(found):
            self._add(at, one)
        for dated in (*self._amounts.values(), *self._named.values(), *self._places.values()):
            dated.sort()

    def _add(self, at: int, one: Found) -> None:
        if one.tag:
            self._tags[one.tag].append(at)
        for key in set(one.number.keys):
            self._numbers[key].append(at)
        for paid in set(one.entry.links):
            self._paying[paid].append(at)
        if one.entry.date is None:
            return
        day = one.entry.date.toordinal()
        self._amounts[one.entry.net].append((day, at))
        for name in {one.party.name, one.party.party_id}:
            self._named[name, one.entry.net].append((day, at))
        for key in {key for text in one.texts for key in keys_of(text)}:
            self._places[key].append((day, at))

    def near(self, one: Sought, paid_id: str = "") -> set[int]:
        """The places of the entries that a document is compared with."""
        found = set(self._tags.get(one.wanted.tag, ()) if one.wanted.tag else ())
        for key in one.number.keys:
            numbered = self._numbers.get(key, ())
            if len(numbered) <= _MANY:
                found.update(numbered)
        if paid_id:
            found.update(self._paying.get(paid_id, ()))
        for key in one.place.keys:
            found.update(_between(self._places.get(key, []), one.wanted.date, _PLACE_WINDOW))
        for cents in {one.total, *one.forms}:
            found.update(self._of_amount(one, cents))
        return found

    def _of_amount(self, one: Sought, cents: Cents) -> Iterator[int]:
        day = one.wanted.date
        for name in {*one.party.names, one.party.party_id} - {""}:
            yield from _between(self._named.get((name, cents), []), day, _WINDOW)
        dated = self._amounts.get(cents, [])
        for days in (_WINDOW, _NARROW):
            near = list(_between(dated, day, days))
            if len(near) <= _MANY:
                yield from near
                return


def _between(dated: _Dated, day: dt.date, days: int) -> Iterator[int]:
    first = bisect_left(dated, (day.toordinal() - days, -1))
    last = bisect_right(dated, (day.toordinal() + days + 1, -1))
    for _, at in dated[first:last]:
        yield at
