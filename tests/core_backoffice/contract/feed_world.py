"""Sources on a shelf: a snapshot arrives through a door, and the source reads what the shelf has of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias, cast

from include.core_backoffice.canonical.rows import Canonical, CanonicalDeal, HeldRow, Place
from include.core_backoffice.feeds.feed_source import FeedSource
from include.core_backoffice.feeds.held import known
from include.core_backoffice.feeds.shelf import Shelf
from tests.core_backoffice.contract.memory_shelf import BreakingShelf, MemoryShelf
from tests.core_backoffice.contract.world import World

Snapshot: TypeAlias = dict[str, tuple[Canonical, bool]]
"""Records by key, in order of key; each with whether its row is to be spoiled: its amount no number."""


class FeedWorld(World):
    """A world whose source is a `FeedSource`. A door's world says how a snapshot arrives."""

    def __init__(self) -> None:
        self._snapshot: Snapshot = {}
        self._breaks_at = ""

    @abstractmethod
    def deliver(self, snapshot: Snapshot) -> None:
        """Bring a snapshot to the door and have it read."""

    @abstractmethod
    def shelf(self) -> Shelf:
        """What was read of it."""

    def put(self, *records: Canonical) -> None:
        self._deliver({record.key: (record, False) for record in records})

    def spoil(self, record: Canonical) -> None:
        self._deliver({record.key: (record, True)})

    def delete(self, *keys: str) -> None:
        for key in keys:
            del self._snapshot[key]
        self._deliver({})

    def _deliver(self, changes: Snapshot) -> None:
        self._snapshot = dict(sorted({**self._snapshot, **changes}.items()))
        self.deliver(self._snapshot)

    @contextmanager
    def source(self) -> Iterator[FeedSource]:
        shelf = self.shelf()
        if self._breaks_at:
            shelf = cast("Shelf", BreakingShelf(shelf, self._breaks_at))
        with FeedSource(shelf) as opened:
            yield opened

    @contextmanager
    def cut_short(self, key: str) -> Iterator[None]:
        self._breaks_at = key
        try:
            yield
        finally:
            self._breaks_at = ""


class MemoryWorld(FeedWorld):
    """Snapshots go straight to a shelf in memory."""

    def __init__(self) -> None:
        super().__init__()
        self._shelf = MemoryShelf()
        self._there: set[str] = set()

    def deliver(self, snapshot: Snapshot) -> None:
        if gone := self._there - snapshot.keys():
            self._shelf.go(*gone)
        self._shelf.arrive(
            *(held(record) if spoiled else record for record, spoiled in snapshot.values())
        )
        self._there = set(snapshot)

    def shelf(self) -> Shelf:
        return self._shelf


@contextmanager
def memory_world() -> Iterator[MemoryWorld]:
    """An empty shelf."""
    yield MemoryWorld()


def held(record: Canonical) -> HeldRow:
    """A record's row on hold, because its amount is no number."""
    found = known(record)
    label = record.label if isinstance(record, CanonicalDeal) else record.key
    return HeldRow(
        record_key=record.key,
        place=Place(sheet="Closings", rows=(12,), column="Amount"),
        sentence=f'{label}: closings.csv, row 12 has "ten dollars" in the column "Amount", which isn\'t a '
        "number.",
        what_to_do="Correct it in CORE and export again.",
        cause="amount isn't a number",
        title=found.title,
        number=found.number,
        day=found.day,
        owner=found.owner,
    )
