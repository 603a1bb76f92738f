"""The names that QuickBooks' customers, vendors and employees have at this moment."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from include.books.catalogue import plain
from include.books.entries import EntryRef, PartyEntry
from include.books.parties import Party, PartyKind
from include.database.tables.entries import PartyLink
from include.sync.post.names import alike, normal
from include.sync.run.run import SyncContext
from include.workflows.naming import with_suffix

_NEW = EntryRef("", "")
"""The entry of a customer or vendor that this run creates."""


class NameIndex:
    """Names on QuickBooks' three lists, and which of them are matched already."""

    def __init__(self, context: SyncContext) -> None:
        self._context = context
        self._by_name: dict[PartyKind, dict[str, PartyEntry]] = {kind: {} for kind in PartyKind}
        self._by_normal: dict[PartyKind, dict[str, list[PartyEntry]]] = {
            kind: defaultdict(list) for kind in PartyKind
        }
        self._matched: dict[tuple[str, str], str] = {}

    def read(self) -> None:
        """Read QuickBooks' lists, and the matches from the database."""
        for kind in PartyKind:
            for entry in self._context.gateway.parties(kind):
                self._by_name[kind][plain(entry.display_name)] = entry
                self._by_normal[kind][normal(entry.display_name)].append(entry)
        with self._context.database.reading() as session:
            rows = session.scalars(
                select(PartyLink).where(PartyLink.company_id == self._context.company_id)
            )
            self._matched = {(row.kind, row.quickbooks_id): row.party_key for row in rows}

    def by_name(self, kind: PartyKind, name: str) -> PartyEntry | None:
        """The entry of a list that has exactly this name, but for case."""
        return self._by_name[kind].get(plain(name))

    def by_id(self, kind: PartyKind, entry_id: str) -> PartyEntry | None:
        """The entry of a list with this ID."""
        entries = self._by_name[kind].values()
        return next((entry for entry in entries if entry.ref.id == entry_id), None)

    def same(self, kind: PartyKind, name: str) -> list[PartyEntry]:
        """The active entries whose names differ in nothing that matters."""
        return [entry for entry in self._by_normal[kind].get(normal(name), ()) if entry.active]

    def candidates(self, kind: PartyKind, name: str) -> list[PartyEntry]:
        """The entries that may be meant: those with the same name, or else with similar names."""
        free = {
            entry.display_name: entry
            for entry in self._by_name[kind].values()
            if entry.active and entry.ref is not _NEW and not self.matched_to(entry)
        }
        same = [entry for entry in self.same(kind, name) if not self.matched_to(entry)]
        return same or [free[other] for other in alike(name, free)]

    def taken(self, kind: PartyKind, name: str) -> PartyEntry | None:
        """The entry of another list that has this name: names are unique across all lists."""
        for other, names in self._by_name.items():
            if other is not kind and (entry := names.get(plain(self.spelled(name)))):
                return entry
        return None

    def matched_to(self, entry: PartyEntry) -> str:
        """The key in CORE that an entry is matched to; empty if none."""
        return self._matched.get((entry.kind, entry.ref.id), "")

    def match(self, entry: PartyEntry, key: str) -> None:
        """Note that this run matches an entry."""
        self._matched[entry.kind, entry.ref.id] = key

    def add(self, kind: PartyKind, name: str) -> None:
        """Note that this run creates a customer or vendor."""
        self._by_name[kind][plain(name)] = PartyEntry(kind, _NEW, name)

    def spelled(self, name: str) -> str:
        """The name as this QuickBooks keeps it."""
        return self._context.gateway.party_name(name)

    def suffixed(self, party: Party) -> str:
        """The name to use if the own one is taken; empty if the workflow has no suffix."""
        if not party.suffix_if_taken:
            return ""
        return self.spelled(with_suffix(party.display_name, party.suffix_if_taken))
