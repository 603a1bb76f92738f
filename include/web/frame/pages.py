"""Turning a template into a page: what every page shows besides its own content."""

from __future__ import annotations

import datetime as dt
import pathlib
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from pydantic import AfterValidator

from include.books.country_words import in_words, spelled
from include.books.currency import books_currency, currency_name
from include.books.dates import (
    format_age,
    format_brief,
    format_day,
    format_moment,
    format_near,
)
from include.books.journal import shown_account
from include.books.money import format_amount, format_money
from include.clock import utc_now
from include.database.reads.approvals import waiting_approvals
from include.database.reads.companies import ConnectedCompany, FoundCompanies
from include.database.reads.imports import waiting_for_someone
from include.database.reads.overview import records_on_hold
from include.provider.outside.addresses import in_frame
from include.web.frame.company_context import find_seen, open_database
from include.web.frame.csrf import csrf_token
from include.web.frame.facts import Facts, facts_of
from include.web.frame.status_words import FLAGS, entry_badge, record_badge, sentence_case
from include.workflows.category import Category

_WEB = pathlib.Path(__file__).parents[1]
UTC_NAME = "UTC"

# Nothing from elsewhere, no inline script or style; framed by Airflow only.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'self'; "
    "base-uri 'none'"
)


PageNumber = Annotated[int, AfterValidator(lambda number: min(max(number, 1), 1_000_000))]
"""A page of a list, from 1; what is far beyond any list is its last page."""

RowId = Annotated[int, Path(ge=0, le=2**63 - 1)]
"""The id of a row of the database in an address; what no row can have is rejected as unreadable."""


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One entry of the navigation; `key` is what a page names as its place.

    `counted` says what is counted: "on hold".
    """

    key: str
    title: str
    path: str
    count: int = 0
    counted: str = ""


_OF_A_COMPANY = (
    ("overview", "Overview", ""),
    ("transactions", "Transactions", "transactions"),
    ("billing", "Agent billing", "billing"),
    ("imports", "Imports", "imports"),
    ("attention", "Needs attention", "attention"),
    ("history", "History", "history"),
    ("months", "Month end", "months"),
    ("workflows", "Workflows", "workflows"),
    ("auto-sync", "Auto-sync & approvals", "auto-sync"),
)


_OF_THE_FRAME = frozenset({"switcher", "navigation", "facts"})


def render(
    request: Request, template: str, place: str = "", status: int = 200, **values: Any
) -> HTMLResponse:
    """A page, or a piece of one for htmx.

    Args:
        request: on whose behalf; its state has the visitor, and the company of the address.
        template: the file in `templates`. A page extends base.html; a piece does not.
        place: which entry of the navigation it belongs to.
        status: the HTTP status.
        values: what the template shows besides; none by the name of what the frame has.
    """
    if taken := _OF_THE_FRAME & values.keys():
        raise TypeError(f"the frame around pages has {', '.join(sorted(taken))} itself")
    who = getattr(request.state, "visitor", None)
    company: ConnectedCompany | None = getattr(request.state, "company", None)
    shown = {
        "request": request,
        "root": root(request),
        "airflow_root": airflow_root(request),
        "visitor": who,
        "csrf": csrf_token(who) if who else "",
        "company": company,
        "zone": company.zone if company else ZoneInfo(UTC_NAME),
        "place": place,
        **values,
    }
    # What the frame around a page needs; a piece for htmx has none.
    if not request.headers.get("HX-Request"):
        shown |= {"switcher": _companies(request), "navigation": navigation(request)}
        shown["facts"] = company_facts(request, company) if company else None
    text = _templates().get_template(template).render(shown)
    return HTMLResponse(text, status_code=status)


def root(request: Request) -> str:
    """What stands before every address of ours: "/corebooks", after Airflow's own base path."""
    path: str = request.scope.get("root_path", "")
    return path.rstrip("/")


def airflow_root(request: Request) -> str:
    """What stands before every address of Airflow's own; empty unless it is served under a path."""
    return root(request).removesuffix("/corebooks")


