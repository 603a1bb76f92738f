"""The list of matches, and matching a name to another customer or vendor."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from include.books.countries import tax_name
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.reads.names import matched_names
from include.database.reads.payee_taxes import undecided_payees
from include.database.setup.company_facts import known_facts
from include.sync.post.manual_matches import CantMatch, is_quickbooks_id, match_manually
from include.sync.post.manual_matches import remove_match as forget_match
from include.web.frame.access import Syncer
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.exports import ExportForm, file_answer
from include.web.frame.fields import SearchText
from include.web.frame.pages import PageNumber, render, root
from include.web.names import exported

router = APIRouter(prefix="/companies/{company_id}/names")


@router.get("")
def list_page(
    request: Request,
    company: Here,
    database: OpenDatabase,
    q: SearchText = "",
    page: PageNumber = 1,
) -> Response:
    """The matches."""
    return _page(request, company, database, q, page)


@router.get("/export.{form}")
def export(company: Here, database: OpenDatabase, form: ExportForm, q: SearchText = "") -> Response:
    """The matches as a file, searched as the page is."""
    rows = exported.rows(database, company.id, q)
    return file_answer(form, f"{company.id}-matches", exported.COLUMNS, rows)


@router.post("/match")
def match(
    request: Request,
    company: Here,
    who: Syncer,
    database: OpenDatabase,
    party: Annotated[str, Form()],
    to: Annotated[str, Form()] = "",
    q: Annotated[SearchText, Form()] = "",
) -> Response:
    """Match a name of CORE's to the customer or vendor with an ID."""
    chosen = to.strip()
    if not is_quickbooks_id(chosen):
        refused = "Enter the ID that QuickBooks shows for the name. Nothing was changed."
        return _page(request, company, database, q, refused=refused)
    return _changed(request, company, database, q, party, who.name, chosen)


@router.post("/new")
def create_new(
    request: Request,
    company: Here,
    who: Syncer,
    database: OpenDatabase,
    party: Annotated[str, Form()],
    q: Annotated[SearchText, Form()] = "",
) -> Response:
    """Have the next run create a customer or vendor of its own."""
    return _changed(request, company, database, q, party, who.name, "")


@router.post("/remove")
def remove_match(
    request: Request,
    company: Here,
    who: Syncer,
    database: OpenDatabase,
    party: Annotated[str, Form()],
    q: Annotated[SearchText, Form()] = "",
) -> Response:
    """Have the next run match it by name."""
    return _changed(request, company, database, q, party, who.name, None)


def _changed(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    q: str,
    party: str,
    actor: str,
    to: str | None,
) -> Response:
    try:
        if to is None:
            said = forget_match(database, company.id, party, actor)
        else:
            said = match_manually(database, company.id, party, to, actor)
    except CantMatch as error:
        return _page(request, company, database, q, refused=str(error))
    return _page(request, company, database, q, said=said)


def _page(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    q: str = "",
    page: int = 1,
    *,
    refused: str = "",
    said: str = "",
) -> Response:
    with database.reading() as session:
        listed = matched_names(session, company.id, q, page)
        facts = known_facts(session, company.id)
        undecided = undecided_payees(session, company.id)
    here = f"{root(request)}/companies/{company.id}/names"
    return render(
        request,
        "names/names.html",
        "attention",
        status=422 if refused else 200,
        listed=listed,
        tax=tax_name(facts.country) if facts and facts.tax_codes else "",
        undecided=undecided,
        q=q,
        address=partial(list_address, here, q),
        refused=refused,
        said=said,
    )


def list_address(here: str, q: str, page: int) -> str:
    """A page of a list, searched as before."""
    return f"{here}?{urlencode({'q': q, 'page': page} if q else {'page': page})}"
