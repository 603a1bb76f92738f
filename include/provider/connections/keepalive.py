"""Keeps QuickBooks Online connections alive: tokens that aren't used for 100 days expire."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from contextlib import closing

from sqlalchemy import select

from include.books.gateway import GatewayUnavailable, Recovery
from include.clock import utc_now
from include.database.engine import Database
from include.database.keys.seal import SealBroken
from include.database.setup.company_facts import keep_facts
from include.database.tables.companies import Company
from include.provider.connections.opening import Lookup, in_task, is_desktop, open_gateway, vault
from include.provider.stops import ActionNeeded, TryLater
from include.settings import database_url
from include.web_connector.database_queue import contact, forget_old

logger = logging.getLogger(__name__)

WARN_BEFORE = dt.timedelta(days=30)
"""How long before a connection ends its log warns."""

_SILENT = dt.timedelta(days=1)
"""How long a PC may be silent while requests wait for it."""


def keep_alive(lookup: Lookup = in_task) -> dict[str, int]:
    """Use every company's connection once, which renews its tokens, and warn before one ends.

    Returns:
        {"companies": how many, "ending": how many end within 30 days}

    Raises:
        ActionNeeded: a company must be reconnected; the others were kept alive.
        TryLater: a company's QuickBooks did not respond; the others were kept alive.
    """
    with closing(Database(database_url())) as database:
        forget_old(database)
        with database.reading() as session:
            companies = session.scalars(
                select(Company).where(Company.disconnected_at.is_(None)).order_by(Company.id)
            ).all()
        return _keep(database, companies, lookup)


def _keep(database: Database, companies: Sequence[Company], lookup: Lookup) -> dict[str, int]:
    rejected: list[str] = []
    away: list[str] = []
    ending = 0
    for company in companies:
        try:
            if is_desktop(company):
                _check_pc(database, company)
                continue
            with open_gateway(database, company, lookup, asker="keep-alive") as gateway:
                facts = gateway.company()
            # An upgrade or downgrade is seen on the day, even where no workflow runs.
            keep_facts(database, company.id, facts)
        except (GatewayUnavailable, SealBroken) as stop:
            later = isinstance(stop, GatewayUnavailable) and stop.recovery is Recovery.RETRY_LATER
            (away if later else rejected).append(f"{company.name}: {stop}")
            continue
        ending += _ends_soon(database, company)
    if rejected:
        raise ActionNeeded(" ".join(rejected))
    if away:
        raise TryLater(" ".join(away))
    return {"companies": len(companies), "ending": ending}


def _check_pc(database: Database, company: Company) -> None:
    """Check that the PC calls: a Desktop connection doesn't expire, but needs its PC.

    Raises:
        GatewayUnavailable: requests have waited, and the PC has not called for a day.
    """
    with database.reading() as session:
        pc = contact(session, company.id)
    if not pc.waiting or (pc.last_at is not None and pc.last_at > utc_now() - _SILENT):
        return
    called = f"{pc.last_at:%Y-%m-%d %H:%M} UTC" if pc.last_at else "never"
    raise GatewayUnavailable(
        Recovery.RECONNECT,
        f"Requests waiting for the QuickBooks Web Connector: {pc.waiting}. Its last call: {called}.",
        "Turn on the PC, open QuickBooks and the Web Connector, and select Update Selected.",
    )


def _ends_soon(database: Database, company: Company) -> bool:
    """Whether the connection ends within 30 days, even though its tokens are renewed."""
    tokens = vault(database, company.id).read()
    if tokens is None:
        return False
    left = (tokens.hard_expires_at or dt.datetime.max.replace(tzinfo=dt.UTC)) - utc_now()
    if left > WARN_BEFORE:
        logger.info(
            "%s: Connected. If it isn't used, the connection expires on %s.",
            company.name,
            f"{tokens.refresh_expires_at:%Y-%m-%d}",
        )
        return False
    logger.warning(
        "%s: QuickBooks ends this connection on %s, in %d days. Reconnect the company before that "
        "date. Synced entries aren't affected.",
        company.name,
        f"{tokens.hard_expires_at:%Y-%m-%d}",
        left.days,
    )
    return True