def page_address(request: Request, path: str, search: str, page: int) -> str:
    """The address of a page of a list of companies."""
    asked = {"q": search, "page": str(page)} if search else {"page": str(page)}
    return f"{root(request)}{path}?{urlencode(asked)}"


def framed(request: Request, path: str) -> str:
    """The address of one of our pages within Airflow's own, for links from outside."""
    return in_frame(airflow_root(request), path)


def go_to(request: Request, path: str) -> Response:
    """Lead on to another of our pages after a change; by htmx as well as without it.

    Args:
        request: the change.
        path: of the page, without what stands before all of ours: "/companies/willow/history".
    """
    address = f"{root(request)}{path}"
    if request.headers.get("HX-Request"):
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def navigation(request: Request) -> list[NavigationEntry]:
    """The entries for the company of the address, or for the only one; none where it is unclear."""
    company: ConnectedCompany | None = getattr(request.state, "company", None)
    if company is None:
        found = _companies(request)
        if len(found.companies) != 1:
            return []
        company = found.companies[0]
    base = f"{root(request)}/companies/{company.id}/"
    who = getattr(request.state, "visitor", None)
    with open_database_of(request).reading() as session:
        on_hold = records_on_hold(session, company.id)
        files = waiting_for_someone(session, company.id)
        waiting = (
            waiting_approvals(session, company.id, who.who, may_sync=who.may_sync) if who else ()
        )
    counts = {
        "attention": (on_hold, "on hold"),
        "imports": (files, "waiting for you"),
        "overview": (sum(one.is_mine for one in waiting), "waiting for your approval"),
    }
    return [
        NavigationEntry(key, title, base + path, *counts.get(key, (0, "")))
        for key, title, path in _OF_A_COMPANY
    ]


def open_database_of(request: Request) -> Any:
    """The database of this request: a test's own where it put one in place."""
    overrides = getattr(request.app, "dependency_overrides", {})
    return overrides.get(open_database, open_database)()


def company_facts(request: Request, company: ConnectedCompany) -> Facts:
    """The facts at the top of the company's pages; read once a request."""
    if getattr(request.state, "facts", None) is None:
        request.state.facts = facts_of(open_database_of(request), company)
    found: Facts = request.state.facts
    return found


def _companies(request: Request) -> FoundCompanies:
    """The first companies that the visitor can see; read once a request."""
    who = getattr(request.state, "visitor", None)
    if who is None:
        return FoundCompanies((), 0, 1, 1)
    if getattr(request.state, "companies", None) is None:
        request.state.companies = find_seen(open_database_of(request), who)
    found: FoundCompanies = request.state.companies
    return found


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_WEB),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "money": format_money,
        "amount": format_amount,
        "currency_name": _currency_name,
        "moment": moment,
        "brief": format_brief,
        "near": near,
        "age": format_age,
        "day": day,
        "heading": heading,
        "sentence_case": sentence_case,
        "spelled": spelled,
        "in_words": in_words,
        "account": shown_account,
        "record_badge": record_badge,
        "entry_badge": entry_badge,
    }
    environment.globals |= {"flags": FLAGS, "currency": books_currency}
    return environment


def _currency_name(code: str) -> str:
    """A currency with its code: "Canadian dollars (CAD)"."""
    return f"{sentence_case(currency_name(code))} ({code})"


def moment(value: dt.datetime | None, zone: ZoneInfo) -> str:
    """A moment where the company keeps its books: "Nov 23, 2026, 4:05 PM EST"."""
    return format_moment(value, zone) if value else ""


def near(value: dt.datetime, zone: ZoneInfo) -> str:
    """A moment beside others of these days: "7:29 AM" for one of today, else "Nov 28, 7:29 AM"."""
    return format_near(value, zone, utc_now())


def day(value: dt.date | None) -> str:
    """A day as pages show it: "Nov 23, 2026"."""
    return format_day(value) if value else ""


def heading(category: str) -> str:
    """The name of a workflow category: "Brokerage income"."""
    return Category(category).heading
