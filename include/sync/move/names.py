"""Which customer, vendor, account, product ... of the new QuickBooks is which of the old: by values alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from include.books.catalogue import Catalogue, ListKind, plain
from include.books.entries import PartyEntry
from include.books.parties import PartyKind
from include.database.statuses import MatchedBy


@dataclass(frozen=True, slots=True)
class NewName:
    """A customer, vendor, account ... of the new QuickBooks.

    Attributes:
        kind: a `PartyKind` or `ListKind`.
        version: QuickBooks' SyncToken; empty for entries of lists.
        path: its name with those above it, where it has any.
        type: an account's or product's type; empty for all else.
    """

    kind: str
    id: str
    name: str
    version: str = ""
    path: str = ""
    type: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class FoundName:
    """What a name is in the new QuickBooks."""

    new: NewName
    matched_by: MatchedBy


class NewNames:
    """All names of the new QuickBooks."""

    def __init__(self, names: Iterable[NewName]) -> None:
        self._by_id: dict[tuple[str, str], NewName] = {}
        self._by_name: dict[tuple[str, str], list[NewName]] = defaultdict(list)
        for name in names:
            self._by_id[name.kind, name.id] = name
            for known_as in {plain(name.name), plain(name.path or name.name)}:
                self._by_name[name.kind, known_as].append(name)

    def by_id(self, kind: str, new_id: str) -> NewName | None:
        """The one with an ID."""
        return self._by_id.get((kind, new_id))

    def find(
        self, kind: str, old_id: str, name: str, type_: str, new_ids: Mapping[str, AbstractSet[str]]
    ) -> FoundName | None:
        """What one of the old QuickBooks is: by the vendor's map, else by its exact name; None if that is unclear.

        Args:
            kind: a `PartyKind` or `ListKind`.
            old_id: its ID in the old QuickBooks.
            name: its name there.
            type_: an account's type there; empty if it isn't known or has none.
            new_ids: by an old ID, what it is by the map.
        """
        mapped = [
            new
            for new_id in sorted(new_ids.get(old_id, ()))
            if (new := self._by_id.get((kind, new_id))) is not None
        ]
        if len(mapped) == 1:
            return FoundName(mapped[0], MatchedBy.MAP)
        named = self._by_name.get((kind, plain(name)), []) if name else []
        fitting = [one for one in named if not type_ or not one.type or one.type == type_]
        active = [one for one in fitting if one.active] or fitting
        return FoundName(active[0], MatchedBy.NAME) if len(active) == 1 else None


def names_of(catalogue: Catalogue, parties: Iterable[PartyEntry]) -> NewNames:
    """All names of a company, from its lists and its customers and vendors."""
    lists = (
        NewName(
            entry.kind.value,
            entry.id,
            entry.name,
            path=entry.path,
            type=entry.type if entry.kind is ListKind.ACCOUNT else "",
            active=entry.active,
        )
        for entry in catalogue.entries
    )
    people = (
        NewName(
            one.kind.value,
            one.ref.id,
            one.former_name or one.display_name,
            version=one.ref.version,
            active=one.active,
        )
        for one in parties
    )
    return NewNames((*lists, *people))


PARTIES = (PartyKind.CUSTOMER, PartyKind.VENDOR)
"""Lists of people that CoreBooks refers to."""
