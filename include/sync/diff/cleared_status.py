"""What the bank has settled: asked of QuickBooks outside of the database's transactions.

Only the plan tells which entries it matters for, and the plan is made in a writing transaction, which
must not wait for QuickBooks: nobody else could write to the database meanwhile. So a plan that needs to
know is given up, QuickBooks is asked, and the plan is made once more.
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
"""Ids of entries in QuickBooks, by kind."""


class NotAskedYet(Exception):
    """Of some entries it is not known whether the bank has settled them."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        super().__init__(f"{sum(map(len, wanted.values()))} entries")


class ClearedStatuses:
    """What is known of what the bank has settled, within one step of a run."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._known: dict[tuple[DocumentKind, str], str] = {}

    def settled(self, kind: DocumentKind, entry_id: str) -> str:
        """How the bank has settled an entry; empty for one that is open."""
        return self._known.get((kind, entry_id), "")

    def must_know(self, wanted: Wanted) -> None:
        """See that all of these were asked for.

        Raises:
            NotAskedYet: some were not.
        """
        missing = {
            kind: [one for one in ids if (kind, one) not in self._known]
            for kind, ids in wanted.items()
        }
        if any(missing.values()):
            raise NotAskedYet({kind: ids for kind, ids in missing.items() if ids})

    def ask(self, wanted: Wanted) -> None:
        """Ask QuickBooks."""
        for kind, ids in wanted.items():
            found = self._gateway.cleared(kind, ids)
            self._known.update({(kind, one): found.get(one, "") for one in ids})


def with_cleared_status(
    database: Database, bank: ClearedStatuses, plan: Callable[[Session], T]
) -> T:
    """Make a plan in a writing transaction, as often as it takes to know what it needs to."""
    while True:
        try:
            with database.writing() as session:
                return plan(session)
        except NotAskedYet as missing:
            bank.ask(missing.wanted)
