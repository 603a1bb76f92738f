"""Every record on hold, by cause, each with the runs that help."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from include.books.causes import LEFT_OVER
from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.attention import (
    HoldFilter,
    causes,
    ids_of_cause,
    ids_of_name,
    records_on_hold,
)
from include.database.reads.companies import ConnectedCompany
from include.provider.airflow_api import AirflowRun, Asked
from include.sync.post.manual_matches import CantMatch, is_quickbooks_id, match_manually
from include.sync.run.mode import RunMode
from include.web.attention import exported
from include.web.attention.on_hold import NAME_CAUSES, SETUP_CAUSES, Card, groups_of
from include.web.attention.unavailable_options import replace_option, unavailable_options
from include.web.frame.access import Syncer, Visitor
from include.web.frame.airflow_runs import start_run
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.exports import ExportForm, file_answer
from include.web.frame.fields import is_core_id
from include.web.frame.pages import PageNumber, go_to, render, root
from include.web.runs.post_button import started_button
from include.web.runs.starting import MOST, show_runs, start_all
from include.workflows.category import Category, Stream
from include.workflows.choices import EntryUnknown

router = APIRouter(prefix="/companies/{company_id}/attention")

_ALLOWED = frozenset({RunMode.SYNC, *(mode for mode in RunMode if mode.needs_records)})
"""The purposes that a card can offer for its record."""


class Filters(BaseModel):
    """What the list is narrowed to."""

    workflow: str = ""
    cause: str = ""
    page: PageNumber = 1

    def address(self, base: str, page: int) -> str:
        """The address of another page of the same list."""
        typed = {name: value for name, value in self.model_dump().items() if value}
        return f"{base}?{urlencode({**typed, 'page': page})}"


@router.get("")
def list_page(
    request: Request, company: Here, database: OpenDatabase, asked: Annotated[Filters, Query()]
) -> Response:
    """The records on hold."""
    return _page(request, company, database, asked)


@router.get("/export.{form}")
def export(
    company: Here,
    database: OpenDatabase,
    form: ExportForm,
    asked: Annotated[Filters, Query()],
) -> Response:
    """The list as a file, filtered as the page is."""
    wanted = HoldFilter(asked.workflow, asked.cause)
    rows = exported.rows(database, company.id, wanted, company.zone)
    return file_answer(form, f"{company.id}-on-hold", exported.COLUMNS, rows)


@router.post("/act")
def act(
    request: Request,
    company: Here,
    who: Syncer,
    database: OpenDatabase,
    category: Annotated[list[Category], Form()],
    record: Annotated[str, Form()],
    mode: Annotated[RunMode, Form()],
    show_preview: Annotated[str, Form()] = "",
) -> Response:
    """Start the run that was chosen for one record, in the workflows that it is on hold in."""
    del who
    if mode not in _ALLOWED or not is_core_id(record):
        return _page(
            request,
            company,
            database,
            Filters(),
            refused="Choose an action that the record's card offers. Nothing was started.",
        )
    asked = (
        Asked(company.id, one, (record,), preview=bool(show_preview), mode=mode)
        for one in dict.fromkeys(category)
    )
    runs = start_all(request, asked)
    if len(runs) == 1:
        return _followed(request, company, runs[0])
    return show_runs(request, database, company, runs, f"transactions/{record}")


@router.post("/retry")
def retry(
    request: Request,
    company: Here,
    who: Syncer,
    database: OpenDatabase,
    category: Annotated[Category, Form()],
    cause: Annotated[str, Form()] = "",
) -> Response:
    """Retry all records of one cause in one workflow."""
    del who
    records = _of_cause(database, company, category, cause)
    if not records:
        refused = "No records are on hold for this cause anymore. Nothing was started."
        return _page(request, company, database, Filters(), refused=refused)
    return _retried(request, company, category, records)


class MatchForm(BaseModel):
    """Which customer or vendor matches a name of CORE's.

    `match` is a QuickBooks ID, "new" for none of those shown, or "other" with the ID in `other`.
    """

    category: Category
    record: str
    party: str
    match: str = ""
    other: str = ""

    @property
    def quickbooks_id(self) -> str | None:
        """The chosen ID, "" for a new customer or vendor; None when nothing was chosen."""
        if self.match == "other":
            typed = self.other.strip()
            return typed if is_quickbooks_id(typed) else None
        return {"": None, "new": ""}.get(self.match, self.match)


@router.post("/match")
def choose(
    request: Request,
    company: Here,
    who: Syncer,
    database: OpenDatabase,
    asked: Annotated[MatchForm, Form()],
) -> Response:
    """Match a name of CORE's to a customer or vendor, and retry the record."""
    chosen = asked.quickbooks_id
    if chosen is None:
        sentence = (
            "Choose a name, or enter the ID that QuickBooks shows for it. Nothing was changed."
        )
        return _page(request, company, database, Filters(), refused=sentence)
    try:
        match_manually(database, company.id, asked.party, chosen, who.name)
    except CantMatch as error:
        return _page(request, company, database, Filters(), refused=str(error))
    with database.reading() as session:
        by_owner = asked.category.stream is Stream.BILLING
        same = ids_of_name(session, company.id, asked.category, asked.party, by_owner=by_owner)
    return _retried(request, company, asked.category, sorted({asked.record, *same}))


