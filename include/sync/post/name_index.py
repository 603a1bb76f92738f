"""The names that QuickBooks' customers, vendors and employees have at this moment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy import select

from include.books.catalogue import plain
from include.books.entries import PartyEntry
from include.books.parties import Party, PartyKind
from include.books.plain_names import normal
from include.database.tables.entries import PartyLink
from include.sync.post.names import Names
from include.sync.run.run import SyncContext


@dataclass(frozen=True, slots=True)
class Promised:
    """A name that this run is about to give to a customer or vendor of CORE's.

    It is no entry yet: it has no ID, nothing can be linked to it, and it can't be stored.
    """

    party: Party
    display_name: str

    def __reduce__(self) -> NoReturn:
        raise TypeError("a name that is only promised can't be stored")


@dataclass(frozen=True, slots=True)
class Holder:
    """One of CORE's customers or vendors that an entry of QuickBooks' is matched to already.

    `name` is its name in CORE.
    """

    key: str
    name: str
    shared: bool

    @property
    def is_agent(self) -> bool:
        """Whether it is one of CORE's agents."""
        return self.key.partition("/")[2].startswith("agent:")

    @property
    def label(self) -> str:
        """How sentences name it: `agent Maria Garcia (10412)`."""
        kind, _, own_id = self.key.partition("/")[2].partition(":")
        who = {"agent": "agent", "vendor": "contact"}.get(kind, kind)
        return f"{who} {self.name} ({own_id})" if own_id.isdigit() else f"{who} {self.name}"


class NameIndex:
    """Names on QuickBooks' three lists, and which of them are matched already."""

    def __init__(self, context: SyncContext) -> None:
        self._context = context
        self._by_name: dict[PartyKind, dict[str, PartyEntry]] = {kind: {} for kind in PartyKind}
        self._by_kept: dict[PartyKind, dict[str, PartyEntry]] = {kind: {} for kind in PartyKind}
        self._by_id: dict[PartyKind, dict[str, PartyEntry]] = {kind: {} for kind in PartyKind}
        self._by_normal: dict[PartyKind, dict[str, list[PartyEntry]]] = {
            kind: defaultdict(list) for kind in PartyKind
        }
        self._promised: dict[PartyKind, dict[str, Promised]] = {kind: {} for kind in PartyKind}
        self._promised_normal: dict[PartyKind, dict[str, list[Promised]]] = {
            kind: defaultdict(list) for kind in PartyKind
        }
        self._names: dict[PartyKind, Names] = {}
        self._holders: dict[tuple[str, str], list[Holder]] = defaultdict(list)
        self._by_former: dict[PartyKind, dict[str, PartyEntry]] = {kind: {} for kind in PartyKind}

    def read(self) -> None:
        """Read QuickBooks' lists as they are now, and the matches from the database."""
        self._context.gateway.look_again()
        self._names.clear()
        for kind in PartyKind:
            for entry in self._context.gateway.parties(kind):
                if not entry.ref.id:
                    continue  # nothing can be linked to it
                self._by_name[kind][plain(entry.display_name)] = entry
                self._by_kept[kind].setdefault(plain(self.spelled(entry.display_name)), entry)
                self._by_id[kind][entry.ref.id] = entry
                self._by_normal[kind][normal(entry.display_name)].append(entry)
                if entry.former_name:
                    self._by_former[kind][plain(entry.former_name)] = entry
        with self._context.database.reading() as session:
            rows = session.scalars(
                select(PartyLink)
                .where(PartyLink.company_id == self._context.company_id)
                .order_by(PartyLink.party_key)
            )
            for row in rows:
                holder = Holder(row.party_key, row.core_name or row.display_name, row.shared)
                self._holders[row.kind, row.quickbooks_id].append(holder)

    def by_name(self, kind: PartyKind, name: str) -> PartyEntry | None:
        """The entry of a list that has exactly this name, but for case and letters it may lack."""
        return self._by_name[kind].get(plain(name)) or self._by_kept[kind].get(plain(name))

    def promised(self, kind: PartyKind, name: str) -> Promised | None:
        """Who of CORE's gets this name in this run."""
        return self._promised[kind].get(plain(name))

    def promised_alike(self, kind: PartyKind, name: str) -> list[Promised]:
        """Who of CORE's gets this name in this run, or one that differs in nothing that matters."""
        return list(self._promised_normal[kind].get(normal(name), ()))

    def is_free(self, kind: PartyKind, name: str, except_id: str = "") -> bool:
        """Whether no list has the name, and no one gets it; its own entry doesn't count."""
        return self.is_free_on(kind, name, except_id) and self.taken(kind, name) is None

    def is_free_on(self, kind: PartyKind, name: str, except_id: str = "") -> bool:
        """The same for one list."""
        entry = self.by_name(kind, name)
        own = entry is not None and entry.ref.id == except_id
        return (entry is None or own) and self.promised(kind, name) is None

    def by_id(self, kind: PartyKind, entry_id: str) -> PartyEntry | None:
        """The entry of a list with this ID."""
        return self._by_id[kind].get(entry_id)

    def same(self, kind: PartyKind, name: str) -> list[PartyEntry]:
        """The active entries whose names differ in nothing that matters."""
        return [entry for entry in self._by_normal[kind].get(normal(name), ()) if entry.active]

    def candidates(self, kind: PartyKind, name: str) -> list[PartyEntry]:
        """The entries that may be meant: those with the same name, or else with similar names."""
        same = [entry for entry in self.same(kind, name) if not self.holders(entry)]
        return same or self._alike(kind, name)

    def _alike(self, kind: PartyKind, name: str) -> list[PartyEntry]:
        """The free entries with similar names."""
        if kind not in self._names:
            self._names[kind] = Names(one.display_name for one in self._by_name[kind].values())
        entries = self._by_name[kind]
        found = self._names[kind].alike(name, lambda one: self._may_be_meant(entries[plain(one)]))
        return [entries[plain(one)] for one in found]

    def _may_be_meant(self, entry: PartyEntry) -> bool:
        return entry.active and not self.holders(entry)

    def inactive(self, kind: PartyKind, name: str) -> PartyEntry | None:
        """The entry that had this name until it was made inactive, and may have another since."""
        found = self._by_former[kind].get(plain(name)) or self.by_name(kind, name)
        return found if found is not None and not found.active else None

    def taken(self, kind: PartyKind, name: str) -> PartyEntry | Promised | None:
        """What has this name on another list: names are unique across all lists."""
        for other in PartyKind:
            found = self.by_name(other, name) or self.promised(other, name)
            if other is not kind and found is not None:
                return found
        return None

    def holders(self, entry: PartyEntry) -> list[Holder]:
        """Who of CORE's an entry is matched to."""
        return self._holders.get((entry.kind, entry.ref.id), [])

    def match(self, entry: PartyEntry, party: Party) -> None:
        """Note that this run matches an entry."""
        holder = Holder(party.key, party.display_name, party.shared)
        self._holders[entry.kind, entry.ref.id].append(holder)

    def promise(self, party: Party, name: str) -> None:
        """Note that this run gives a name to a customer or vendor."""
        promised = Promised(party, name)
        before = self._promised[party.kind].get(plain(name))
        alike = self._promised_normal[party.kind]
        if before is not None:
            alike[normal(before.party.display_name)].remove(before)
        self._promised[party.kind][plain(name)] = promised
        alike[normal(party.display_name)].append(promised)

    def spelled(self, name: str) -> str:
        """The name as this QuickBooks keeps it."""
        return self._context.gateway.party_name(name)
