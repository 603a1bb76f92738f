"""History and audit: runs, writes, the trail, and their exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from include.database.audit import TrailBroken, verify
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.statuses import RunOutcome
from include.sync.run.mode import RunMode
from include.web.frame.access import Syncer
from include.web.frame.airflow_runs import Asked, start_run
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.entry_links import EntryLinks
from include.web.frame.exports import Cell, csv_answer, excel_answer
from include.web.frame.fields import typed_day
from include.web.frame.pages import PageNumber, RowId, render, root
from include.web.runs import history_query as query
from include.web.runs.history_exports import RUNS, TRAIL, WRITES, event_row, run_row, write_row
from include.web.runs.history_query import PAGE, Period, Wanted
from include.web.runs.run_page import run_page
from include.web.runs.starting import show_runs
from include.workflows.category import Category

router = APIRouter(prefix="/companies/{company_id}/history")

What = Literal["runs", "changes", "trail"]


class Filters(BaseModel):
    """What a list is narrowed to, as it was typed."""

    q: str = ""
    who: str = ""
    workflow: str = ""
    outcome: str = ""
    since: str = ""
    until: str = ""
    page: PageNumber = 1

    @property
    def narrows(self) -> bool:
        """Whether anything is left out by it."""
        return any((self.q, self.who, self.workflow, self.outcome, self.since, self.until))

    def query(self, **other: Any) -> str:
        """The same filters as part of an address, without the page."""
        kept = {name: value for name, value in self.model_dump().items() if value}
        kept.pop("page", None)
        return urlencode({**kept, **other})

    def wanted(self, zone: ZoneInfo, errors: dict[str, str]) -> Wanted:
        """What to look for; `errors` receives a sentence for each field that cannot be read."""
        period = Period(
            typed_day("since", self.since, errors), typed_day("until", self.until, errors), zone
        )
        return Wanted(period, self.q, self.who, self.workflow, self.outcome)


@router.get("")
def runs_page(
    request: Request, company: Here, database: OpenDatabase, asked: Annotated[Filters, Query()]
) -> Response:
    """The runs, the newest first."""
    return _list(request, company, database, asked, "runs")


@router.get("/changes")
def writes_page(
    request: Request,
    company: Here,
    database: OpenDatabase,
    links: EntryLinks,
    asked: Annotated[Filters, Query()],
) -> Response:
    """Everything that was handed to QuickBooks, the newest first."""
    return _list(request, company, database, asked, "changes", link=links)


@router.get("/trail")
def trail_page(
    request: Request, company: Here, database: OpenDatabase, asked: Annotated[Filters, Query()]
) -> Response:
    """The audit trail, the newest first."""
    return _list(request, company, database, asked, "trail", verdict="", broken="")


@router.post("/trail/verify")
def verify_trail(request: Request, company: Here, database: OpenDatabase) -> Response:
    """Check the whole chain of the trail; it changes nothing, so whoever may read may ask."""
    verdict = broken = ""
    with database.reading() as session:
        try:
            number = verify(session, company.id)
            verdict = (
                f"The trail is whole: {number:,} entries, each follows the one before it, and none "
                "was changed."
            )
        except TrailBroken as reason:
            broken = f"{reason} Compare it with a backup, and tell who runs the database."
    if request.headers.get("HX-Request"):
        return render(request, "runs/trail_verdict.html", verdict=verdict, broken=broken)
    return _list(request, company, database, Filters(), "trail", verdict=verdict, broken=broken)


@router.get("/export/{what}.{form}")
def export(
    company: Here,
    database: OpenDatabase,
    what: What,
    form: Literal["csv", "xlsx"],
    asked: Annotated[Filters, Query()],
) -> Response:
    """A list as a file, with the filters that are set."""
    errors: dict[str, str] = {}
    zone = ZoneInfo(company.timezone)
    wanted = asked.wanted(zone, errors)
    if errors:
        raise HTTPException(422, " ".join(errors.values()))
    lists: dict[str, tuple[Sequence[str], Callable[[str, Wanted], Any], Callable[..., list[Cell]]]]
    lists = {
        "runs": (RUNS, query.runs, run_row),
        "changes": (WRITES, query.writes, write_row),
        "trail": (TRAIL, query.trail, event_row),
    }
    heading, narrowed, row_of = lists[what]

    def rows() -> Iterator[list[Cell]]:
        with database.reading() as session:
            for found in query.in_chunks(session, narrowed(company.id, wanted)):
                yield row_of(*found, zone)

    period = "-".join(part for part in (asked.since, asked.until) if part)
    name = "-".join(part for part in (company.id, what, period) if part)
    answer = csv_answer if form == "csv" else excel_answer
    return answer(name, heading, rows())


@router.get("/{run_id}")
def run(
    request: Request,
    company: Here,
    database: OpenDatabase,
    links: EntryLinks,
    run_id: RowId,
    page: PageNumber = 1,
) -> Response:
    """What one run was asked, what it did, and why."""
    shown = run_page(database, company.id, run_id, page)
    if shown is None:
        raise HTTPException(
            404, f"There is no run {run_id} of {company.name}. See History for all."
        )
    base = f"{root(request)}/companies/{company.id}/history/{run_id}"
    return render(
        request,
        "runs/run_page.html",
        "history",
        shown=shown,
        link=links,
        address=lambda number: f"{base}?page={number}",
    )


@router.post("/{run_id}/undo")
def undo(
    request: Request, company: Here, database: OpenDatabase, who: Syncer, run_id: RowId
) -> Response:
    """Start undoing a run: the first time its preview, the second time in earnest."""
    del who
    shown = run_page(database, company.id, run_id, 1)
    if shown is None:
        raise HTTPException(
            404, f"There is no run {run_id} of {company.name}. Nothing was changed."
        )
    asked = Asked(company.id, Category(shown.run.category), mode=RunMode.UNDO, undo=run_id)
    started = start_run(request, asked)
    return show_runs(
        request, database, company, [started], f"runs/{started.category.value}/{started.id}"
    )


def _list(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    asked: Filters,
    what: What,
    **further: Any,
) -> Response:
    errors: dict[str, str] = {}
    wanted = asked.wanted(ZoneInfo(company.timezone), errors)
    narrowed: dict[str, Callable[[str, Wanted], Any]] = {
        "runs": query.runs,
        "changes": query.writes,
        "trail": query.trail,
    }
    chosen = narrowed[what](company.id, wanted)
    with database.reading() as session:
        total = query.count(session, chosen)
        rows = [tuple(row) for row in session.execute(query.page_of(chosen, asked.page))]
        people = query.actors(session, company.id)
    below = "" if what == "runs" else f"/{what}"
    return render(
        request,
        f"runs/history_{what}.html",
        "history",
        status=422 if errors else 200,
        rows=rows,
        total=total,
        page=max(asked.page, 1),
        last_page=max(1, -(-total // PAGE)),
        address=partial(_address, f"{root(request)}/companies/{company.id}/history{below}", asked),
        asked=asked,
        errors=errors,
        what=what,
        people=people,
        categories=list(Category),
        outcomes=[one.value for one in RunOutcome],
        headings={mode.value: mode.heading for mode in RunMode},
        **further,
    )


def _address(base: str, asked: Filters, page: int) -> str:
    return f"{base}?{asked.query(page=page)}"
