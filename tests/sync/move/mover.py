"""A brokerage that moves from QuickBooks Desktop to Online, and the buttons that it selects on the way."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from include.books.id_map import ConvertedGateway
from include.database.engine import Database
from include.database.stored.moves import Home
from include.database.tables.companies import Company
from include.database.tables.entries import Link
from include.database.tables.moves import CompanyMove, MovedEntry
from include.database.tables.runs import AuditEvent
from include.provider.connections.moving import store_connected
from include.sync.move.going_back import cancel_move, go_back
from include.sync.move.looking import look
from include.sync.move.starting import read_old, start_move
from include.sync.move.switching import switch
from sandbox.conversion.converting import IdMap, convert
from sandbox.conversion.copying import copy
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_online.testing import RunningSandbox, running_sandbox
from tests.database_files import give_back, sqlite_database
from tests.sync.direct_desktop import DirectDesktopOffice
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office

REALM = "9130000000000777"
WHO = "finance ops"


@dataclass
class Mover:
    """The office in Desktop, the sandbox it moves to, and the office there.

    Attributes:
        before: with the company file.
        after: with QuickBooks Online, once it is connected.
    """

    before: Office
    online: RunningSandbox
    after: Office

    @property
    def file(self) -> CompanyFile:
        """The company file."""
        file: CompanyFile = self.before.pc.file  # type: ignore[attr-defined]
        return file

    def post(self) -> None:
        """Sync all three workflows."""
        for category in (INCOME, EXPENSES, BILLING):
            assert self.before.run(category).on_hold == ()

    def copy(self) -> None:
        """Copy the Online company that it is in, as a service that moves books does."""
        runtime = self.online.app.state.runtime
        copy(runtime, self.before.quickbooks.realm, REALM, "Willow & Park Realty")

    def convert(self, keeps: str = IdMap.COMPLETE) -> None:
        """Convert the company file, as Intuit does."""
        convert(self.file, self.online.app.state.runtime, REALM, keeps=IdMap(keeps))

    def start(self, *, without_old: bool = False) -> None:
        """Close the old connection for writing, and read it unless the PC is gone."""
        start_move(self.before.database, COMPANY, WHO, without_old=without_old)
        if not without_old:
            with self.before.gateway() as gateway:
                read_old(self.before.database, COMPANY, gateway)

    def connect(self) -> None:
        """Sign in to QuickBooks Online."""
        home = Home(
            edition="QuickBooks Online",
            realm_id=REALM,
            quickbooks_connection="quickbooks",
            name="Willow & Park Realty",
            plan="Plus",
            country="US",
            currency="USD",
            facts={},
        )
        store_connected(self.before.database, COMPANY, home, WHO)
        self.after.reconnect()

    def look(self) -> None:
        """Find entries and names there."""
        with self.destination() as gateway:
            look(self.before.database, COMPANY, gateway)

    @contextmanager
    def destination(self) -> Iterator[ConvertedGateway]:
        """The gateway to QuickBooks Online."""
        with self.after.gateway() as opened:
            gateway: Any = opened
            yield gateway

    def switch(self) -> int:
        """Switch."""
        return switch(self.before.database, COMPANY, WHO)

    def go_back(self) -> bool:
        """Back to the company file."""
        return go_back(self.before.database, COMPANY, WHO)

    def cancel(self) -> bool:
        """Stay in the company file."""
        return cancel_move(self.before.database, COMPANY, WHO)

    def move(self, keeps: str = IdMap.COMPLETE) -> int:
        """All steps of a move that needs no person."""
        self.convert(keeps)
        self.start()
        self.connect()
        self.look()
        return self.switch()

    def unmatched(self) -> list[MovedEntry]:
        """The entries that a person must decide."""
        with self.before.database.reading() as session:
            return list(session.scalars(select(MovedEntry).where(MovedEntry.matched_by == "")))

    def entries(self) -> list[MovedEntry]:
        """What the move knows of each entry."""
        with self.before.database.reading() as session:
            return list(session.scalars(select(MovedEntry)))

    def row(self) -> CompanyMove:
        """The newest move."""
        with self.before.database.reading() as session:
            return session.scalars(select(CompanyMove).order_by(CompanyMove.id.desc())).first()  # type: ignore[return-value]

    def company(self) -> Company:
        """The company as it is."""
        with self.before.database.reading() as session:
            return session.get_one(Company, COMPANY)

    def links(self) -> dict[str, Link]:
        """Its links, by document key."""
        return self.before.links()

    def events(self, event: str) -> list[AuditEvent]:
        """The events of the audit trail with a name."""
        with self.before.database.reading() as session:
            return list(
                session.scalars(
                    select(AuditEvent).where(AuditEvent.event == event).order_by(AuditEvent.number)
                )
            )


@contextmanager
def open_mover(folder: Path, **settings: Any) -> Iterator[Mover]:
    """A brokerage with empty books in a company file."""
    database = sqlite_database(folder)
    with mover_in(database, **settings) as mover:
        yield mover
    give_back(database)


@contextmanager
def mover_in(database: Database, **settings: Any) -> Iterator[Mover]:
    """The same, in a database that is there."""
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        running_sandbox(realm=REALM, requestid_retention_seconds=0, **settings) as online,
        ExitStack() as stack,
    ):
        file = CompanyFile()
        stack.callback(file.close)
        before = DirectDesktopOffice(core, file, database)
        before.connect()
        yield Mover(before, online, Office(core, online, database))


@contextmanager
def open_online_mover(folder: Path, **settings: Any) -> Iterator[Mover]:
    """A brokerage with empty books in an Online company, which moves to another one."""
    database = sqlite_database(folder)
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        running_sandbox(requestid_retention_seconds=0, **settings) as old,
    ):
        before = Office(core, old, database)
        before.connect()
        new = dataclasses.replace(old, realm=REALM)
        old.app.state.runtime.found(REALM, "Willow & Park Realty")
        yield Mover(before, new, Office(core, new, database))
    give_back(database)
