"""Integrations: the connected companies, and adding QuickBooks Online."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from include.books.currency import CURRENCIES, US_DOLLARS
from include.books.gateway import GatewayUnavailable
from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.companies import find_companies
from include.database.reads.integrations import awaited_pcs
from include.database.reads.metered import reads_of_month
from include.database.reads.webhooks import webhooks_seen
from include.database.setup.company_currency import CurrencyRefused, change_currency
from include.provider.connections.check import check_both
from include.provider.connections.company_form import (
    ANSWER_PATH,
    Choices,
    OnlineForm,
    choices,
    empty_form,
    errors_in,
)
from include.provider.connections.connecting import NewCompany, disconnect
from include.provider.connections.desktop_state import desktop_states
from include.provider.connections.online_state import connections
from include.provider.connections.opening import Lookup, is_desktop
from include.provider.stops import ActionNeeded
from include.settings import reads_a_month, webhook_tokens
from include.web.frame.access import Connector, Syncer
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.company_context import MOST_WORDS, Here, OpenDatabase, hidden_companies
from include.web.frame.pages import PageNumber, go_to, page_address, render
from include.web.integrations import online_routes as online_connect
from include.web.integrations.desktop_routes import DESKTOP
from include.web.integrations.online_routes import HOME, redirect_to_quickbooks
from include.web.integrations.refusals import refusal_of

_JUST = ("just_connected", "just_disconnected", "checked")
"""What has just happened to a company, which then comes first."""

router = APIRouter()
router.include_router(online_connect.router)


def _happened(
    request: Request,
    connected: str = "",
    disconnected: str = "",
    unconfirmed: bool = False,  # noqa: FBT001, FBT002  (a field of the address)
    refused: str = "",
) -> dict[str, Any]:
    """What has just happened, as the address has it."""
    told = refusal_of(refused, request.state.visitor.name)
    return {
        "just_connected": connected,
        "just_disconnected": disconnected,
        "unconfirmed": unconfirmed,
        "refused": told.sentence if told else "",
    }


@router.get(HOME)
def integrations(
    request: Request,
    database: OpenDatabase,
    lookup: ConnectionLookup,
    happened: Annotated[dict[str, Any], Depends(_happened)],
    q: str = "",
    page: PageNumber = 1,
) -> Response:
    """The companies that the visitor can see, with the status of their connections: a page of them."""
    return _page(
        request,
        database,
        search=" ".join(q.split()[:MOST_WORDS]),
        page=page,
        lookup=lookup,
        **happened,
    )


@router.get(f"{HOME}/add")
def add(request: Request, _who: Connector, lookup: ConnectionLookup) -> Response:
    """Choose between QuickBooks Online, which is connected from here, and QuickBooks Desktop."""
    offer = _offer(lookup)
    return render(request, "integrations/add.html", "integrations", errors={}, **offer)


@router.get(f"{HOME}/add/online")
def add_online(
    request: Request, who: Connector, lookup: ConnectionLookup, refused: str = ""
) -> Response:
    """The form for a new company; after a sign-in that connected nothing, as it was filled, with the reason."""
    told = refusal_of(refused, who.name)
    if told is None or told.form is None:
        return _online_form(request, empty_form(lookup), choices(lookup))
    return _online_form(
        request, told.form, choices(lookup), refused=told.sentence, errors=told.errors
    )


def _typed(
    company: Annotated[str, Form()] = "",
    timezone: Annotated[str, Form()] = "",
    core: Annotated[str, Form()] = "",
    quickbooks: Annotated[str, Form()] = "",
    currency: Annotated[str, Form()] = US_DOLLARS,
) -> OnlineForm:
    return OnlineForm(company, timezone, core, quickbooks, currency=currency).stripped()


@router.post(f"{HOME}/add/online")
def connect_online(
    request: Request,
    who: Connector,
    database: OpenDatabase,
    lookup: ConnectionLookup,
    typed: Annotated[OnlineForm, Depends(_typed)],
) -> Response:
    """Redirect to the QuickBooks sign-in for a new company."""
    errors = errors_in(typed, database, lookup)
    if errors:
        return _online_form(request, typed, choices(lookup), errors=errors, status=422)
    try:
        return redirect_to_quickbooks(request, database, typed.asked_by(who.name), lookup)
    except (GatewayUnavailable, ActionNeeded) as error:
        return _online_form(request, typed, choices(lookup), refused=str(error), status=502)


@router.post(f"{HOME}/{{company_id}}/reconnect")
def reconnect(
    request: Request,
    who: Connector,
    company: Here,
    database: OpenDatabase,
    lookup: ConnectionLookup,
) -> Response:
    """Redirect to the QuickBooks sign-in of a known company, or to the page of its PC."""
    if is_desktop(company):
        return go_to(request, f"{DESKTOP}/{company.id}")
    again = NewCompany(
        id=company.id,
        core_connection=company.core_connection,
        quickbooks_connection=company.quickbooks_connection,
        timezone=company.timezone,
        actor=who.name,
        currency=company.currency,
    )
    try:
        return redirect_to_quickbooks(request, database, again, lookup)
    except (GatewayUnavailable, ActionNeeded) as error:
        return _page(request, database, refused=str(error), status=502)


@router.post(f"{HOME}/{{company_id}}/currency")
def set_currency(
    request: Request,
    who: Connector,
    company: Here,
    database: OpenDatabase,
    currency: Annotated[str, Form()] = "",
) -> Response:
    """Change what CORE's amounts for a company are in."""
    try:
        change_currency(database, company.id, currency, who.name)
    except CurrencyRefused as error:
        return _page(request, database, refused=str(error), status=409)
    return go_to(request, HOME)


