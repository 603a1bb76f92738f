"""Both sides made ready to be compared: what is worked out of each once, not for every pair."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from include.books.documents import PURCHASES, TAG, DocumentKind
from include.books.entries import Entry, EntryStatus
from include.books.money import Cents
from include.sync.existing.comparing.names import EntryParty, WantedParty, bare
from include.sync.existing.comparing.numbers import EntryNumber, WantedNumber, is_telling
from include.sync.existing.comparing.places import WantedPlace, plain_words
from include.sync.existing.kinds import kinds_for
from include.sync.existing.values import Wanted

_PURCHASE = "purchase"


@dataclass(frozen=True, slots=True)
class Sought:
    """A wanted document, ready to be compared."""

    wanted: Wanted
    key: str
    kind: DocumentKind
    kinds: frozenset[DocumentKind]
    total: Cents
    forms: dict[Cents, str]
    number: WantedNumber
    party: WantedParty
    place: WantedPlace
    is_at_place: bool
    """Whether its customer is the property."""

    @classmethod
    def of(cls, wanted: Wanted) -> Sought:
        """From what is wanted."""
        document = wanted.document
        party = WantedParty.of(document.party, wanted.party_id)
        # The name of an agent who is billed is no second sign beside the customer.
        place = "" if bare(wanted.place) in party.names and party.is_person else wanted.place
        return cls(
            wanted=wanted,
            key=document.key,
            kind=document.kind,
            kinds=kinds_for(document.kind),
            total=document.total,
            forms={cents: name for name, cents in reversed(wanted.other_amounts) if cents},
            number=WantedNumber.of(document.number, wanted.number),
            party=party,
            place=WantedPlace.of(place),
            is_at_place=bool(place) and bare(place) in party.names,
        )

    def days_from(self, day: dt.date | None) -> int | None:
        """How many days an entry's date is from its own; None where the entry has none."""
        return None if day is None else abs((day - self.wanted.date).days)


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of QuickBooks', ready to be compared.

    `memo` and `name` are plain words, and `texts` these and the lines, each once.
    """

    entry: Entry
    identity: tuple[str, str]
    number: EntryNumber
    party: EntryParty
    memo: str
    name: str
    texts: tuple[str, ...]
    tag: str

    @classmethod
    def of(cls, entry: Entry) -> Found:
        """From an entry."""
        tag = TAG.search(entry.memo)
        memo = TAG.sub(" ", entry.memo)
        lines = list(dict.fromkeys(text for text, _ in entry.lines if text))
        plain = [plain_words(text) for text in (memo, entry.party_name, *lines)]
        return cls(
            entry=entry,
            identity=identity(entry.kind, entry.ref.id),
            number=EntryNumber.of(entry.number, (memo, *lines)),
            party=EntryParty.of(entry.party_name, entry.party_id),
            memo=plain[0],
            name=plain[1],
            texts=tuple(dict.fromkeys(text for text in plain if text)),
            tag=tag.group() if tag else "",
        )


def identity(kind: DocumentKind, entry_id: str) -> tuple[str, str]:
    """What tells an entry from all others: QuickBooks may show one purchase as a check and as an expense."""
    return (_PURCHASE if kind in PURCHASES else kind.value), entry_id


def sought_of(wanted: Iterable[Wanted]) -> list[Sought]:
    """All that is wanted, each document once, in an order that doesn't depend on the given one."""
    by_key = {one.document.key: one for one in wanted}
    return [Sought.of(by_key[key]) for key in sorted(by_key)]


def found_of(entries: Iterable[Entry]) -> list[Found]:
    """All entries that may be proposed, each once, in an order that doesn't depend on the given one."""
    usable = (one for one in entries if one.status is EntryStatus.LIVE and not one.is_foreign)
    ordered = sorted(usable, key=lambda one: (identity(one.kind, one.ref.id), one.kind))
    return [
        Found.of(one) for one in {identity(one.kind, one.ref.id): one for one in ordered}.values()
    ]


class Owners:
    """Whose numbers, names, addresses and tags are whose: what is another's is no sign for a document.

    It also counts how often a customer or vendor has an amount.
    """

    def __init__(self, sought: Sequence[Sought], found: Sequence[Found]) -> None:
        self._numbers: dict[str, set[str]] = defaultdict(set)
        self._records: dict[str, set[str]] = defaultdict(set)
        self._tails: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        self._places: dict[str, set[str]] = defaultdict(set)
        self._tags = {one.wanted.tag for one in sought if one.wanted.tag}
        self._amounts: Counter[tuple[str, Cents]] = Counter()
        for one in sought:
            self._add(one)
        for entry in found:
            self._amounts[entry.party.name, entry.entry.net] += 1

    def _add(self, one: Sought) -> None:
        record = one.wanted.record_key
        self._numbers[one.number.own].add(one.key)
        self._records[one.number.record].add(record)
        if is_telling(one.number.tail):
            self._tails[one.number.tail].add(record)
        self._places[one.place.whole].add(record)
        if one.party.is_person:
            for name in one.party.names:
                self._names[name].add(one.party.key)
                self._amounts[f"wanted {name}", one.total] += 1

    def has_others_number(self, one: Sought, entry: Found) -> bool:
        """Whether an entry's number is that of another document or record that is looked for."""
        whole, record = entry.number.whole, one.wanted.record_key
        if not is_telling(whole) or whole == one.number.record:
            return False
        if whole in self._numbers:
            return one.key not in self._numbers[whole]
        if whole in self._records:
            return record not in self._records[whole]
        owners = {owner for group in entry.number.groups for owner in self._tails.get(group, ())}
        return bool(owners) and record not in owners

    def has_others_name(self, one: Sought, entry: Found) -> bool:
        """Whether an entry's customer or vendor is someone else that is looked for."""
        owners = self._names.get(entry.party.name)
        return one.party.is_person and bool(owners) and one.party.key not in (owners or ())

    def has_others_place(self, one: Sought, entry: Found) -> bool:
        """Whether an entry has exactly the address of another record."""
        record = one.wanted.record_key
        return any(record not in self._places.get(text, (record,)) for text in entry.texts)

    def has_others_tag(self, one: Sought, entry: Found) -> bool:
        """Whether an entry is another document's for certain."""
        return entry.tag in self._tags and entry.tag != one.wanted.tag

    def is_only_one(self, one: Sought, entry: Found) -> bool:
        """Whether neither CORE nor QuickBooks has another of this amount for the customer or vendor."""
        name, cents = entry.party.name, entry.entry.net
        return self._amounts[name, cents] == 1 and all(
            self._amounts[f"wanted {own}", one.total] == 1 for own in one.party.names
        )
