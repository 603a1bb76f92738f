"""QuickBooks' lists and facts, read while a visitor waits for a page, or why there are none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from include.books.catalogue import Catalogue, ListKind
from include.books.gateway import CompanyFacts, GatewayUnavailable
from include.clock import utc_now
from include.database.engine import Database
from include.database.from_quickbooks.catalogue import store_catalogue, stored_catalogue
from include.database.keys.seal import SealBroken
from include.database.reads.companies import ConnectedCompany
from include.database.setup.company_facts import keep_facts
from include.provider.connections.opening import Lookup, open_gateway
from include.provider.stops import ActionNeeded

_FRESH = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Lists:
    """A company's lists.

    Attributes:
        read_at: when they were read; None when they never could be.
        facts: what the company's subscription allows; None when QuickBooks was not asked or did not
            respond.
        trouble: why they are not fresh; empty when they are.
    """

    catalogue: Catalogue
    read_at: dt.datetime | None
    facts: CompanyFacts | None = None
    trouble: str = ""


def stored_lists(database: Database, company: ConnectedCompany) -> Lists:
    """The lists as last read, without asking."""
    with database.reading() as session:
        catalogue, read_at = stored_catalogue(session, company.id)
    return Lists(catalogue, read_at)


def lists_now(
    database: Database, company: ConnectedCompany, lookup: Lookup, *, at_once: bool = False
) -> Lists:
    """The company's lists; read again when they are older than ten minutes, or from before sales tax was on.

    Args:
        database: the database.
        company: whose.
        lookup: how connections are looked up.
        at_once: ask even when they are fresh.
    """
    stored = stored_lists(database, company)
    if not at_once and _is_fresh(stored, company):
        return stored
    if company.disconnected_at is not None:
        trouble = f"{company.name} is disconnected. Select Reconnect under Integrations."
        return Lists(stored.catalogue, stored.read_at, trouble=trouble)
    asked_at = utc_now()
    try:
        with open_gateway(database, company, lookup) as gateway:
            catalogue, facts = gateway.catalogue(), gateway.company()
    except (GatewayUnavailable, SealBroken, ActionNeeded) as error:
        return Lists(stored.catalogue, stored.read_at, trouble=str(error))
    with database.writing() as session:
        store_catalogue(session, company.id, catalogue, asked_at)
    keep_facts(database, company.id, facts)
    return Lists(catalogue, asked_at, facts)


def _is_fresh(stored: Lists, company: ConnectedCompany) -> bool:
    if stored.read_at is None or utc_now() - stored.read_at >= _FRESH:
        return False
    has_codes = any(one.kind is ListKind.TAX_CODE for one in stored.catalogue.entries)
    return has_codes or not company.uses_tax_codes
