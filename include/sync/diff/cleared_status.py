"""Which entries are cleared or reconciled: QuickBooks is asked outside of database transactions.

Only planning shows which entries it matters for, and planning runs in a writing transaction, which
must not wait for QuickBooks: no one else could write to the database meanwhile. So planning that
needs to know is rolled back, QuickBooks is asked, and planning runs once more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy.orm import Session

from include.books.documents import DocumentKind
from include.books.gateway import Gateway
from include.database.engine import Database

T = TypeVar("T")

Wanted = Mapping[DocumentKind, Sequence[str]]
"""IDs of entries in QuickBooks, by kind."""


class NotAskedYet(Exception):
    """QuickBooks has not been asked yet whether some entries are cleared or reconciled."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        super().__init__(f"{sum(map(len, wanted.values()))} entries")


class ClearedStatuses:
    """The cleared statuses that were read within one step of a run."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._read: dict[tuple[DocumentKind, str], str] = {}

    def status(self, kind: DocumentKind, entry_id: str) -> str:
        """How an entry is cleared or reconciled; empty if it is neither."""
        return self._read.get((kind, entry_id), "")

    def require(self, wanted: Wanted) -> None:
        """Check that all of these were read.

        Raises:
            NotAskedYet: some weren't.
        """
        missing = {
            kind: [entry_id for entry_id in ids if (kind, entry_id) not in self._read]
            for kind, ids in wanted.items()
        }
        if any(missing.values()):
            raise NotAskedYet({kind: ids for kind, ids in missing.items() if ids})

    def read(self, wanted: Wanted) -> None:
        """Read them from QuickBooks."""
        for kind, ids in wanted.items():
            statuses = self._gateway.cleared(kind, ids)
            self._read.update({(kind, entry_id): statuses.get(entry_id, "") for entry_id in ids})


def with_cleared_status(
    database: Database, cleared: ClearedStatuses, plan: Callable[[Session], T]
) -> T:
    """Plan in a writing transaction, again and again until every status it needs was read."""
    while True:
        try:
            with database.writing() as session:
                return plan(session)
        except NotAskedYet as missing:
            cleared.read(missing.wanted)
