"""The list of matches, and matching a name to another customer or vendor."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

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


class Listed(StrEnum):
    """Which of the matches are listed."""

    ALL = ""
    DOUBTFUL = "doubtful"


class NamesAsked(BaseModel):
    """What the list is narrowed to: `q` is searched for."""

    q: SearchText = ""
    show: Listed = Listed.ALL
    page: PageNumber = 1

    @property
    def query(self) -> str:
        """What follows the question mark in an address, without the page."""
        fields = {"q": self.q, "show": self.show.value}
        return urlencode({name: value for name, value in fields.items() if value})

    def address(self, here: str, page: int) -> str:
        """A page of the list."""
        return f"{here}?{'&'.join(filter(None, (self.query, f'page={page}')))}"


@router.get("")
def list_page(
    request: Request,
    company: Here,
    database: OpenDatabase,
    asked: Annotated[NamesAsked, Query()],
) -> Response:
    """The matches, doubtful ones first."""
    return _page(request, company, database, asked)


@router.get("/export.{form}")
def export(
    company: Here, database: OpenDatabase, form: ExportForm, asked: Annotated[NamesAsked, Query()]
) -> Response:
    """The matches as a file, searched as the page is."""
    only_doubtful = asked.show is Listed.DOUBTFUL
    rows = exported.rows(database, company.id, asked.q, doubtful=only_doubtful)
    return file_answer(form, f"{company.id}-matches", exported.COLUMNS, rows)


class ChangedMatch(NamesAsked):
    """Whose match is changed, with the list that it was changed on; `to` is a QuickBooks ID."""

    party: str
    to: str = ""


Changed = Annotated[ChangedMatch, Form()]


@router.post("/match")
def match(
    request: Request, company: Here, who: Syncer, database: OpenDatabase, asked: Changed
) -> Response:
    """Match a name of CORE's to the customer or vendor with an ID, or keep the match that it has."""
    chosen = asked.to.strip()
    if not is_quickbooks_id(chosen):
        refused = "Enter the ID that QuickBooks shows for the name. Nothing was changed."
        return _page(request, company, database, asked, refused=refused)
    return _changed(request, company, database, asked, who.name, chosen)


@router.post("/new")
def create_new(
    request: Request, company: Here, who: Syncer, database: OpenDatabase, asked: Changed
) -> Response:
    """Have the next run create a customer or vendor of its own."""
    return _changed(request, company, database, asked, who.name, "")


@router.post("/remove")
def remove_match(
    request: Request, company: Here, who: Syncer, database: OpenDatabase, asked: Changed
) -> Response:
    """Have the next run match it by name."""
    return _changed(request, company, database, asked, who.name, None)


def _changed(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    asked: ChangedMatch,
    actor: str,
    to: str | None,
) -> Response:
    try:
        if to is None:
            said = forget_match(database, company.id, asked.party, actor)
        else:
            said = match_manually(database, company.id, asked.party, to, actor)
    except CantMatch as error:
        return _page(request, company, database, asked, refused=str(error))
    return _page(request, company, database, asked, said=said)


def _page(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    asked: NamesAsked,
    *,
    refused: str = "",
    said: str = "",
) -> Response:
    only_doubtful = asked.show is Listed.DOUBTFUL
    with database.reading() as session:
        listed = matched_names(session, company.id, asked.q, asked.page, doubtful=only_doubtful)
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
        asked=asked,
        of_all=NamesAsked(q=asked.q),
        of_doubtful=NamesAsked(q=asked.q, show=Listed.DOUBTFUL),
        address=partial(asked.address, here),
        refused=refused,
        said=said,
    )


def list_address(here: str, q: str, page: int) -> str:
    """A page of a list, searched as before."""
    return f"{here}?{urlencode({'q': q, 'page': page} if q else {'page': page})}"
