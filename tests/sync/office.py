"""A brokerage's office for tests: CORE, QuickBooks and the database, joined over real HTTP."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from include.books.catalogue import Catalogue
from include.books.documents import DocumentKind
from include.books.gateway import Gateway
from include.clock import SystemClock, utc_now
from include.core_backoffice.feeds.feed_source import FeedSource
from include.core_backoffice.rest.rest_source import RestSource
from include.core_backoffice.settings import rest_source
from include.database.currencies import written_as
from include.database.engine import Database
from include.database.feeds.shelves import DatabaseShelf
from include.database.from_quickbooks.kept_lists import DatabaseLists
from include.database.from_quickbooks.metered_reads import DatabaseMeter
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal
from include.database.keys.tokens import SealedTokens
from include.database.setup.companies import NewWorkflow, activate, change, connect_company
from include.database.statuses import RecordStatus
from include.database.tables.companies import Company
from include.database.tables.entries import Link
from include.database.tables.records import RecordState
from include.database.tables.runs import SyncRun
from include.provider.connections.vault import DatabaseVault
from include.quickbooks.online.gateway import connect
from include.quickbooks.online.wire.limiter import Limiter
from include.quickbooks.online.wire.settings import OnlineSettings
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.post import post
from include.sync.run.mode import RunMode
from include.sync.run.opening import RunRequest, open_run
from include.sync.run.run import SyncContext, close_preview, load_context
from include.sync.verify.report import RunReport, run_report
from include.sync.verify.verify import verify
from include.workflows.category import Category
from include.workflows.choices import from_text, suggested
from include.workflows.template import template
from sandbox.core_backoffice.testing import RunningSandbox as CoreSandbox
from sandbox.quickbooks_online.testing import RunningSandbox as QuickBooksSandbox
from tests.quickbooks.online.fakes import BOUNDLESS

KEY = "rXkzF1m3uEw3tJ4v8x3Q0m5mJ0kqU1yS7r0mFh2m8nA="
COMPANY = "willow-park"
ZONE = ZoneInfo("America/Chicago")

INCOME, EXPENSES, BILLING = Category
TEMPLATES = ("income-via-invoices", "expenses-via-bills", "billings-and-payments")

_names = count(1)


class StoppedClock(SystemClock):
    """Says one moment for ever; who waits, waits as long as on the machine's clock."""

    def __init__(self, moment: dt.datetime) -> None:
        self._moment = moment

    def now(self) -> dt.datetime:
        """That moment."""
        return self._moment


