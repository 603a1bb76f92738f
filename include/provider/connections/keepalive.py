"""Keeping connections to QuickBooks Online alive: tokens that nobody uses for 100 days expire."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from sqlalchemy import select

from include.books.gateway import GatewayUnavailable, Recovery
from include.database.engine import Database
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company
from include.database.tokens import TokensUnreadable
from include.provider.connections.opening import Lookup, in_task, is_desktop, open_gateway, vault
from include.provider.stops import ActionNeeded, TryLater
from include.settings import database_url
from include.web_connector.database_queue import contact, forget_old

logger = logging.getLogger(__name__)

WARN_BEFORE = dt.timedelta(days=30)
"""How long before the end of a connection people are told of it."""


_SILENT = dt.timedelta(days=1)


def keep_alive(lookup: Lookup = in_task) -> dict[str, int]:
    """Use every connected company's connection once, which renews its tokens, and warn of their end.

    Returns:
        {"companies": how many, "ending": how many end within a month}

    Raises:
        ActionNeeded: a company must be connected again; the others were kept alive.
        TryLater: a company's QuickBooks does not answer; the others were kept alive.
    """
    database = Database(database_url())
    try:
        forget_old(database)
        with database.reading() as session:
            companies = session.scalars(
                select(Company).where(Company.disconnected_at.is_(None)).order_by(Company.id)
            ).all()
        return _keep(database, companies, lookup)
    finally:
        database.close()


def _keep(database: Database, companies: Sequence[Company], lookup: Lookup) -> dict[str, int]:
    refused: list[str] = []
    away: list[str] = []
    ending = 0
    for company in companies:
        try:
            if is_desktop(company):
                _say_when_it_called(database, company)
                continue
            with open_gateway(database, company, lookup, asker="keep-alive") as gateway:
                gateway.company()
        except (GatewayUnavailable, TokensUnreadable) as stop:
            later = isinstance(stop, GatewayUnavailable) and stop.recovery is Recovery.RETRY_LATER
            (away if later else refused).append(f"{company.name}: {stop}")
            continue
        ending += _say_when_it_ends(database, company)
    if refused:
        raise ActionNeeded(" ".join(refused))
    if away:
        raise TryLater(" ".join(away))
    return {"companies": len(companies), "ending": ending}


def _say_when_it_called(database: Database, company: Company) -> None:
    """Nothing of QuickBooks Desktop expires; but a PC that is off brings nothing into the books.

    Raises:
        GatewayUnavailable: requests wait for it, and it did not call for a day.
    """
    with database.reading() as session:
        pc = contact(session, company.id)
    if not pc.waiting or (pc.last_at is not None and pc.last_at > utc_now() - _SILENT):
        return
    called = f"{pc.last_at:%Y-%m-%d %H:%M} UTC" if pc.last_at else "never"
    raise GatewayUnavailable(
        Recovery.RECONNECT,
        f"{pc.waiting} requests wait for the QuickBooks Web Connector, which called last: {called}.",
        "Switch the PC on, open QuickBooks and the Web Connector there, and press Update Selected.",
    )


def _say_when_it_ends(database: Database, company: Company) -> bool:
    """Whether the connection ends soon, however often its tokens are renewed."""
    tokens = vault(database, company.id).read()
    if tokens is None:
        return False
    left = (tokens.hard_expires_at or dt.datetime.max.replace(tzinfo=dt.UTC)) - utc_now()
    if left > WARN_BEFORE:
        logger.info(
            "%s: the connection is alive; unused, it would end on %s",
            company.name,
            f"{tokens.refresh_expires_at:%Y-%m-%d}",
        )
        return False
    logger.warning(
        "%s: QuickBooks ends the connection on %s, in %d days, whatever happens. Connect the company "
        "again before that day; nothing that was synced is lost.",
        company.name,
        f"{tokens.hard_expires_at:%Y-%m-%d}",
        left.days,
    )
    return True
