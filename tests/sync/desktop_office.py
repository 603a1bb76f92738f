"""The office with QuickBooks Desktop: the same buttons, another QuickBooks."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from types import SimpleNamespace
from typing import Any

from include.books.gateway import Gateway
from include.database.engine import Database
from include.database.keys.seal import Seal
from include.database.tables.desktop import DesktopConnection
from include.quickbooks.desktop.gateway import DesktopGateway
from include.quickbooks.desktop.settings import DesktopSettings
from include.quickbooks.desktop.wire.patience import Patience
from include.web_connector.database_queue import DatabaseQueue
from sandbox.core_backoffice.testing import RunningSandbox as CoreSandbox
from tests.sync.desktop_books import DesktopBooks
from tests.sync.office import COMPANY, Office
from tests.web_connector.bell import BellClock
from tests.web_connector.pc import AtWork, Pc, RingingQueue

_LOOK_AGAIN, _LOOK_AGAIN_FROM_AFAR = 0.2, 0.02
"""Who is beside the PC is called when it has answered."""

_askers = count(1)


class DesktopOffice(Office):
    """An office whose books are a company file on a PC that is left on."""

    def __init__(self, core: CoreSandbox, pc: Pc, database: Database) -> None:
        books: Any = DesktopBooks(pc)
        super().__init__(core, books, database)
        self.pc = pc
        self.product = "desktop"

    @property
    def address(self) -> dict[str, str]:
        """Where CORE and the database are, and what moment it is; nobody calls the PC."""
        return {
            "database": self.database.engine.url.render_as_string(hide_password=False),
            "core": self.core.url,
            "now": self.now.isoformat(),
        }

    def reconnect(self) -> None:
        """Nothing to log in to."""

    def _connect_company(self) -> None:
        """The first contact does it."""
        deadline = time.monotonic() + 30
        while self.pc.connection().first_contact_at is None:
            assert time.monotonic() < deadline, "the Web Connector did not call"
            time.sleep(0.01)

    @contextmanager
    def gateway(self) -> Iterator[Gateway]:
        """The company's gateway; it waits for the PC."""
        with self.database.reading() as session:
            connection = session.get_one(DesktopConnection, COMPANY)
        settings = DesktopSettings(
            COMPANY,
            connection.owner_id,
            Patience(at_least=60, look_again=_LOOK_AGAIN if self.pc else _LOOK_AGAIN_FROM_AFAR),
        )
        asker = f"test {os.getpid()} {next(_askers)}"
        if not self.pc:
            queue = DatabaseQueue(self.database, COMPANY, Seal(self.keys), asker)
            yield DesktopGateway(settings, queue)
            return
        ringing = RingingQueue(self.database, COMPANY, Seal(self.keys), asker)
        ringing.bell = self.pc.asked
        yield DesktopGateway(settings, ringing, BellClock(self.pc.answered))


def far_from_the_pc(address: dict[str, str], database: Database) -> DesktopOffice:
    """The office as a worker in another process sees it: the queue in the database is all there is."""
    core: Any = SimpleNamespace(api_url=f"{address['core']}/api", api_key="core-sandbox-key")
    no_pc: Any = None
    office = DesktopOffice(core, no_pc, database)
    office.now = dt.datetime.fromisoformat(address["now"])
    return office


@contextmanager
def desktop_office(core: CoreSandbox, pc: Pc, database: Database) -> Iterator[DesktopOffice]:
    """An office, connected, with the Web Connector at work beside it."""
    office = DesktopOffice(core, pc, database)
    at_work = AtWork(pc, _LOOK_AGAIN)
    pc.connector.pause = _LOOK_AGAIN
    try:
        office.connect()
        yield office
    finally:
        at_work.end()
