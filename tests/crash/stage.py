"""The office on a stage that can be set back: the same database and the same books for every point."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from include.books.countries import COUNTRIES
from include.database.engine import Database
from include.database.migrate import migrate
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import RunningSandbox as QuickBooksSandbox
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.crash.databases import Store
from tests.sync.office import Office

migrating = threading.Lock()
"""Alembic keeps the migration that is under way in a variable of its module."""


class SetBack(Protocol):
    """An office on a stage, whichever QuickBooks it has."""

    office: Office

    @property
    def address(self) -> dict[str, str]:
        """Where things are, for workers."""
        ...

    def freeze(self) -> None:
        """Keep everything as it is now."""
        ...

    def set_back(self, **settings: Any) -> None:
        """Put everything back as it was kept, and turn QuickBooks' knobs."""
        ...


class Stage:
    """CORE, QuickBooks and a database that are set back to where they were frozen."""

    def __init__(
        self, core: Any, quickbooks: QuickBooksSandbox, store: Store, currency: str = "USD"
    ) -> None:
        self._core = core
        self._quickbooks = quickbooks
        self._store = store
        self._books = sqlite3.connect(":memory:", check_same_thread=False)
        self.url = store.fresh()
        self.office = Office(core, quickbooks, Database(self.url), currency=currency)
        with migrating:
            migrate(self.office.database)
        self.office.connect()

    @property
    def address(self) -> dict[str, str]:
        """Where the three are, for workers."""
        return {**self.office.address, "database": self.url}

    def freeze(self) -> None:
        """Keep everything as it is now."""
        self.office.database.close()
        self._store.freeze(self.url)
        self._quickbooks.app.state.runtime.store.database.backup(self._books)

    def set_back(self, **settings: Any) -> None:
        """Put everything back as it was kept, and turn QuickBooks' knobs."""
        self.office.database.close()
        self.url = self._store.thaw()
        self.office.database = Database(self.url)
        self._books.backup(self._quickbooks.app.state.runtime.store.database)
        self._quickbooks.no_faults()
        self._quickbooks.set(clock_offset_seconds=0, **settings)

    def close(self) -> None:
        """Give the database back."""
        self.office.database.close()
        self._books.close()


@contextmanager
def open_stage(
    store: Store, agents: int = 3, country: str = "US", **settings: Any
) -> Iterator[Stage]:
    """A stage with empty books, connected.

    Args:
        store: where the database is kept.
        agents: how many CORE has.
        country: of the company; outside the United States it uses sales tax.
        settings: QuickBooks' knobs.
    """
    currency = COUNTRIES[country].currency
    books = {"transactions": 0, "agents": agents, "bad_records": False, "billing_months": 0}
    where: dict[str, Any] = {"country": country, "sales_tax": country != "US"}
    with (
        running_core(**books, currency=currency) as core,
        running_quickbooks(**where, **settings) as quickbooks,
    ):
        stage = Stage(core, quickbooks, store, currency)
        try:
            yield stage
        finally:
            stage.close()
