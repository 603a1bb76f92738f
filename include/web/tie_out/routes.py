"""CORE beside QuickBooks, per month and account, down to the entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from include.books.gateway import GatewayUnavailable
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.tables.columns import utc_now
from include.database.tables.entries import Link
from include.database.tokens import TokensUnreadable
from include.provider.connections.opening import Lookup, open_gateway
from include.provider.stops import ActionNeeded
from include.sync.verify.tie_out import TieOut, compare
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.entry_links import EntryLinks
from include.web.frame.fields import typed_day
from include.web.frame.live_lists import stored_lists
from include.web.frame.pages import render
from include.web.tie_out.reading import (
    MOST,
    There,
    links_of_period,
    not_sent,
    our_entries,
    read_there,
)

router = APIRouter(prefix="/companies/{company_id}/agreement")


class Asked(BaseModel):
    """The period, as it was typed, and whether QuickBooks is to be read."""

    since: str = ""
    until: str = ""
    compare: str = ""

    def period(self, today: dt.date, errors: dict[str, str]) -> tuple[dt.date, dt.date]:
        """The first and the last day; this month and the one before where nothing was typed."""
        before = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
        since = typed_day("since", self.since, errors) or before
        until = typed_day("until", self.until, errors) or today
        if since > until:
            errors["until"] = "The last day lies before the first. Choose a later one."
        return since, until


@router.get("")
def agreement(
    request: Request,
    company: Here,
    database: OpenDatabase,
    lookup: ConnectionLookup,
    links: EntryLinks,
    asked: Annotated[Asked, Query()],
) -> Response:
    """The comparison for a period; QuickBooks is read only when somebody asks for it."""
    errors: dict[str, str] = {}
    today = utc_now().astimezone(ZoneInfo(company.timezone)).date()
    since, until = asked.period(today, errors)
    with database.reading() as session:
        ours = links_of_period(session, company.id, since, until)
        waits = not_sent(session, company.id, since, until)
    if len(ours) > MOST:
        errors["until"] = f"There are more than {MOST:,} entries. Choose a shorter period."
    found: TieOut | None = None
    trouble = ""
    if asked.compare and not errors:
        found, trouble = _compared(database, company, lookup, ours)
    return render(
        request,
        "tie_out/tie_out.html",
        "agreement",
        status=422 if errors else 200,
        since=asked.since or since.isoformat(),
        until=asked.until or until.isoformat(),
        errors=errors,
        entries=len(ours),
        found=found,
        months=found.months() if found else [],
        trouble=trouble,
        waits=waits,
        link=links,
    )


def _compared(
    database: Database, company: ConnectedCompany, lookup: Lookup, links: Sequence[Link]
) -> tuple[TieOut | None, str]:
    try:
        with open_gateway(database, company, lookup) as gateway:
            there: There = read_there(gateway, links)
    except (GatewayUnavailable, TokensUnreadable, ActionNeeded) as error:
        return None, str(error)
    return compare(our_entries(links, there), stored_lists(database, company).catalogue), ""
