"""A month: its page, its tie-out, and its sign-off."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import Response, StreamingResponse

from include.books.dates import FIRST_DAY, LAST_DAY
from include.books.gateway import GatewayUnavailable
from include.books.journal import shown_account
from include.books.money import amount_heading, to_decimal
from include.clock import utc_now
from include.database.audit import TrailBroken
from include.database.engine import Database
from include.database.keys.seal import SealBroken
from include.database.months.signing import NotSignable, sign_month
from include.database.months.tie_outs import tie_out_of
from include.database.months.trail_breaks import examine_company
from include.database.proof.pack import pack_name, write_pack
from include.database.reads.companies import ConnectedCompany
from include.database.reads.month import month_of
from include.database.reads.month_entries import count_of_month, entries_of_month
from include.database.record_notes import CantNote, write_note
from include.database.status_words import MonthStatus
from include.provider.connections.opening import Lookup, open_gateway
from include.provider.stops import ActionNeeded
from include.sync.verify.month_tie_out import tie_out_month
from include.web.frame.access import Syncer
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.entry_links import EntryLinks
from include.web.frame.exports import Cell, ExportForm, file_answer, parts_of
from include.web.frame.pages import go_to
from include.web.months.month_page import month_page

router = APIRouter(prefix="/companies/{company_id}/months")

MOST = 60_000
"""More entries than this aren't read while somebody waits."""
_MONTH = re.compile(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])")


def _first_day(month: str) -> dt.date:
    """The first day of the month of an address: "2026-10"."""
    if not _MONTH.fullmatch(month):
        raise HTTPException(404)
    first = dt.date(int(month[:4]), int(month[5:]), 1)
    if not FIRST_DAY <= first <= LAST_DAY:
        raise HTTPException(404)
    return first


Month = Annotated[dt.date, Depends(_first_day)]
"""The first day of the month in the address."""


@router.get("")
def newest(request: Request, company: Here, database: OpenDatabase, links: EntryLinks) -> Response:
    """The month that ended last."""
    today = utc_now().astimezone(company.zone).date()
    first = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    return month_page(request, company, database, first, links)


@router.get("/{month}")
def one_month(
    request: Request, company: Here, database: OpenDatabase, month: Month, links: EntryLinks
) -> Response:
    """A month's page; QuickBooks isn't read."""
    return month_page(request, company, database, month, links)


@router.post("/{month}/tie-out")
def tie_out(
    request: Request,
    who: Syncer,
    company: Here,
    database: OpenDatabase,
    month: Month,
    lookup: ConnectionLookup,
    links: EntryLinks,
) -> Response:
    """Read the month's entries from QuickBooks, and keep what is found."""
    trouble = _tie_out(database, company, month, lookup, who.name)
    if trouble:
        return month_page(request, company, database, month, links, trouble=trouble, code=409)
    return go_to(request, f"/companies/{company.id}/months/{month:%Y-%m}")


@router.post("/{month}/sign-off")
def sign_off(
    request: Request,
    who: Syncer,
    company: Here,
    database: OpenDatabase,
    month: Month,
    links: EntryLinks,
    comment: Annotated[str, Form()] = "",
) -> Response:
    """Sign the month off, by the person who asks."""
    try:
        sign_month(database, company.id, month, who.who, comment, company.zone)
    except NotSignable as reason:
        return month_page(
            request,
            company,
            database,
            month,
            links,
            trouble=str(reason),
            comment=comment,
            code=409,
        )
    return go_to(request, f"/companies/{company.id}/months/{month:%Y-%m}")


@router.post("/{month}/reason")
def reason(
    request: Request,
    who: Syncer,
    company: Here,
    database: OpenDatabase,
    month: Month,
    links: EntryLinks,
    key: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Save why a record of the month is on hold, or its entry differs; Needs attention shows it too."""
    try:
        write_note(database, company.id, key, note, who.name)
    except CantNote as refused:
        return month_page(request, company, database, month, links, trouble=str(refused), code=409)
    return go_to(request, f"/companies/{company.id}/months/{month:%Y-%m}")


@router.get("/{month}/proof-pack.zip")
def proof_pack(company: Here, database: OpenDatabase, month: Month) -> Response:
    """The proof pack, as a file."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed when it has been sent)
    try:
        write_pack(database, company.id, company.name, month, company.zone, file)
    except TrailBroken as reason:
        file.close()
        raise HTTPException(
            409, f"{reason} Nothing can be proved until it is right again."
        ) from None
    file.seek(0)
    name = pack_name(company.id, month)
    return StreamingResponse(
        parts_of(file),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get("/{month}/accounts/export.{form}")
def accounts(
    company: Here, database: OpenDatabase, month: Month, form: ExportForm
) -> StreamingResponse:
    """The month's accounts as a file."""
    with database.reading() as session:
        found = tie_out_of(session, company.id, month)
    rows: list[list[Cell]] = [
        [shown_account(line.account), line.group, *(to_decimal(cents) for cents in line.amounts)]
        for line in (found.accounts if found else ())
    ]
    return file_answer(form, f"{company.id}-{month:%Y-%m}-accounts", _accounts_heading(), rows)


def _tie_out(
    database: Database, company: ConnectedCompany, month: dt.date, lookup: Lookup, who: str
) -> str:
    """Why the tie-out didn't run; empty if it did."""
    with database.reading() as session:
        number = count_of_month(session, company.id, month)
        if number > MOST:
            return (
                f"{month:%B %Y} has {number:,} entries, and a tie-out reads {MOST:,} at most. Nothing was "
                "read. Tie it out by shorter periods, under Any period."
            )
        entries = entries_of_month(session, company.id, month)
    try:
        with open_gateway(database, company, lookup) as gateway:
            # As they are now: a product may have another account since the last run.
            catalogue = gateway.catalogue()
            tie_out_month(database, company.id, month, entries, gateway, catalogue, who)
    except (GatewayUnavailable, SealBroken, ActionNeeded) as error:
        return f"{error} The tie-out didn't run. Try again when QuickBooks responds."
    return _trail_trouble(database, company.id, month)


def _trail_trouble(database: Database, company_id: str, month: dt.date) -> str:
    """What is wrong with the audit trail under a month that is signed off; empty if nothing is."""
    with database.reading() as session:
        if month_of(session, company_id, month).status is not MonthStatus.SIGNED:
            return ""
    try:
        examine_company(database, company_id)
    except TrailBroken as reason:
        return str(reason)
    return ""


def _accounts_heading() -> tuple[str, ...]:
    return (
        "Account",
        "Group",
        amount_heading("CORE by closing"),
        amount_heading("Cut-off"),
        amount_heading("CORE by entry date"),
        amount_heading("QuickBooks"),
        amount_heading("Variance"),
    )
