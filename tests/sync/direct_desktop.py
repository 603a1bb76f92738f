"""The office with a company file that answers at once, without a PC that calls: for tests of many runs.

Everything of QuickBooks Desktop is as in `desktop_office` but for the queue in the database and the
Web Connector, which have tests of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from lxml import etree

from include.books.countries import COUNTRIES
from include.books.gateway import Gateway
from include.clock import utc_now
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.tables.companies import Company
from include.database.tables.desktop import EDITION
from include.quickbooks.desktop.company import company_queries, non_taxable_code
from include.quickbooks.desktop.gateway import DesktopGateway
from include.quickbooks.desktop.settings import DesktopSettings
from include.quickbooks.desktop.wire.qbxml import message_set, read_answer
from include.quickbooks.desktop.wire.queue import Contact, Incoming, Outgoing, Stage
from sandbox.core_backoffice.testing import RunningSandbox as CoreSandbox
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.refusals import RequestProcessorError
from tests.sync.desktop_office import DesktopOffice
from tests.sync.office import COMPANY

OWNER = "{90A44FB7-33D9-4815-AC85-AC86A7E7D1EB}"


class DirectQueue:
    """Satisfies `MessageQueue`: QuickBooks answers while it is asked.

    As in the database's queue, what was read is read again only after something was written.
    """

    def __init__(
        self, file: CompanyFile, losses: list[str] | None = None, *, knows_of_tax: bool = True
    ) -> None:
        self._file = file
        self._losses = [] if losses is None else losses
        self._knows_of_tax = knows_of_tax
        self._reads: dict[str, Incoming] = {}
        self._writes: dict[str, Incoming] = {}

    def put(self, writes: Sequence[Outgoing]) -> None:
        """Have QuickBooks carry writes out, each once."""
        for write in writes:
            self._reads.clear()
            lost = next((one for one in self._losses if f"<{one}Rq" in write.request), "")
            if lost:
                self._losses.remove(lost)
            self._writes[write.key] = self._lost(write) if lost else self._answered(write)

    def ask(self, reads: Sequence[Outgoing]) -> Mapping[str, str]:
        """Have QuickBooks answer reads."""
        for read in reads:
            if read.key not in self._reads:
                self._reads[read.key] = self._answered(read)
        return {read.key: read.key for read in reads}

    def look(self, keys: Sequence[str]) -> Mapping[str, Incoming]:
        """What QuickBooks answered."""
        known = {**self._reads, **self._writes}
        return {key: known[key] for key in keys if key in known}

    def contact(self) -> Contact:
        """The PC, which is always there."""
        return Contact(utc_now(), in_session=True, waiting=0)

    def non_taxable(self) -> str:
        """The code for what isn't taxable, as the file has it now; none if that isn't known yet."""
        if not self._knows_of_tax:
            return ""
        text = self._file.look(message_set(company_queries(OWNER), go_on=True))
        return non_taxable_code(read_answer(text))

    def _answered(self, outgoing: Outgoing) -> Incoming:
        request = etree.fromstring(outgoing.request)
        request.set("requestID", "1")
        texts = []
        try:
            while True:
                texts.append(self._file.process(message_set([request], go_on=True)))
                [answer] = read_answer(texts[-1]).answers
                if not answer.remaining:
                    break
                request.set("iterator", "Continue")
                request.set("iteratorID", answer.iterator_id)
        except RequestProcessorError as error:
            return self._incoming(outgoing, error=f"{error.hresult}: {error.message}")
        return self._incoming(outgoing, *texts)

    @staticmethod
    def _lost(outgoing: Outgoing) -> Incoming:
        return Incoming(outgoing.key, outgoing.subject, outgoing.label, Stage.LOST)

    @staticmethod
    def _incoming(outgoing: Outgoing, *texts: str, error: str = "") -> Incoming:
        return Incoming(
            outgoing.key, outgoing.subject, outgoing.label, Stage.ANSWERED, texts, error
        )


class DirectDesktopOffice(DesktopOffice):
    """An office whose books are a company file in the same process."""

    def __init__(self, core: CoreSandbox, file: CompanyFile, database: Database) -> None:
        pc: Any = SimpleNamespace(file=file)
        super().__init__(core, pc, database)
        self.knows_of_tax = True
        """Whether the PC's last session began after sales tax was turned on."""
        self.losses: list[str] = []
        """Requests that never reach QuickBooks, of which nobody knows that: "CheckAdd"; each once."""
        self.country = COUNTRIES[file.settings.country]
        self.currency = self.country.currency

    def _connect_company(self) -> None:
        connect_company(
            self.database,
            Company(
                id=COMPANY,
                name="Willow & Park Realty",
                edition=EDITION,
                realm_id="the file",
                core_connection="core",
                quickbooks_connection="",
                timezone="America/Chicago",
                currency=self.country.currency,
                country=self.country.code,
            ),
            actor="finance ops",
        )

    @contextmanager
    def gateway(self) -> Iterator[Gateway]:
        """The company's gateway; a new one has read nothing yet."""
        country = self.country
        settings = DesktopSettings(COMPANY, OWNER, country=country.code, currency=country.currency)
        queue = DirectQueue(self.pc.file, self.losses, knows_of_tax=self.knows_of_tax)
        yield DesktopGateway(settings, queue)
