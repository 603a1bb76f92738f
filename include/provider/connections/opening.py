"""From an Airflow connection to an open source or gateway."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from include.books.gateway import Gateway
from include.clock import SystemClock
from include.core_backoffice.records.errors import CoreUnavailable
from include.core_backoffice.rest.rest_source import RestSource
from include.core_backoffice.settings import LIVE_SPACING_SECONDS, rest_source
from include.database.engine import Database
from include.database.from_quickbooks.kept_lists import DatabaseLists
from include.database.from_quickbooks.metered_reads import DatabaseMeter
from include.database.keys.known_keys import seal_of
from include.database.keys.tokens import SealedTokens
from include.database.tables.desktop import EDITION, DesktopConnection
from include.provider.connections.vault import DatabaseVault
from include.provider.stops import ActionNeeded
from include.quickbooks.desktop.gateway import DesktopGateway
from include.quickbooks.desktop.settings import DesktopSettings
from include.quickbooks.desktop.wire.patience import Patience
from include.quickbooks.online.gateway import connect
from include.quickbooks.online.wire.settings import LINK_PATTERN, LIVE_APP, OnlineSettings
from include.settings import encryption_keys
from include.web_connector.database_queue import PAGE, DatabaseQueue

_PAGE_FRESH = dt.timedelta(minutes=10)
"""The age of QuickBooks Desktop's responses that a page may show; the PC calls every five minutes."""
_PAGE_PATIENCE = Patience(in_session=10.0)
PAGE_ATTEMPTS = 2
"""A page says after two seconds that QuickBooks Online doesn't respond."""

_PAGE_SPACING_SECONDS = 0.2
"""Between the few calls to CORE that a page makes; CORE takes a hundred in ten seconds."""

# QuickBooks responds within 120 s or not at all; a little more for the network.
_SETTLE_LIVE_SECONDS = 130.0


class AirflowConnection(Protocol):
    """What is used of an Airflow connection, from its task SDK or its database."""

    host: str | None
    login: str | None
    password: str | None

    @property
    def extra_dejson(self) -> dict[str, Any]:
        """The connection's extra fields."""
        ...


class QuickBooksCompany(Protocol):
    """What it takes to reach a company's QuickBooks: a row of the database, or a page's view of it."""

    @property
    def id(self) -> str:
        """The company ID."""
        ...

    @property
    def edition(self) -> str:
        """Which product, such as "QuickBooks Online"."""
        ...

    @property
    def realm_id(self) -> str:
        """QuickBooks' own ID of the company."""
        ...

    @property
    def quickbooks_connection(self) -> str:
        """The ID of the Airflow connection to QuickBooks Online."""
        ...

    @property
    def currency(self) -> str:
        """ISO 4217: what CORE's amounts and the books are in."""
        ...

    @property
    def country(self) -> str:
        """ISO 3166: the country whose QuickBooks it is."""
        ...


Lookup = Callable[[str], AirflowConnection]


def in_task(connection_id: str) -> AirflowConnection:
    """Look up an Airflow connection as tasks and commands do.

    Raises:
        ActionNeeded: Airflow has none with this ID.
    """
    from airflow.sdk import Connection  # noqa: PLC0415  (the pages look connections up otherwise)
    from airflow.sdk.exceptions import AirflowNotFoundException  # noqa: PLC0415  (as above)

    try:
        connection: AirflowConnection = Connection.get(connection_id)
    except AirflowNotFoundException:
        raise ActionNeeded(
            f"Airflow has no connection {connection_id!r}. Nothing was read or posted. Create it under "
            "Admin > Connections, then run again."
        ) from None
    return connection


@contextmanager
def open_source(connection_id: str, lookup: Lookup = in_task) -> Iterator[RestSource]:
    """The CORE source of a connection of type core_backoffice."""
    connection = lookup(connection_id)
    extra = connection.extra_dejson
    with rest_source(
        connection.host or "",
        connection.password or "",
        spacing_seconds=float(extra.get("spacing_seconds", LIVE_SPACING_SECONDS)),
        plain_http_hosts=tuple(extra.get("plain_http_hosts") or ()),
    ) as source:
        yield source


@contextmanager
def open_source_briefly(connection_id: str, lookup: Lookup, seconds: float) -> Iterator[RestSource]:
    """The CORE source of a connection, for someone who waits for a page.

    Calls follow each other faster than a run's, as they are few; a spacing that the connection sets is kept.

    Args:
        connection_id: the ID of the Airflow connection to CORE.
        lookup: how Airflow connections are looked up.
        seconds: how long it may be read. What would wait beyond that raises CoreUnavailable instead.
    """
    connection = lookup(connection_id)
    extra = connection.extra_dejson
    with rest_source(
        connection.host or "",
        connection.password or "",
        spacing_seconds=float(extra.get("spacing_seconds", _PAGE_SPACING_SECONDS)),
        timeout_seconds=seconds / 2,
        plain_http_hosts=tuple(extra.get("plain_http_hosts") or ()),
        clock=_Impatient(seconds),
    ) as source:
        yield source


