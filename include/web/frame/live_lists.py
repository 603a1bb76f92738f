"""QuickBooks asked while somebody waits for a page: its lists and facts, or why there are none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from include.books.catalogue import Catalogue
from include.books.gateway import CompanyFacts, GatewayStopped
from include.database.catalogue import keep_catalogue, kept_catalogue
from include.database.engine import Ledger
from include.database.tables.columns import utc_now
from include.database.tables.models import Company
from include.database.tokens import TokensUnreadable
from include.provider.connections.opening import Lookup, open_gateway
from include.provider.stops import NeedsPerson

_FRESH = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Lists:
    """A company's lists.

    Attributes:
        read_at: when they were read; None when they never could be.
        facts: what the company's plan allows; None when QuickBooks was not asked or did not answer.
        trouble: why they are not fresh; empty when they are.
    """

    catalogue: Catalogue
    read_at: dt.datetime | None
    facts: CompanyFacts | None = None
    trouble: str = ""


def kept_lists(ledger: Ledger, company: Company) -> Lists:
    """The lists as last read, without asking."""
    with ledger.reading() as session:
        catalogue, read_at = kept_catalogue(session, company.id)
    return Lists(catalogue, read_at)


def lists_now(ledger: Ledger, company: Company, lookup: Lookup, *, at_once: bool = False) -> Lists:
    """The company's lists; asked for anew when they are older than ten minutes.

    Args:
        ledger: the ledger.
        company: whose.
        lookup: how connections are looked up.
        at_once: ask even when they are fresh.
    """
    kept = kept_lists(ledger, company)
    if not at_once and kept.read_at is not None and utc_now() - kept.read_at < _FRESH:
        return kept
    if company.disconnected_at is not None:
        trouble = f"{company.name} is disconnected. Press Reconnect under Integrations."
        return Lists(kept.catalogue, kept.read_at, trouble=trouble)
    try:
        with open_gateway(ledger, company, lookup) as gateway:
            catalogue, facts = gateway.catalogue(), gateway.company()
    except (GatewayStopped, TokensUnreadable, NeedsPerson) as error:
        return Lists(kept.catalogue, kept.read_at, trouble=str(error))
    with ledger.writing() as session:
        keep_catalogue(session, company.id, catalogue)
    return Lists(catalogue, utc_now(), facts)