@dataclass
class Office:
    """The three of them, and the buttons a user selects.

    Its runs date entries as of the moment at which it was opened, those in other processes too: a day
    that ends on the machine's clock meanwhile changes nothing that tests compare.
    """

    core: CoreSandbox
    quickbooks: QuickBooksSandbox
    database: Database
    api_key: str = ""
    sweep_every: dt.timedelta = dt.timedelta(days=1)
    product: str = "online"
    keys: tuple[str, ...] = (KEY,)
    feed: str = ""
    """The feed that the company's streams come from; empty for CORE's API."""
    as_of: dt.datetime | None = None
    """Kept lists of QuickBooks that are as new as this count; None: each gateway asks."""
    currency: str = "USD"
    """Of CORE's amounts, and QuickBooks' home currency."""
    now: dt.datetime = field(default_factory=utc_now)
    """The moment that decides which day its runs take for today's."""

    @property
    def today(self) -> dt.date:
        """The date of entries that have the date of their sync."""
        return self.now.astimezone(ZONE).date()

    def number(self, kind: DocumentKind, number: str) -> str:
        """A document's number as this QuickBooks keeps it."""
        with self.gateway() as gateway:
            return gateway.number_of(kind, number)

    @property
    def address(self) -> dict[str, str]:
        """Where the three are, and what moment it is, for a worker in another process."""
        return {
            "database": self.database.engine.url.render_as_string(hide_password=False),
            "core": self.core.url,
            "quickbooks": self.quickbooks.url,
            "realm": self.quickbooks.realm,
            "now": self.now.isoformat(),
            "currency": self.currency,
        }

    @classmethod
    def elsewhere(cls, address: dict[str, str], database: Database) -> Office:
        """The office as a worker in another process sees it: by its addresses alone."""
        if "quickbooks" not in address:
            from tests.sync.desktop_office import far_from_the_pc  # noqa: PLC0415  (it imports this)

            return far_from_the_pc(address, database)
        core: Any = SimpleNamespace(api_url=f"{address['core']}/api", api_key="core-sandbox-key")
        quickbooks: Any = SimpleNamespace(url=address["quickbooks"], realm=address["realm"])
        moment = dt.datetime.fromisoformat(address["now"])
        return cls(core, quickbooks, database, currency=address["currency"], now=moment)

    def connect(self) -> None:
        """Connect the company and activate the three workflows, from 2020 on."""
        self._connect_company()
        with self.gateway() as gateway:
            catalogue = gateway.catalogue()
        self._activate(catalogue)

    def connect_alone(self) -> None:
        """Connect the company; no workflow is on."""
        self._connect_company()

    def _connect_company(self) -> None:
        connect_company(
            self.database,
            Company(
                id=COMPANY,
                name="Willow & Park Realty",
                edition="online",
                realm_id=self.quickbooks.realm,
                core_connection="core",
                quickbooks_connection="quickbooks",
                timezone=ZONE.key,
                currency=self.currency,
            ),
            actor="finance ops",
        )
        self.reconnect()

    def _activate(self, catalogue: Catalogue) -> None:
        for key in TEMPLATES:
            chosen = template(key)
            activate(
                self.database,
                COMPANY,
                NewWorkflow(
                    category=chosen.category,
                    template=key,
                    options=suggested(chosen.options, catalogue),
                    actor="finance ops",
                    sync_from=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
                ),
            )

    def use(self, key: str, **options: Any) -> None:
        """Choose a template, or change its options; entries of lists are given by name."""
        chosen = template(key)
        with self.gateway() as gateway:
            catalogue = gateway.catalogue()
        values = suggested(chosen.options, catalogue)
        for name, value in options.items():
            text = isinstance(value, str)
            values[name] = from_text(chosen.options, name, value, catalogue) if text else value
        checked = chosen.options.model_validate(values).model_dump(mode="json")
        change(
            self.database,
            COMPANY,
            NewWorkflow(
                category=chosen.category,
                template=key,
                options=checked,
                actor="finance ops",
                sync_from=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
            ),
        )

    def reconnect(self) -> None:
        """Sign in to QuickBooks again."""
        granted = self.quickbooks.tokens()
        now = dt.datetime.now(dt.UTC)
        with self.vault().locked() as lock:
            lock.save(
                Tokens(
                    access_token=granted["access_token"],
                    refresh_token=granted["refresh_token"],
                    access_expires_at=now + dt.timedelta(hours=1),
                    refresh_expires_at=now + dt.timedelta(days=100),
                )
            )

    def vault(self) -> DatabaseVault:
        """Where the tokens are."""
        return DatabaseVault(SealedTokens(self.database, COMPANY, self.keys))

    @contextmanager
    def gateway(self) -> Iterator[Gateway]:
        """The company's gateway."""
        url = self.quickbooks.url
        settings = OnlineSettings(
            client_id="sandbox-client",
            client_secret="sandbox-secret",
            realm_id=self.quickbooks.realm,
            environment="sandbox",
            api_url=url,
            oauth_url=url,
            app_url=f"{url}/app/{self.quickbooks.realm}",
            timeout_seconds=10,
            currency=self.currency,
        )
        # The sandbox sets no limits here; keeping within them has its own tests.
        lists = DatabaseLists(self.database, COMPANY)
        meter = DatabaseMeter(self.database, COMPANY, settings.client_id)
        opened = connect(
            settings,
            self.vault(),
            limiter=Limiter(BOUNDLESS),
            lists=lists,
            meter=meter,
            as_of=self.as_of,
        )
        try:
            yield opened
        finally:
            opened.close()
            meter.save()

    def source(self) -> RestSource | FeedSource:
        """Where the records come from: CORE's API, or the feed."""
        if self.feed:
            return FeedSource(DatabaseShelf(self.database, self.seal, self.feed, COMPANY))
        key = self.api_key or self.core.api_key
        return rest_source(self.core.api_url, key, spacing_seconds=0, throttle_wait_seconds=0)

    @property
    def seal(self) -> Seal:
        """What encrypts, with hashes."""
        return with_digests(self.database, Seal(self.keys))

    @contextmanager
    def context(
        self,
        category: Category,
        name: str = "",
        *,
        records: tuple[str, ...] = (),
        preview: bool = False,
        mode: RunMode = RunMode.SYNC,
        undo: int | None = None,
        actor: str = "finance ops",
    ) -> Iterator[SyncContext]:
        """A run that has been opened, for tests that run its steps separately."""
        run_id = open_run(
            self.database,
            RunRequest(
                company="",
                category=category,
                run_name=name or f"run {next(_names)} of process {os.getpid()}",
                trigger="manual",
                actor=actor,
                preview=preview,
                record_ids=records,
                mode=mode,
                undo=undo,
            ),
        )
        with self.again(run_id) as context:
            yield context

    @contextmanager
    def again(self, run_id: int) -> Iterator[SyncContext]:
        """A run that was opened before, as its later tasks work on it."""
        with self.database.reading() as session:
            as_its_company = written_as(session, session.get_one(SyncRun, run_id).company_id)
        with as_its_company, self.source() as source, self.gateway() as gateway:
            window = dt.timedelta()
            context = load_context(self.database, run_id, source, gateway, window, Seal(self.keys))
            clock = StoppedClock(self.now)
            yield dataclasses.replace(context, sweep_every=self.sweep_every, clock=clock)

    def run(
        self,
        category: Category,
        records: tuple[str, ...] = (),
        *,
        preview: bool = False,
        complete_only: bool = False,
        mode: RunMode = RunMode.SYNC,
        undo: int | None = None,
        actor: str = "finance ops",
    ) -> RunReport:
        """Run a workflow."""
        with self.context(
            category, records=records, preview=preview, mode=mode, undo=undo, actor=actor
        ) as context:
            read = extract(context, records)
            diff(context, read.keys if records else None, complete_only=complete_only)
            with self.database.reading() as session:
                preview = session.get_one(SyncRun, context.run_id).preview
            if preview:
                close_preview(self.database, context.run_id)
            else:
                post(context)
                verify(context)
            return run_report(self.database, context.run_id)

    def balances(self, *accounts: str) -> tuple[int, ...]:
        """Balances in QuickBooks' general ledger, in cents, on their natural side."""
        books = self.quickbooks.balances()
        return tuple(books.get(account, 0) for account in accounts)

    def entries(self, entity: str) -> list[dict[str, Any]]:
        """The entries of one type in QuickBooks."""
        return self.quickbooks.entries(entity)

    def on_hold(self, category: Category) -> list[str]:
        """The sentences of the records on hold."""
        with self.database.reading() as session:
            return list(
                session.scalars(
                    select(RecordState.sentence).where(
                        RecordState.category == category,
                        RecordState.status == RecordStatus.ON_HOLD,
                    )
                )
            )

    def links(self) -> dict[str, Link]:
        """The entries that the database links, by document key."""
        with self.database.reading() as session:
            return {link.document_key: link for link in session.scalars(select(Link))}
