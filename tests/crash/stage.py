"""The office on a stage that can be set back: the same ledger and the same books for every point."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import create_engine, text

from include.ledger.database import Ledger
from include.ledger.migrate import migrate
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import RunningSandbox as QuickBooksSandbox
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.sync.office import Office

_one_at_a_time = threading.Lock()
"""Alembic keeps the migration that is under way in a variable of its module."""


class Database(Protocol):
    """Where ledgers are kept, and how one is copied."""

    name: str

    def fresh(self) -> str:
        """The address of a new, empty database."""
        ...

    def freeze(self, url: str) -> None:
        """Keep a closed ledger as the one to copy."""
        ...

    def thaw(self) -> str:
        """The address of a new copy; the copy before is thrown away."""
        ...


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


class Sqlite:
    """Ledgers as files of a folder."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept = folder / "prepared.db"
        self._copy: Path | None = None
        self._number = 0

    def fresh(self) -> str:
        """A new file."""
        return f"sqlite:///{self._next()}"

    def freeze(self, url: str) -> None:
        """Copy the file with all that its log still holds."""
        with (
            sqlite3.connect(url.removeprefix("sqlite:///")) as source,
            sqlite3.connect(self._kept) as kept,
        ):
            source.backup(kept)
        source.close()
        kept.close()

    def thaw(self) -> str:
        """A copy of the kept file."""
        if self._copy is not None:
            for file in self._folder.glob(f"{self._copy.name}*"):
                file.unlink()
        self._copy = self._next()
        shutil.copyfile(self._kept, self._copy)
        return f"sqlite:///{self._copy}"

    def _next(self) -> Path:
        self._number += 1
        return self._folder / f"ledger-{self._number}.db"


class Postgresql:
    """Ledgers as databases of one server."""

    name = "PostgreSQL"

    def __init__(self, server: str, prefix: str) -> None:
        self._server = server
        self._prefix = "".join(one if one.isalnum() else "_" for one in prefix.lower())[-30:]
        self._kept = ""
        self._copy = ""
        self._number = 0

    def fresh(self) -> str:
        """A new database."""
        name = self._next()
        self._do(f'CREATE DATABASE "{name}"')
        return self._url(name)

    def freeze(self, url: str) -> None:
        """The database itself is what is copied from now on."""
        self._kept = url.rpartition("/")[2].partition("?")[0]

    def thaw(self) -> str:
        """A copy made by the server."""
        if self._copy:
            self._do(f'DROP DATABASE "{self._copy}" WITH (FORCE)')
        self._copy = self._next()
        self._do(f'CREATE DATABASE "{self._copy}" TEMPLATE "{self._kept}"')
        return self._url(self._copy)

    def _next(self) -> str:
        self._number += 1
        name = f"{self._prefix}_{self._number}"
        self._do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        return name

    def _url(self, name: str) -> str:
        engine = create_engine(self._server)
        return engine.url.set(database=name).render_as_string(hide_password=False)

    def _do(self, statement: str) -> None:
        engine = create_engine(self._server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


class Stage:
    """CORE, QuickBooks and a ledger that are set back to where they were frozen."""

    def __init__(self, core: Any, quickbooks: QuickBooksSandbox, database: Database) -> None:
        self._core = core
        self._quickbooks = quickbooks
        self._database = database
        self._books = sqlite3.connect(":memory:", check_same_thread=False)
        self.url = database.fresh()
        self.office = Office(core, quickbooks, Ledger(self.url))
        with _one_at_a_time:
            migrate(self.office.ledger)
        self.office.connect()

    @property
    def address(self) -> dict[str, str]:
        """Where the three are, for workers."""
        return {**self.office.address, "ledger": self.url}

    def freeze(self) -> None:
        """Keep everything as it is now."""
        self.office.ledger.close()
        self._database.freeze(self.url)
        self._quickbooks.app.state.runtime.store.database.backup(self._books)

    def set_back(self, **settings: Any) -> None:
        """Put everything back as it was kept, and turn QuickBooks' knobs."""
        self.office.ledger.close()
        self.url = self._database.thaw()
        self.office.ledger = Ledger(self.url)
        self._books.backup(self._quickbooks.app.state.runtime.store.database)
        self._quickbooks.no_faults()
        self._quickbooks.set(clock_offset_seconds=0, **settings)

    def close(self) -> None:
        """Give the ledger back."""
        self.office.ledger.close()
        self._books.close()


@contextmanager
def open_stage(database: Database, agents: int = 3, **settings: Any) -> Iterator[Stage]:
    """A stage with empty books, connected.

    Args:
        database: where the ledger is kept.
        agents: how many CORE has.
        settings: QuickBooks' knobs.
    """
    with (
        running_core(transactions=0, agents=agents, bad_records=False, billing_months=0) as core,
        running_quickbooks(**settings) as quickbooks,
    ):
        stage = Stage(core, quickbooks, database)
        try:
            yield stage
        finally:
            stage.close()