class _Impatient(SystemClock):
    """The machine's clock, by which nothing waits longer than for some seconds from now."""

    def __init__(self, seconds: float) -> None:
        self._until = self.monotonic() + seconds

    def sleep(self, seconds: float) -> None:
        """Let time pass.

        Raises:
            CoreUnavailable: there isn't enough of it.
        """
        if self.monotonic() + seconds > self._until:
            raise CoreUnavailable("CORE didn't respond in time. Try again in a few minutes.")
        super().sleep(seconds)


@contextmanager
def open_gateway(
    database: Database,
    company: QuickBooksCompany,
    lookup: Lookup = in_task,
    *,
    asker: str = PAGE,
    patience: Patience | None = None,
    as_of: dt.datetime | None = None,
    seconds: float | None = None,
) -> Iterator[Gateway]:
    """The gateway to a company: through its connection of type quickbooks_online, or its queue.

    Args:
        database: the database.
        company: the company.
        lookup: how Airflow connections are looked up.
        asker: a step of a run, or the pages. Responses of QuickBooks Desktop are kept per asker,
            and it decides how long to wait for QuickBooks Online.
        patience: how long to wait for the PC; by default, as long as its session lasts.
        as_of: kept lists of QuickBooks Online that are as new as this count as they are.
        seconds: how long one response of QuickBooks Online may take; by default, as long as it ever does.
    """
    if is_desktop(company):
        default = _PAGE_PATIENCE if asker == PAGE else Patience()
        yield _desktop_gateway(database, company, asker, patience or default)
        return
    settings = company_settings(company, lookup)
    if asker == PAGE:
        settings = dataclasses.replace(settings, attempts=PAGE_ATTEMPTS)
    if seconds is not None:
        settings = dataclasses.replace(settings, timeout_seconds=seconds)
    lists = DatabaseLists(database, company.id)
    meter = DatabaseMeter(database, company.id, settings.client_id)
    gateway = connect(settings, vault(database, company.id), lists=lists, meter=meter, as_of=as_of)
    try:
        yield gateway
    finally:
        gateway.close()
        meter.save()


def is_desktop(company: QuickBooksCompany) -> bool:
    """Whether the company is a company file of QuickBooks Desktop."""
    return company.edition == EDITION


def _desktop_gateway(
    database: Database, company: QuickBooksCompany, asker: str, patience: Patience
) -> DesktopGateway:
    with database.reading() as session:
        owner_id = session.get_one(DesktopConnection, company.id).owner_id
    settings = DesktopSettings(
        company.id, owner_id, patience, country=company.country, currency=company.currency
    )
    fresh = _PAGE_FRESH if asker == PAGE else None
    queue = DatabaseQueue(database, company.id, seal_of(database, encryption_keys()), asker, fresh)
    return DesktopGateway(settings, queue)


def company_settings(company: QuickBooksCompany, lookup: Lookup = in_task) -> OnlineSettings:
    """How a company of QuickBooks Online is reached, and what its amounts are in."""
    settings = online_settings(lookup(company.quickbooks_connection), company.realm_id)
    return dataclasses.replace(settings, currency=company.currency, country=company.country)


def online_settings(connection: AirflowConnection, realm_id: str) -> OnlineSettings:
    """Addresses and credentials from the connection; Intuit's own where it has none."""
    extra = connection.extra_dejson
    return OnlineSettings(
        client_id=connection.login or "",
        client_secret=connection.password or "",
        realm_id=realm_id,
        environment="sandbox" if extra.get("environment") == "sandbox" else "production",
        api_url=connection.host or "",
        oauth_url=extra.get("oauth_url") or "",
        app_url=extra.get("app_url") or LIVE_APP,
        link_pattern=extra.get("link_pattern") or LINK_PATTERN,
        plain_http_hosts=tuple(extra.get("plain_http_hosts") or ()),
        **({"redirect_uri": extra["redirect_uri"]} if extra.get("redirect_uri") else {}),
    )


def vault(database: Database, company_id: str) -> DatabaseVault:
    """Where the company's tokens are stored."""
    return DatabaseVault(SealedTokens(database, company_id, encryption_keys()))


def settle_time(company: QuickBooksCompany, lookup: Lookup = in_task) -> dt.timedelta:
    """How long QuickBooks may still work on a request that was sent.

    Zero for QuickBooks Desktop, which reports what happened to each request, in order.
    """
    if is_desktop(company):
        return dt.timedelta()
    extra = lookup(company.quickbooks_connection).extra_dejson
    return dt.timedelta(seconds=float(extra.get("settle_seconds", _SETTLE_LIVE_SECONDS)))