class ReplaceOption(BaseModel):
    """Another account, product or class for an option whose own is no longer available."""

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
    asked: Annotated[ReplaceOption, Form()],
) -> Response:
    """Choose another list entry for an option, and retry all records on hold for it."""
    try:
        replace_option(
            database, company, asked.category, asked.option, asked.entry.strip(), who.name
        )
    except EntryUnknown as error:
        return _page(request, company, database, Filters(), refused=str(error))
    records = _of_cause(database, company, asked.category, asked.cause)
    return _retried(request, company, asked.category, records)


def _of_cause(
    database: Database, company: ConnectedCompany, category: Category, cause: str
) -> list[str]:
    with database.reading() as session:
        by_owner = category.stream is Stream.BILLING
        return ids_of_cause(session, company.id, category, cause, by_owner=by_owner)


def _retried(
    request: Request, company: ConnectedCompany, category: Category, records: list[str]
) -> Response:
    # More records than a run selects one by one: a run for all changes takes everything on hold.
    selected = tuple(records) if len(records) <= MOST else ()
    return _started(request, company, Asked(company.id, category, selected))


def _started(request: Request, company: ConnectedCompany, asked: Asked) -> Response:
    return _followed(request, company, start_run(request, asked))


def _followed(request: Request, company: ConnectedCompany, run: AirflowRun) -> Response:
    return go_to(request, f"/companies/{company.id}/runs/{run.category.value}/{quote(run.id)}")


def _page(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    asked: Filters,
    refused: str = "",
) -> Response:
    workflow = asked.workflow if asked.workflow in set(Category) else ""
    with database.reading() as session:
        all_causes = causes(session, company.id, workflow)
        wanted = HoldFilter(workflow, asked.cause, asked.page)
        on_hold = records_on_hold(session, company.id, wanted, NAME_CAUSES)
    visitor: Visitor = request.state.visitor
    button = started_button(database, company.id, visitor.who)
    cards = [Card(held, button) for held in on_hold.records]
    of_setup = {card.category for card in cards if card.state.cause in SETUP_CAUSES}
    return render(
        request,
        "attention/attention.html",
        "attention",
        status=422 if refused else 200,
        causes=all_causes,
        groups=groups_of(cards),
        now=utc_now(),
        asked=asked,
        page=max(asked.page, 1),
        last_page=on_hold.last_page,
        address=partial(asked.address, f"{root(request)}/companies/{company.id}/attention"),
        categories=list(Category),
        setup_causes=SETUP_CAUSES,
        left_over=LEFT_OVER,
        unavailable=unavailable_options(database, company.id, of_setup) if of_setup else {},
        refused=refused,
    )