@router.post(f"{HOME}/{{company_id}}/disconnect")
def end_connection(
    request: Request,
    who: Connector,
    company: Here,
    database: OpenDatabase,
    lookup: ConnectionLookup,
) -> Response:
    """End the connection; entries, workflows and history stay."""
    unconfirmed = disconnect(database, company, who.name, lookup)
    told = f"{HOME}?disconnected={company.id}"
    return go_to(request, f"{told}&unconfirmed=1" if unconfirmed else told)


@router.post(f"{HOME}/{{company_id}}/test")
def check_connections(
    request: Request, _who: Syncer, company: Here, database: OpenDatabase, lookup: ConnectionLookup
) -> Response:
    """Ask CORE and QuickBooks whether they accept the connection."""
    checks = check_both(database, company, lookup)
    if request.headers.get("HX-Request"):
        return render(request, "integrations/checks.html", checks=checks)
    return _page(request, database, checked=company.id, checks=checks)


def _page(request: Request, database: Database, status: int = 200, **values: Any) -> Response:
    """The page of all companies.

    Args:
        request: the visitor's.
        database: the database.
        status: the HTTP status.
        values: what has just happened: `just_connected` and `just_disconnected` are a company ID,
            `unconfirmed` whether QuickBooks did not confirm the end, `refused` why nothing was
            begun, `checked` the ID of the company that `checks` are about, `lookup` how Airflow
            connections are looked up for the form that stands here before the first company.
    """
    lookup: Lookup | None = values.pop("lookup", None)
    hidden = hidden_companies(database, request.state.visitor)
    search, page = values.pop("search", ""), values.pop("page", 1)
    first = next((values[name] for name in _JUST if values.get(name)), "")
    with database.reading() as session:
        found = find_companies(session, hidden, search, page, first)
        awaited = awaited_pcs(session, search) if found.page == 1 else []
        ids = [company.id for company in found.companies]
        seen = webhooks_seen(session, ids, utc_now())
    ids_of_pcs = [id_ for id_ in awaited if id_ not in hidden]
    apps = reads_of_month(database, reads_a_month())
    is_first = not (found.companies or ids_of_pcs or search)
    may_connect = request.state.visitor.may_connect
    shown = {
        "offer": _offer(lookup) if is_first and lookup and may_connect else None,
        "apps": apps,
        "app_of": {company_id: app for app in apps for company_id in app.companies},
        "webhooks": seen,
        "takes_webhooks": bool(webhook_tokens()),
        "found": found,
        "search": search,
        "address": partial(page_address, request, HOME, search),
        "currencies": CURRENCIES,
        "connections": connections(database, found.companies),
        "desktops": desktop_states(database, [*ids, *ids_of_pcs]),
        "desktop": DESKTOP,
        "just_connected": "",
        "just_disconnected": "",
        "unconfirmed": False,
        "refused": "",
        "checked": "",
        "checks": (),
        **values,
    }
    return render(request, "integrations/integrations.html", "integrations", status, **shown)


def _offer(lookup: Lookup) -> dict[str, Any]:
    """What the form for QuickBooks Online begins with."""
    return {"typed": empty_form(lookup), "choices": choices(lookup), "way_back": ANSWER_PATH}


def _online_form(
    request: Request, typed: OnlineForm, offered: Choices, status: int = 200, **values: Any
) -> Response:
    """The form with what was typed; `errors` by field and `refused`, where there are any."""
    shown = {"errors": {}, "refused": "", **values}
    return render(
        request,
        "integrations/online.html",
        "integrations",
        status,
        typed=typed,
        choices=offered,
        way_back=ANSWER_PATH,
        **shown,
    )
