"""An office that is opened once for many tests, where each looks at its own deal only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from include.books.money import format_amount
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.database_files import give_back, sqlite_database
from tests.sync.desktop_hands import DesktopHands
from tests.sync.desktop_office import desktop_office
from tests.sync.direct_desktop import DirectDesktopOffice
from tests.sync.office import Office
from tests.sync.online_hands import OnlineHands
from tests.sync.random_hands import Hands
from tests.web_connector.pc import running_pc

PRODUCTS = ("online", "desktop")
"""The two QuickBooks: what a bookkeeper finds in the books must be the same in both."""


@contextmanager
def open_office(folder: Path, agents: int = 3, product: str = "online") -> Iterator[Office]:
    """A new office with empty books, connected to one of `PRODUCTS`."""
    database = sqlite_database(folder)
    with running_core(transactions=0, agents=agents, bad_records=False, billing_months=0) as core:
        if product == "desktop":
            with running_pc(database) as pc, desktop_office(core, pc, database) as office:
                yield office
        else:
            with running_quickbooks(requestid_retention_seconds=0) as quickbooks:
                online = Office(core, quickbooks, database)
                online.connect()
                yield online
    give_back(database)


@contextmanager
def open_books(folder: Path, product: str) -> Iterator[tuple[Office, Hands]]:
    """A new office with empty books, and the hands of a bookkeeper in them; a company file answers at once."""
    database = sqlite_database(folder)
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        ExitStack() as stack,
    ):
        office: Office
        hands: Hands
        if product == "desktop":
            file = CompanyFile()
            stack.callback(file.close)
            office, hands = DirectDesktopOffice(core, file, database), DesktopHands(file)
        else:
            quickbooks = stack.enter_context(running_quickbooks(requestid_retention_seconds=0))
            hands = OnlineHands(quickbooks, stack.enter_context(quickbooks.api()))
            office = Office(core, quickbooks, database)
        office.connect()
        yield office, hands
    give_back(database)


class Since:
    """What happens in QuickBooks from now on, as a bookkeeper reads it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._before = office.quickbooks.balances()
        self._known = {(entry["type"], entry["id"]) for entry in office.quickbooks.entries()}

    def changed(self) -> dict[str, int]:
        """The accounts whose balance changed, in cents, each on its natural side."""
        now = self._office.quickbooks.balances()
        changed = {name: cents - self._before.get(name, 0) for name, cents in now.items()}
        return {name: cents for name, cents in changed.items() if cents}

    def posted(self) -> dict[str, str]:
        """The same, as it is written: `10,000.00`."""
        return {name: format_amount(cents) for name, cents in self.changed().items()}

    def created(self) -> list[tuple[str, str, str]]:
        """The new entries: kind, party, total."""
        return [
            (entry["type"], entry["party"], format_amount(entry["total"]))
            for entry in self._office.quickbooks.entries()
            if (entry["type"], entry["id"]) not in self._known
        ]
