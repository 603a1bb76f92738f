"""A PC with QuickBooks Desktop and the Web Connector, and our web service over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

from fastapi import FastAPI

from include.database.engine import Database
from include.database.keys.seal import Seal
from include.database.setup.desktop_connections import NewConnection, create_connection
from include.database.tables.desktop import DesktopConnection
from include.quickbooks.desktop.wire.queue import Outgoing
from include.version import VERSION
from include.web.integrations import web_connector_route as web_connector
from include.web_connector import passwords
from include.web_connector.database_queue import DatabaseQueue, count_waiting
from include.web_connector.passwords import hash_password, new_password
from include.web_connector.qwc import WebConnectorFile, new_guid, qwc
from include.web_connector.refused_calls import refused_calls
from include.web_connector.service import Result, WebConnectorService
from include.web_connector.soap import Call
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.qwc import read_qwc
from sandbox.quickbooks_desktop.web_connector import WebConnector
from sandbox.serving import serving
from tests.web_connector.bell import Bell, BellClock

_TAKES_IN = frozenset({"authenticate", "receiveResponseXML", "connectionError", "closeConnection"})
KEY = "rXkzF1m3uEw3tJ4v8x3Q0m5mJ0kqU1yS7r0mFh2m8nA="
COMPANY = "willow-park"


@dataclass
class Pc:
    """What stands on the desk: the open company file, and the Web Connector that serves it."""

    url: str
    password: str
    file: CompanyFile
    connector: WebConnector
    database: Database
    app: FastAPI
    answered: Bell = field(default_factory=Bell)
    """Rings when the web service has taken something in."""
    asked: Bell = field(default_factory=Bell)
    """Rings when something was queued, if whoever queues it does so with a `RingingQueue`."""

    def work_with(self, database: Database) -> None:
        """Have the web service use another database."""
        self.database = database
        _use(self.app, database, self.answered)

    @property
    def service(self) -> WebConnectorService:
        """The web service without HTTP."""
        made: WebConnectorService = self.app.dependency_overrides[web_connector.service]()
        return made

    @property
    def username(self) -> str:
        """As in the .qwc file."""
        return self.connector.username

    def connection(self) -> DesktopConnection:
        """What the database knows of it."""
        with self.database.reading() as session:
            return session.get_one(DesktopConnection, COMPANY)


class AtWork:
    """The Web Connector in a thread: it calls when something waits for it, and only then.

    Args:
        pc: the PC.
        look_again: seconds between looks for what was queued without ringing.
    """

    def __init__(self, pc: Pc, look_again: float = 0.01) -> None:
        self.pc = pc
        self._look_again = look_again
        self.busy = threading.Lock()
        """Whoever holds it has the Web Connector stand still."""
        self._over = threading.Event()
        self._known = False
        self._thread = threading.Thread(target=self._call, name="web-connector", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """No more calls; the one that is under way ends first."""
        self._over.set()
        self.pc.connector.stopped.set()
        self.pc.asked.ring()
        self._thread.join()

    def _call(self) -> None:
        clock = BellClock(self.pc.asked)
        self.pc.connector.sleep = clock.sleep
        while not self._over.is_set():
            clock.sleep(self._look_again)
            with self.busy:
                if self._is_needed():
                    self.pc.connector.update()

    def _is_needed(self) -> bool:
        # Asked again and again: the first contact, once made, is not looked for again.
        self._known = self._known or self.pc.connection().first_contact_at is not None
        if not self._known:
            return True
        with self.pc.database.reading() as session:
            return count_waiting(session, COMPANY) > 0


class RingingService(WebConnectorService):
    """The web service; it rings when it has taken something in.

    Args:
        database: the database.
        bell: the bell.
    """

    def __init__(self, database: Database, bell: Bell) -> None:
        super().__init__(database, Seal([KEY]), VERSION)
        self._bell = bell

    def call(self, call: Call, address: str = "") -> Result:
        """Answer one call."""
        result = super().call(call, address)
        if call.operation in _TAKES_IN:
            self._bell.ring()
        return result


class RingingQueue(DatabaseQueue):
    """The queue; it rings when something was put into it."""

    bell: Bell

    def put(self, writes: Sequence[Outgoing]) -> None:
        """Queue writes."""
        super().put(writes)
        self.bell.ring()

    def ask(self, reads: Sequence[Outgoing]) -> Mapping[str, str]:
        """Queue reads."""
        keys = super().ask(reads)
        self.bell.ring()
        return keys


def served(database: Database, bell: Bell | None = None) -> FastAPI:
    """The Web Connector's address alone, without the pages."""
    app = FastAPI()
    app.include_router(web_connector.router)
    _use(app, database, bell or Bell())
    return app


def _use(app: FastAPI, database: Database, bell: Bell) -> None:
    service = RingingService(database, bell)
    app.dependency_overrides[web_connector.service] = lambda: service


@contextmanager
def running_pc(database: Database, file: CompanyFile | None = None) -> Iterator[Pc]:
    """Make a connection, add its .qwc file to a Web Connector, and serve the other end."""
    file = file or CompanyFile()
    password = new_password()
    new = NewConnection(COMPANY, "core", "America/Chicago", new_guid(), new_guid(), "finance ops")
    with patch.object(passwords, "_N", 2):
        made = create_connection(database, new, hash_password(password))
    answered = Bell()
    app = served(database, answered)
    # The password is the same all the time here: hashing it must not cost what it does an attacker.
    with patch.object(passwords, "_N", 2), serving(app) as address:
        url = f"{address}{web_connector.PATH}"
        described = WebConnectorFile(
            url, address, made.username, COMPANY, made.owner_id, made.file_id
        )
        application = read_qwc(qwc(described))
        connector = WebConnector.added(application, password, file)
        connector.pause = 0.02
        try:
            yield Pc(url, password, file, connector, database, app, answered)
        finally:
            connector.close()
            refused_calls().settle()
