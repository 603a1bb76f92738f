"""Everything held back, by cause, each with a way out."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.sync.post.manual_matches import PartyTaken, PartyUnknown, match_manually
from include.sync.run.mode import RunMode
from include.web.attention.on_hold import OF_THE_SETUP, PAGE, causes, records_of_cause, waiting
from include.web.attention.unavailable_options import replace_option, unavailable_options
from include.web.frame.access import Syncer
from include.web.frame.airflow_runs import Asked, start_run
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.pages import PageNumber, go_to, render, root
from include.web.runs.starting import MOST
from include.workflows.category import Category
from include.workflows.choices import EntryUnknown

router = APIRouter(prefix="/companies/{company_id}/attention")

_ALLOWED = frozenset(
    {RunMode.SYNC, RunMode.RECREATE, RunMode.OVERWRITE, RunMode.KEEP_QUICKBOOKS, RunMode.VOID}
)


class Filters(BaseModel):
    """What the list is narrowed to."""

    workflow: str = ""
    cause: str = ""
    page: PageNumber = 1

    def address(self, base: str, page: int) -> str:
        """The address of another page of the same list."""
        kept = {name: value for name, value in self.model_dump().items() if value}
        return f"{base}?{urlencode({**kept, 'page': page})}"


@router.get("")
def list_page(
    request: Request, company: Here, database: OpenDatabase, asked: Annotated[Filters, Query()]
) -> Response:
    """What waits for a person."""
    return _page(request, company, database, asked)


@router.post("/act")
def act(
    request: Request,
    company: Here,
    who: Syncer,
    database: OpenDatabase,
    category: Annotated[Category, Form()],
    record: Annotated[str, Form()],
    mode: Annotated[RunMode, Form()],
) -> Response:
    """Start the run that a person chose for one record."""
    del who
    if mode not in _ALLOWED or not record.isdigit():
        return _page(
            request, company, database, Filters(), refused="That cannot be done with one record."
        )
    return _started(request, company, Asked(company.id, category, (record,), mode=mode))


@router.post("/retry")
def retry(
    request: Request,
    company: Here,
    who: Syncer,
    database: OpenDatabase,
    category: Annotated[Category, Form()],
    cause: Annotated[str, Form()] = "",
) -> Response:
    """Try all records of one cause in one workflow again."""
    del who
    with database.reading() as session:
        records = records_of_cause(session, company.id, category, "" if cause == "other" else cause)
    if not records:
        return _page(
            request, company, database, Filters(), refused="Nothing of this cause waits any more."
        )
    # More than that is what a run for everything is for: it takes up all that waits.
    chosen = tuple(records) if len(records) <= MOST else ()
    return _started(request, company, Asked(company.id, category, chosen))


class WhoIsMeant(BaseModel):
    """A person's answer who stands for somebody of CORE.

    `meant` is an id of QuickBooks, "new" for none of them, or "other" with the id in `other`.
    """

    category: Category
    record: str
    party: str
    meant: str = ""
    other: str = ""

    @property
    def quickbooks_id(self) -> str | None:
        """The id that was chosen, "" for a new entry; None when nothing was said."""
        if self.meant == "other":
            typed = self.other.strip()
            return typed if typed.isdigit() else None
        return {"": None, "new": ""}.get(self.meant, self.meant)


@router.post("/party")
def choose(
    request: Request,
    company: Here,
    who: Syncer,
    database: OpenDatabase,
    said: Annotated[WhoIsMeant, Form()],
) -> Response:
    """Say who is meant by somebody of CORE, and try the record again."""
    chosen = said.quickbooks_id
    if chosen is None:
        sentence = "Say who is meant: choose one, or write the id that QuickBooks shows for them."
        return _page(request, company, database, Filters(), refused=sentence)
    try:
        match_manually(database, company.id, said.party, chosen, who.name)
    except (PartyTaken, PartyUnknown) as error:
        return _page(request, company, database, Filters(), refused=str(error))
    return _started(request, company, Asked(company.id, said.category, (said.record,)))


class ChosenAnew(BaseModel):
    """Another account, product or class for an option whose own is not there any more."""

    category: Category
    option: str
    entry: str = ""
    cause: str = ""


@router.post("/map")
def map_option(
    request: Request,
    company: Here,
    who: Syncer,
    database: OpenDatabase,
    said: Annotated[ChosenAnew, Form()],
) -> Response:
    """Choose another entry for an option, and try all that waited for it again."""
    try:
        replace_option(database, company, said.category, said.option, said.entry.strip(), who.name)
    except EntryUnknown as error:
        return _page(request, company, database, Filters(), refused=str(error))
    with database.reading() as session:
        records = records_of_cause(session, company.id, said.category, said.cause)
    chosen = tuple(records) if len(records) <= MOST else ()
    return _started(request, company, Asked(company.id, said.category, chosen))


def _started(request: Request, company: ConnectedCompany, asked: Asked) -> Response:
    started = start_run(request, asked)
    return go_to(
        request, f"/companies/{company.id}/runs/{asked.category.value}/{quote(started.id)}"
    )


def _page(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    asked: Filters,
    refused: str = "",
) -> Response:
    workflow = asked.workflow if asked.workflow in set(Category) else ""
    with database.reading() as session:
        found = causes(session, company.id, workflow)
        rows, total = waiting(session, company.id, workflow, asked.cause, asked.page)
        of_setup = {one.category for one in rows if one.state.cause in OF_THE_SETUP}
        broken = {one: unavailable_options(session, company.id, one) for one in of_setup}
    return render(
        request,
        "attention/attention.html",
        "attention",
        status=422 if refused else 200,
        causes=found,
        rows=rows,
        total=total,
        asked=asked,
        page=max(asked.page, 1),
        last_page=max(1, -(-total // PAGE)),
        address=partial(asked.address, f"{root(request)}/companies/{company.id}/attention"),
        categories=list(Category),
        of_the_setup=OF_THE_SETUP,
        broken=broken,
        refused=refused,
    )
