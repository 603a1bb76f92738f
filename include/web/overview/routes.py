"""The first page, and the buttons on it that start every workflow."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from include.provider.airflow_api import AirflowRun, Asked, RunNotStarted
from include.web.existing.first_run import AskFirst, FirstRun
from include.web.frame.access import Reader, Syncer
from include.web.frame.airflow_runs import start_run
from include.web.frame.company_context import MOST_WORDS, Here, OpenDatabase, find_seen
from include.web.frame.pages import go_to, render
from include.web.overview.cockpit import overview_page
from include.web.runs.progress_routes import follow_run
from include.web.runs.starting import active_of, runs_in_address, show_runs
from include.workflows.category import Category

router = APIRouter()

INTEGRATIONS = "/settings/integrations"


@router.get("/")
def start(request: Request, database: OpenDatabase, who: Reader) -> Response:
    """Go to the company, or to where one is connected."""
    companies = find_seen(database, who).companies
    path = f"/companies/{companies[0].id}/" if companies else INTEGRATIONS
    return go_to(request, path)


class Place(StrEnum):
    """A page of a company that links from outside name without naming the company."""

    ATTENTION = "attention"
    HISTORY = "history"
    WORKFLOWS = "workflows"
    AUTO_SYNC = "auto-sync"


@router.get("/open/{place}")
def open_place(request: Request, database: OpenDatabase, who: Reader, place: Place) -> Response:
    """Go to a page of the only company that the visitor can see; with several, to where one is chosen."""
    companies = find_seen(database, who).companies
    path = f"/companies/{companies[0].id}/{place}" if len(companies) == 1 else INTEGRATIONS
    return go_to(request, path)


@router.get("/companies")
def find(request: Request, database: OpenDatabase, who: Reader, q: str = "") -> Response:
    """The companies that a search finds, for the list at the top; a whole page is Integrations."""
    search = " ".join(q.split()[:MOST_WORDS])
    if not request.headers.get("HX-Request"):
        return go_to(request, f"{INTEGRATIONS}?{urlencode({'q': search})}")
    return render(request, "frame/company_list.html", found=find_seen(database, who, search))


@router.get("/companies/{company_id}/")
def overview(request: Request, company: Here, who: Reader, database: OpenDatabase) -> Response:
    """What is due and what became of it, what to do next, and each workflow at a glance."""
    runs = runs_in_address(request, database, company)
    return overview_page(request, company, who, database, runs)


@router.post("/companies/{company_id}/sync-all")
def sync_all(
    request: Request,
    company: Here,
    who: Syncer,
    database: OpenDatabase,
    asking: AskFirst,
    preview: Annotated[str, Form()] = "",
    anyway: Annotated[str, Form()] = "",
) -> Response:
    """Start every workflow that is on, or its preview, and follow the runs on Overview.

    The first run asks where QuickBooks has entries of the period, unless it is to run `anyway`.
    """
    active = active_of(database, company, Category)
    if not active:
        return go_to(request, f"/companies/{company.id}/workflows")
    if not (preview or anyway):
        question = asking.question(FirstRun(active, "sync-all"))
        if question is not None:
            return question
    started: list[AirflowRun] = []
    for category in active:
        try:
            started.append(start_run(request, Asked(company.id, category, preview=bool(preview))))
        except RunNotStarted as reason:
            trouble = f"{category.heading} wasn't started. {reason}"
            runs = [follow_run(request, database, company, run.category, run.id) for run in started]
            return overview_page(request, company, who, database, runs, trouble)
    return show_runs(request, database, company, started, "")
