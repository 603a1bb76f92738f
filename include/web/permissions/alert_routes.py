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
from include.web.frame.company_context import OpenDatabase, read_companies
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
    new = form.read(errors, _seen(database, who), type_)
    if number >= MOST_CHANNELS:
        errors["connection"] = f"There are {MOST_CHANNELS} channels already. Remove one first."
    if errors:
        return _page(request, database, lookup, who, form, errors=errors, status=422)
    add_channel(database, new, who.name)
    return go_to(request, f"{PATH}?saved=added")


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


def _seen(database: Database, who: Visitor) -> set[str]:
    """The IDs of the companies that the visitor can see, and of the installation."""
    return {"", *(company.id for company in read_companies(database, who))}


def _require_seen(database: Database, who: Visitor, channel_id: int) -> None:
    """Raise NoSuchChannel for a channel of a company that the visitor can't see."""
    with database.reading() as session:
        channels = {channel.id: channel.company_id for channel in shown_channels(session)}
    if channels.get(channel_id) not in _seen(database, who):
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
    seen = _seen(database, who)
    with database.reading() as session:
        channels = [one for one in shown_channels(session) if one.company_id in seen]
        standing = [one for one in open_alerts(session) if one.company_id in seen]
        percent = disk_percent(session)
    known = [(one, id_) for one in ChannelType for id_ in connections_of_type(one.value, lookup)]
    return render(
        request,
        "permissions/alerts.html",
        "permissions",
        status,
        channels=channels,
        alerts=standing,
        all_companies=read_companies(database, who),
        known=known,
        kinds=CHOSEN,
        percent=percent,
        typed=typed,
        saved=saved,
        errors=errors or {},
    )
