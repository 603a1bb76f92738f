"""Permissions: who can see which company. Administrators change it, on or off the list themselves."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel

from include.database.engine import Database
from include.database.reads.companies import company_with_id, find_companies
from include.database.reads.people import known_people
from include.database.reads.permissions import CompanyAccess, company_access
from include.database.setup.company_access import NoSuchPerson, change_list
from include.web.frame.access import Connector
from include.web.frame.company_context import MOST_WORDS, NoSuchCompany, OpenDatabase
from include.web.frame.pages import PageNumber, go_to, page_address, render

PATH = "/settings/permissions"
LISTED = "listed"
"""The choice of single people in the form."""

router = APIRouter(prefix=PATH)


class AccessForm(BaseModel):
    """One company's list as it was sent.

    Attributes:
        company: the company ID. It isn't in the address, because whoever isn't on the list must be
            able to change it.
        who: "everyone", or "listed" for the people chosen.
        person: the auth manager's IDs of the people chosen.
    """

    company: str
    who: str = "everyone"
    person: list[str] = []


@router.get("")
def permissions(
    request: Request,
    _who: Connector,
    database: OpenDatabase,
    saved: str = "",
    q: str = "",
    page: PageNumber = 1,
) -> Response:
    """The companies, a page of them, and who can see each."""
    search = " ".join(q.split()[:MOST_WORDS])
    return _page(request, database, saved=saved, search=search, page=page)


@router.post("")
def change_permissions(
    request: Request, who: Connector, database: OpenDatabase, asked: Annotated[AccessForm, Form()]
) -> Response:
    """Save one company's list."""
    with database.reading() as session:
        company = company_with_id(session, asked.company)
        if company is None:
            raise NoSuchCompany(asked.company)
        (now,) = company_access(session, [company])
    error = _unclear(asked, now)
    try:
        if not error:
            listed = asked.person if asked.who == LISTED else []
            change_list(database, asked.company, listed, who.name)
    except NoSuchPerson as reason:
        error = str(reason)
    if error:
        return _page(request, database, errors={asked.company: error}, status=422)
    return go_to(request, f"{PATH}?saved={asked.company}")


def _unclear(asked: AccessForm, now: CompanyAccess) -> str:
    """Why it isn't clear who is to see the company; an open door is never a slip of the hand."""
    if asked.who == LISTED and not asked.person:
        return "Select at least one user, or choose “Every CoreBooks user”."
    if asked.who != LISTED and asked.person and not now.people:
        return "You selected users. Choose “Only these users” too, or clear the selection."
    return ""


def _page(
    request: Request,
    database: Database,
    *,
    saved: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
    search: str = "",
    page: int = 1,
) -> Response:
    first = next(iter(errors or {}), saved)
    with database.reading() as session:
        found = find_companies(session, (), search, page, first)
        companies: list[CompanyAccess] = company_access(session, found.companies)
        people = known_people(session)
    return render(
        request,
        "permissions/permissions.html",
        "permissions",
        status,
        access=companies,
        people=people,
        saved=saved,
        errors=errors or {},
        found=found,
        search=search,
        address=partial(page_address, request, PATH, search),
    )
