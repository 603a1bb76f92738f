"""The stage with a PC: the same database and the same company file for every point.

The Web Connector works in this process, beside the workers that are killed; it calls whenever
something waits for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from include.database.engine import Database
from include.database.migrate import migrate
from sandbox.core_backoffice.testing import running_sandbox as running_core
from tests.crash.databases import Store
from tests.crash.stage import migrating
from tests.sync.desktop_office import DesktopOffice
from tests.sync.office import Office
from tests.web_connector.pc import AtWork, Pc, running_pc


class DesktopStage:
    """CORE, a PC and a database that are set back to where they were frozen.

    Args:
        core: the sandbox.
        pc: the PC; its web service works with the stage's database.
        database: migrated.
        url: of the database.
        store: where databases are kept.
    """

    def __init__(self, core: Any, pc: Pc, database: Database, url: str, store: Store) -> None:
        self.pc = pc
        self.url = url
        self.office: Office = DesktopOffice(core, pc, database)
        self._store = store
        self._books = sqlite3.connect(":memory:", check_same_thread=False)
        self._at_work = AtWork(pc)
        self.office.connect()

    @property
    def address(self) -> dict[str, str]:
        """Where things are, for workers."""
        return {**self.office.address, "database": self.url}

    def freeze(self) -> None:
        """Keep everything as it is now."""
        with self._at_work.busy:
            self.office.database.close()
            self._store.freeze(self.url)
            self.pc.file.store.database.backup(self._books)

    def set_back(self, **settings: Any) -> None:
        """Put everything back as it was kept, and turn QuickBooks' knobs."""
        with self._at_work.busy:
            self.office.database.close()
            self.url = self._store.thaw()
            self.office.database = Database(self.url)
            self.pc.work_with(self.office.database)
            self._books.backup(self.pc.file.store.database)
            self.office.quickbooks.no_faults()
            self.pc.connector.forget_orders()
            self.pc.file.set(clock_offset_seconds=0, **settings)

    def close(self) -> None:
        """End the Web Connector, and give the database back."""
        self._at_work.end()
        self.office.database.close()
        self._books.close()


@contextmanager
def open_desktop_stage(store: Store) -> Iterator[DesktopStage]:
    """A stage with empty books, connected."""
    url = store.fresh()
    database = Database(url)
    with migrating:
        migrate(database)
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        running_pc(database) as pc,
    ):
        stage = DesktopStage(core, pc, database, url, store)
        try:
            yield stage
        finally:
            stage.close()
