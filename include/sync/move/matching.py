"""Which entry of the new QuickBooks is which of the old: by values alone, each used once.

Intuit's own map comes first, then the CoreBooks tag in the memo, then number, date, amount and customer or vendor
together. What two may be is nobody's: a person decides.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from include.books.catalogue import plain
from include.books.documents import DocumentKind, read_as
from include.books.entries import Entry, EntryStatus
from include.books.money import Cents
from include.database.statuses import MatchedBy

MOST_CANDIDATES = 5

EntryId = tuple[frozenset[DocumentKind], str]
"""An entry: the kinds that it may be read as, and its ID."""


@dataclass(frozen=True, slots=True)
class OldEntry:
    """An entry of the old QuickBooks.

    Attributes:
        key: its document's key.
        old_id: its ID there.
        tag: the CoreBooks tag in its memo.
        total: cents, without tax.
        party_id: the ID of its customer or vendor in the new QuickBooks, where that is known.
        old_party_id: in the old one.
    """

    key: str
    kind: DocumentKind
    old_id: str
    tag: str
    number: str
    date: dt.date
    total: Cents
    party_name: str
    party_id: str = ""
    old_party_id: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What an entry is in the new QuickBooks.

    Attributes:
        entry: None while that isn't certain.
        matched_by: None likewise.
        candidates: what it may be otherwise, the most alike first.
    """

    entry: Entry | None = None
    matched_by: MatchedBy | None = None
    candidates: tuple[Entry, ...] = ()


@dataclass(slots=True)
class _Matching:
    """What is matched so far, and what is left."""

    left: dict[str, OldEntry]
    free: dict[EntryId, Entry]
    found: dict[str, Found] = field(default_factory=dict)

    def take(self, key: str, entry: Entry, matched_by: MatchedBy) -> None:
        del self.left[key], self.free[id_of(entry)]
        self.found[key] = Found(entry, matched_by)

    def by(
        self,
        matched_by: MatchedBy,
        of_old: Callable[[OldEntry], Hashable | None],
        of_new: Callable[[Entry], Iterable[Hashable]],
    ) -> None:
        """Match what has the same key, where exactly one of each side has it."""
        olds: dict[Hashable, list[OldEntry]] = defaultdict(list)
        for old in self.left.values():
            if (key := of_old(old)) is not None:
                olds[read_as(old.kind), key].append(old)
        news: dict[Hashable, list[Entry]] = defaultdict(list)
        for entry in self.free.values():
            for key in of_new(entry):
                news[read_as(entry.kind), key].append(entry)
        for both, some in olds.items():
            entries = news.get(both, [])
            if len(some) == len(entries) == 1 and id_of(entries[0]) in self.free:
                self.take(some[0].key, entries[0], matched_by)


def id_of(entry: Entry) -> EntryId:
    """By what an entry is the same one."""
    return read_as(entry.kind), entry.ref.id


def match(
    olds: Sequence[OldEntry],
    entries: Iterable[Entry],
    new_ids: Mapping[str, AbstractSet[str]],
    tags: Callable[[Entry], Iterable[str]],
    used: AbstractSet[EntryId] = frozenset(),
) -> dict[str, Found]:
    """Match the entries of both sides.

    Args:
        olds: those of the old QuickBooks.
        entries: those of the new one.
        new_ids: by an ID of the old QuickBooks, what it is by the vendor's own map.
        tags: the CoreBooks tags in an entry's memo.
        used: entries that a person chose for others.

    Returns:
        What was found of each, by document key.
    """
    free = {
        id_of(entry): entry
        for entry in entries
        if id_of(entry) not in used and entry.status is not EntryStatus.DELETED
    }
    matching = _Matching({old.key: old for old in olds}, free)
    _by_map(matching, new_ids)
    matching.by(MatchedBy.TAG, lambda old: old.tag, tags)
    for figures_of_old, figures_of_new in _FIGURES:
        matching.by(MatchedBy.FIGURES, figures_of_old, figures_of_new)
    candidates = _Candidates(matching.free.values())
    left = {key: Found(candidates=candidates.of(old)) for key, old in matching.left.items()}
    return matching.found | left


def _by_map(matching: _Matching, new_ids: Mapping[str, AbstractSet[str]]) -> None:
    """What the map names one entry for, which nothing else is named for."""
    wanted: dict[EntryId, list[str]] = defaultdict(list)
    for key, old in matching.left.items():
        ids = [
            (read_as(old.kind), new_id)
            for new_id in new_ids.get(old.old_id, ())
            if (read_as(old.kind), new_id) in matching.free
        ]
        if len(ids) == 1:
            wanted[ids[0]].append(key)
    for entry_id, keys in wanted.items():
        if len(keys) == 1:
            matching.take(keys[0], matching.free[entry_id], MatchedBy.MAP)


def _figures_of_old(old: OldEntry, party: str) -> Hashable | None:
    return (plain(old.number), old.date, old.total, party) if party else None


def _figures_of_new(entry: Entry, party: str) -> list[Hashable]:
    return [(plain(entry.number), entry.date, entry.net, party)] if party else []


_FIGURES: tuple[
    tuple[Callable[[OldEntry], Hashable | None], Callable[[Entry], Iterable[Hashable]]], ...
] = (
    (
        lambda old: _figures_of_old(old, old.party_id),
        lambda entry: _figures_of_new(entry, entry.party_id),
    ),
    (
        lambda old: _figures_of_old(old, plain(old.party_name)),
        lambda entry: _figures_of_new(entry, plain(entry.party_name)),
    ),
)
"""Number, date, amount and party: by the party's ID, and by its name where the ID isn't known."""


class _Candidates:
    """Entries that are nobody's, by amount and by number."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_total: dict[Hashable, list[Entry]] = defaultdict(list)
        self._by_number: dict[Hashable, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._by_total[read_as(entry.kind), entry.net].append(entry)
            if entry.number:
                self._by_number[read_as(entry.kind), plain(entry.number)].append(entry)

    def of(self, old: OldEntry) -> tuple[Entry, ...]:
        """Those that an old entry may be, the most alike first."""
        kinds = read_as(old.kind)
        alike = {
            entry.ref.id: entry
            for entry in (
                *self._by_total.get((kinds, old.total), ()),
                *self._by_number.get((kinds, plain(old.number)), ()),
            )
        }
        return tuple(sorted(alike.values(), key=lambda entry: _distance(old, entry)))[
            :MOST_CANDIDATES
        ]


def _distance(old: OldEntry, entry: Entry) -> tuple[bool, bool, bool, int, str]:
    days = abs((entry.date - old.date).days) if entry.date else 10_000
    return (
        plain(entry.number) != plain(old.number),
        entry.net != old.total,
        plain(entry.party_name) != plain(old.party_name),
        days,
        entry.ref.id,
    )
