"""The office with QuickBooks Desktop: the same buttons, another QuickBooks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from include.books.gateway import Gateway
from include.ledger.database import Ledger
from include.ledger.desktop_models import DesktopConnection
from include.ledger.desktop_queue import LedgerQueue
from include.ledger.seal import Seal
from include.quickbooks.desktop.gateway import DesktopGateway, DesktopSettings
from include.quickbooks.desktop.patience import Patience
from sandbox.core_backoffice.testing import RunningSandbox as CoreSandbox
from sandbox.quickbooks_desktop.testing import updating
from tests.sync.desktop_books import DesktopBooks
from tests.sync.office import COMPANY, KEY, Office
from tests.web_connector.pc import Pc


class DesktopOffice(Office):
    """An office whose books are a company file on a PC that is left on."""

    def __init__(self, core: CoreSandbox, pc: Pc, ledger: Ledger) -> None:
        books: Any = DesktopBooks(pc)
        super().__init__(core, books, ledger)
        self.pc = pc
        self.product = "desktop"

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
        with self.ledger.reading() as session:
            connection = session.get_one(DesktopConnection, COMPANY)
        settings = DesktopSettings(
            COMPANY,
            connection.owner_id,
            ZoneInfo(connection.timezone),
            Patience(at_least=60, look_again=0.01),
        )
        self._asked = getattr(self, "_asked", 0) + 1
        queue = LedgerQueue(self.ledger, COMPANY, Seal([KEY]), f"test {self._asked}")
        yield DesktopGateway(settings, queue)


@contextmanager
def desktop_office(core: CoreSandbox, pc: Pc, ledger: Ledger) -> Iterator[DesktopOffice]:
    """An office, connected, with the Web Connector at work beside it."""
    office = DesktopOffice(core, pc, ledger)
    with updating(pc.connector, every=0.03):
        office.connect()
        yield office
