"""Alerts, a part of Permissions: what is open, and who is told of what.

Of a company that the visitor can't see, its alerts and its channels aren't there either.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from include.database.alerts.channels import (
    MOST_CHANNELS,
    NoSuchChannel,
    add_channel,
    ask_for_test,
    change_disk_percent,
    disk_percent,
    remove_channel,
)
from include.database.alerts.kinds import CHOSEN, ChannelType
from include.database.engine import Database
from include.database.reads.alerts import open_alerts, shown_channels
from include.provider.connections.listed import connections_of_type
from include.provider.stops import ActionNeeded
from include.web.frame.access import Connector, Visitor
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.airflow_runs import start_alerts
from include.web.frame.company_choice import NotOneCompany, chosen, offered, suggestion
from include.web.frame.company_context import OpenDatabase, hidden_companies
from include.web.frame.pages import RowId, go_to, render
from include.web.permissions.alert_form import ChannelForm, channel_type

PATH = "/settings/permissions/alerts"

router = APIRouter(prefix=PATH)


@router.get("")
def show_alerts(
    request: Request,
    who: Connector,
    database: OpenDatabase,
    lookup: ConnectionLookup,
    saved: str = "",
) -> Response:
    """What is open, and where it is told."""
    blank = ChannelForm(kind=[one.value for one in CHOSEN])
    return _page(request, database, lookup, who, blank, saved)


@router.post("")
def add_alert_channel(
    request: Request,
    who: Connector,
    database: OpenDatabase,
    lookup: ConnectionLookup,
    form: Annotated[ChannelForm, Form()],
) -> Response:
    """Add a channel."""
    errors: dict[str, str] = {}
    type_ = None
    with suppress(ActionNeeded):
        type_ = channel_type(lookup(form.connection))
    with database.reading() as session:
        number = len(shown_channels(session))
    new = form.read(errors, _company(database, who, form.company, errors), type_)
    if number >= MOST_CHANNELS:
        errors["connection"] = f"There are {MOST_CHANNELS} channels already. Remove one first."
    if errors:
        return _page(request, database, lookup, who, form, errors=errors, status=422)
    add_channel(database, new, who.name)
    return go_to(request, f"{PATH}?saved=added")


@router.get("/companies")
def find_company(
    request: Request, who: Connector, database: OpenDatabase, company: str = ""
) -> Response:
    """What the field for a company suggests, as one types; without scripts, it suggests the first ones."""
    if not request.headers.get("HX-Request"):
        return go_to(request, PATH)
    found = offered(database, who, company)
    return render(request, "permissions/alert_companies.html", found=found, suggestion=suggestion)


@router.post("/disk")
def change_disk_alert(
    request: Request,
    who: Connector,
    database: OpenDatabase,
    percent: Annotated[int, Form(ge=0, le=99)],
) -> Response:
    """Choose how much of a disk must be free."""
    change_disk_percent(database, percent, who.name)
    return go_to(request, f"{PATH}?saved=disk")


@router.post("/{channel_id}/test")
def send_test_alert(
    request: Request, channel_id: RowId, who: Connector, database: OpenDatabase
) -> Response:
    """Have a test sent, by the same way as every alert."""
    try:
        _require_seen(database, who, channel_id)
        ask_for_test(database, channel_id)
    except NoSuchChannel:
        return go_to(request, f"{PATH}?saved=gone")
    # If Airflow doesn't start it now, the schedule does.
    return go_to(request, f"{PATH}?saved={'test' if start_alerts(request) else 'waits'}")


@router.post("/{channel_id}/remove")
def remove_alert_channel(
    request: Request, channel_id: RowId, who: Connector, database: OpenDatabase
) -> Response:
    """Remove a channel."""
    try:
        _require_seen(database, who, channel_id)
        remove_channel(database, channel_id, who.name)
    except NoSuchChannel:
        return go_to(request, f"{PATH}?saved=gone")
    return go_to(request, f"{PATH}?saved=removed")


def _company(database: Database, who: Visitor, typed: str, errors: dict[str, str]) -> str:
    """The ID of the company that was typed; empty for all. `errors` receives why it isn't one."""
    try:
        return chosen(database, who, typed)
    except NotOneCompany as error:
        errors["company"] = str(error)
        return ""


def _require_seen(database: Database, who: Visitor, channel_id: int) -> None:
    """Raise NoSuchChannel for a channel of a company that the visitor can't see."""
    with database.reading() as session:
        channels = {channel.id: channel.company_id for channel in shown_channels(session)}
    hidden = hidden_companies(database, who)
    if channel_id not in channels or channels[channel_id] in hidden:
        raise NoSuchChannel


def _page(
    request: Request,
    database: Database,
    lookup: ConnectionLookup,
    who: Visitor,
    typed: ChannelForm,
    saved: str = "",
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    hidden = hidden_companies(database, who)
    first = offered(database, who)
    is_searched = first.last > 1
    with database.reading() as session:
        channels = [one for one in shown_channels(session) if one.company_id not in hidden]
        standing = [one for one in open_alerts(session) if one.company_id not in hidden]
        percent = disk_percent(session)
    known = [(one, id_) for one in ChannelType for id_ in connections_of_type(one.value, lookup)]
    return render(
        request,
        "permissions/alerts.html",
        "permissions",
        status,
        channels=channels,
        alerts=standing,
        found=offered(database, who, typed.company) if is_searched else first,
        is_searched=is_searched,
        suggestion=suggestion,
        known=known,
        kinds=CHOSEN,
        percent=percent,
        typed=typed,
        saved=saved,
        errors=errors or {},
    )
