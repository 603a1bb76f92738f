"""CORE beside QuickBooks, per month and account, down to the entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from include.books.gateway import GatewayUnavailable
from include.clock import utc_now
from include.database.engine import Database
from include.database.keys.seal import SealBroken
from include.database.reads.companies import ConnectedCompany
from include.database.reads.linked_apart import linked_apart
from include.database.reads.tie_out import (
    MOST_UNPOSTED,
    count_entries,
    entries_of_period,
    never_synced,
    unposted_records,
)
from include.database.reads.tracked_entries import TrackedEntry
from include.provider.connections.opening import Lookup, open_gateway
from include.provider.stops import ActionNeeded
from include.sync.verify.entries_now import posted_entries, read_entries
from include.sync.verify.tie_out import TieOut, compare
from include.sync.verify.tie_out_findings import keep_findings
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.entry_links import EntryLinks
from include.web.frame.fields import typed_day
from include.web.frame.live_lists import stored_lists
from include.web.frame.pages import render

router = APIRouter(prefix="/companies/{company_id}/tie-out")

MOST = 20_000
"""More entries than this are tied out a shorter period at a time."""


class Asked(BaseModel):
    """The period, as it was typed, and whether QuickBooks is read."""

    since: str = ""
    until: str = ""
    compare: str = ""

    @property
    def is_typed(self) -> bool:
        """Whether a person chose something, or ran it."""
        return bool(self.since or self.until or self.compare)

    def period(self, today: dt.date, errors: dict[str, str]) -> tuple[dt.date, dt.date]:
        """The first and the last day; last month and this one where nothing was typed."""
        month_before = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
        since = typed_day("since", self.since, errors) or month_before
        until = typed_day("until", self.until, errors) or today
        if since > until:
            errors["until"] = "The last day is before the first. Choose a later date."
        return since, until


@router.get("")
def tie_out(
    request: Request,
    company: Here,
    database: OpenDatabase,
    lookup: ConnectionLookup,
    links: EntryLinks,
    asked: Annotated[Asked, Query()],
) -> Response:
    """The tie-out of a period; QuickBooks is read only when it is run."""
    errors: dict[str, str] = {}
    today = utc_now().astimezone(company.zone).date()
    since, until = asked.period(today, errors)
    with database.reading() as session:
        number = count_entries(session, company.id, since, until)
        if number > MOST:
            errors["until"] = _too_many(number)
        is_run = bool(asked.compare) and not errors
        entries = entries_of_period(session, company.id, since, until) if is_run else ()
    result, trouble = _run(database, company, lookup, entries) if is_run else (None, "")
    with database.reading() as session:
        # After the tie-out: what it found is on hold.
        unposted = unposted_records(session, company.id, since, until)
        unread = never_synced(session, company.id, since, until)
        linked = linked_apart(session, company.id, since, until)
    return render(
        request,
        "tie_out/tie_out.html",
        "months",
        # What a company is shown at first is nobody's mistake, however many entries it has.
        status=422 if errors and asked.is_typed else 200,
        since=asked.since or since.isoformat(),
        until=asked.until or until.isoformat(),
        errors=errors,
        entries=number,
        result=result,
        trouble=trouble,
        unposted=unposted,
        linked=linked,
        never_synced=unread,
        most_unposted=MOST_UNPOSTED,
        link=links,
    )


def _too_many(number: int) -> str:
    return (
        f"The period has {number:,} entries, and a tie-out reads {MOST:,} at most. Choose a shorter "
        "period."
    )


def _run(
    database: Database,
    company: ConnectedCompany,
    lookup: Lookup,
    entries: Sequence[TrackedEntry],
) -> tuple[TieOut | None, str]:
    """The result, or why there is none."""
    try:
        started = utc_now()
        with open_gateway(database, company, lookup) as gateway:
            in_quickbooks = read_entries(gateway, entries)
    except (GatewayUnavailable, SealBroken, ActionNeeded) as error:
        return None, str(error)
    asked = [(entry.kind, entry.quickbooks_id) for entry in entries if entry.is_in_quickbooks]
    keep_findings(database, company.id, asked, in_quickbooks, started)
    catalogue = stored_lists(database, company).catalogue
    return compare(posted_entries(entries, in_quickbooks), catalogue), ""
