"""A shelf in memory: what arrived last of each record, as a database keeps it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from include.core_backoffice.canonical.rows import (
    Canonical,
    CanonicalDeal,
    CanonicalPerson,
    CanonicalStatement,
    HeldRow,
    Place,
)
from include.core_backoffice.feeds.shelf import Kept, Shelf, Shelved
from include.core_backoffice.records.errors import CoreConnectionProblem, CoreUnavailable

_FIRST = dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.UTC)


class MemoryShelf:
    """Keeps records of one feed. Each arrival is a minute later than the one before."""

    def __init__(self, *, must_be_listed: bool = False, arrival: str = "closings.csv") -> None:
        self.arrival = arrival
        self.feed_id = "exports"
        self.yielded: list[str] = []
        """The keys that were read, in order."""
        self._must_be_listed = must_be_listed
        self._kept: dict[str, Kept] = {}
        self._owners: dict[str, str] = {}
        self._now = _FIRST

    # --- what arrives ---

    def arrive(
        self,
        *records: Canonical | HeldRow,
        places: Mapping[str, Place] | None = None,
        companies: int = 1,
    ) -> dt.datetime:
        """Take records in; those that are the same as before stay as they are."""
        self._now += dt.timedelta(minutes=1)
        for record in records:
            key = record.record_key if isinstance(record, HeldRow) else record.key
            before = self._kept.get(key)
            held = record if isinstance(record, HeldRow) else None
            kept = Kept(
                key=key,
                changed_at=self._now,
                record=None if isinstance(record, HeldRow) else record,
                held=held,
                final_at=self._final_at(record, before),
                arrival=self.arrival,
                place=(places or {}).get(key, Place()),
                companies=companies,
            )
            if before is None or replace(before, changed_at=self._now) != kept:
                self._kept[key] = kept
            self._owners[key] = _owner(record) or self._owners.get(key, "")
        return self._now

    def go(self, *keys: str) -> dt.datetime:
        """A snapshot lacks records."""
        self._now += dt.timedelta(minutes=1)
        for key in keys:
            self._kept[key] = replace(
                self._kept[key], record=None, held=None, gone=True, changed_at=self._now
            )
        return self._now

    def _final_at(self, record: Canonical | HeldRow, before: Kept | None) -> dt.datetime | None:
        if not isinstance(record, CanonicalDeal) or not record.is_final:
            return None
        return (before.final_at if before else None) or self._now

    # --- Shelf ---

    def check(self) -> None:
        if not self._kept:
            raise CoreConnectionProblem("Nothing has arrived yet. Import a file.")

    def changed(self, kind: Shelved, since: dt.datetime | None) -> Iterator[Kept]:
        return self._read(
            kept for kept in self._of(kind) if since is None or kept.changed_at >= since
        )

    def one(self, key: str) -> Kept | None:
        return self._kept.get(key)

    def keys(self, kind: Shelved) -> Iterator[str]:
        return (kept.key for kept in self._of(kind) if not kept.gone)

    def statements_of(self, agent_id: str) -> Iterator[Kept]:
        return self._read(
            kept
            for kept in self._of(Shelved.STATEMENT)
            if self._owners[kept.key] == agent_id and not kept.gone
        )

    def billed_agents(self, since: dt.datetime | None) -> Iterator[tuple[str, dt.datetime]]:
        newest: dict[str, dt.datetime] = {}
        for kept in self._of(Shelved.STATEMENT):
            if since is None or kept.changed_at >= since:
                owner = self._owners[kept.key]
                newest[owner] = max(newest.get(owner, kept.changed_at), kept.changed_at)
        return iter(sorted(newest.items()))

    def person(self, key: str) -> CanonicalPerson | None:
        kept = self._kept.get(key)
        return kept.record if kept and isinstance(kept.record, CanonicalPerson) else None

    def has_list(self, kind: Shelved) -> bool:
        return any(self._of(kind))

    def must_be_listed(self) -> bool:
        return self._must_be_listed

    def _of(self, kind: Shelved) -> list[Kept]:
        return [kept for key, kept in sorted(self._kept.items()) if key.startswith(f"{kind}:")]

    def _read(self, kept: Iterable[Kept]) -> Iterator[Kept]:
        for one in kept:
            self.yielded.append(one.key)
            yield one


def _owner(record: Canonical | HeldRow) -> str:
    """The ID of a statement's agent."""
    if isinstance(record, CanonicalStatement):
        return record.agent.id
    return record.owner.partition(":")[2] if isinstance(record, HeldRow) else ""


class BreakingShelf:
    """Another shelf, of which a read breaks at one record: as a database that goes away."""

    def __init__(self, shelf: Shelf, key: str) -> None:
        self._shelf = shelf
        self._key = key

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shelf, name)

    def changed(self, kind: Shelved, since: dt.datetime | None) -> Iterator[Kept]:
        return self._until(self._shelf.changed(kind, since))

    def statements_of(self, agent_id: str) -> Iterator[Kept]:
        return self._until(self._shelf.statements_of(agent_id))

    def _until(self, kept: Iterable[Kept]) -> Iterator[Kept]:
        for one in kept:
            if one.key == self._key:
                raise CoreUnavailable("The database doesn't respond. Run again later.")
            yield one
