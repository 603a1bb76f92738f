"""History: runs, changes, the audit trail, their exports, and undoing a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import Response

from include.database.engine import Database
from include.database.reads import history
from include.database.reads.companies import ConnectedCompany
from include.database.reads.history import HistoryList
from include.provider.airflow_api import Asked
from include.sync.run.mode import RunMode
from include.web.frame.access import Reader, Syncer
from include.web.frame.airflow_runs import start_run
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.entry_links import EntryLinks
from include.web.frame.exports import Cell, csv_answer, excel_answer
from include.web.frame.pages import PageNumber, RowId, render, root
from include.web.runs.approval_routes import waiting_for
from include.web.runs.history_exports import CHANGES, RUNS, TRAIL, change_row, event_row, run_row
from include.web.runs.history_filters import Filters
from include.web.runs.post_button import of_run_page, of_undo
from include.web.runs.run_page import RunPage, run_page
from include.web.runs.starting import show_runs
from include.web.runs.status import BY_OUTCOME, ChangeStatus, status_of
from include.web.runs.trail_routes import public_key_of, verdict_of
from include.workflows.category import Category

router = APIRouter(prefix="/companies/{company_id}/history")

Tab = Literal["runs", "changes", "trail"]


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a tab lists, and the columns of its export."""

    rows: HistoryList[Any]
    columns: Sequence[str]
    export_row: Callable[[Any, ZoneInfo], list[Cell]]


_TABS: dict[Tab, _Contents] = {
    "runs": _Contents(history.RUNS, RUNS, run_row),
    "changes": _Contents(history.CHANGES, CHANGES, change_row),
    "trail": _Contents(history.TRAIL, TRAIL, event_row),
}


@router.get("")
def runs_page(
    request: Request, company: Here, database: OpenDatabase, asked: Annotated[Filters, Query()]
) -> Response:
    """The runs, the newest first."""
    return _tab(request, company, database, asked, "runs")


@router.get("/changes")
def changes_page(
    request: Request,
    company: Here,
    database: OpenDatabase,
    links: EntryLinks,
    asked: Annotated[Filters, Query()],
) -> Response:
    """Everything that was sent to QuickBooks, the newest first."""
    return _tab(request, company, database, asked, "changes", link=links)


@router.get("/trail")
def trail_page(
    request: Request, company: Here, database: OpenDatabase, asked: Annotated[Filters, Query()]
) -> Response:
    """The audit trail, the newest first."""
    key = public_key_of(database, company.id)
    return _tab(request, company, database, asked, "trail", verdict="", broken="", key=key)


@router.post("/trail/verify")
def verify_trail(request: Request, company: Here, database: OpenDatabase) -> Response:
    """Verify the whole audit trail; it changes nothing, so every reader can."""
    verdict, broken = verdict_of(database, company.id)
    if request.headers.get("HX-Request"):
        return render(request, "runs/trail_verdict.html", verdict=verdict, broken=broken)
    key = public_key_of(database, company.id)
    return _tab(
        request, company, database, Filters(), "trail", verdict=verdict, broken=broken, key=key
    )


@router.get("/export/{what}.{form}")
def export(
    company: Here,
    database: OpenDatabase,
    what: Tab,
    form: Literal["csv", "xlsx"],
    asked: Annotated[Filters, Query()],
) -> Response:
    """A tab's list as a file, filtered as the page is."""
    errors: dict[str, str] = {}
    zone = ZoneInfo(company.timezone)
    wanted = asked.read(zone, errors)
    if errors:
        raise HTTPException(422, " ".join(errors.values()))
    contents = _TABS[what]
    rows = (
        contents.export_row(row, zone) for row in contents.rows.all(database, company.id, wanted)
    )
    period = "-".join(part for part in (asked.since, asked.until) if part)
    name = "-".join(part for part in (company.id, what, period) if part)
    answer = csv_answer if form == "csv" else excel_answer
    return answer(name, contents.columns, rows)


@router.get("/{run_id}")
def run(
    request: Request,
    company: Here,
    who: Reader,
    database: OpenDatabase,
    links: EntryLinks,
    run_id: RowId,
    page: PageNumber = 1,
) -> Response:
    """What one run was asked, what it did, and why."""
    base = f"{root(request)}/companies/{company.id}/history/{run_id}"
    known = _known(database, company, run_id, page)
    undo_button = of_undo(database, company.id, who.who, known.run)
    return render(
        request,
        "runs/run_page.html",
        "history",
        shown=known,
        approval=waiting_for(database, company.id, who, run_id),
        post_button=of_run_page(database, company.id, who.who, known.run),
        undo_button=undo_button if known.can_be_undone else None,
        link=links,
        address=lambda number: f"{base}?page={number}",
    )


@router.post("/{run_id}/undo")
def undo(
    request: Request,
    company: Here,
    database: OpenDatabase,
    who: Syncer,
    run_id: RowId,
    show_preview: Annotated[str, Form()] = "",
) -> Response:
    """Start undoing a run: it posts what this user previewed within a day, else it's a preview."""
    del who
    known = _known(database, company, run_id)
    asked = Asked(
        company.id,
        Category(known.run.category),
        preview=bool(show_preview),
        mode=RunMode.UNDO,
        undo=run_id,
    )
    started = start_run(request, asked)
    return show_runs(
        request, database, company, [started], f"runs/{started.category.value}/{started.id}"
    )


def _known(database: Database, company: ConnectedCompany, run_id: int, page: int = 1) -> RunPage:
    found = run_page(database, company.id, run_id, page)
    if found is None:
        raise HTTPException(404, f"{company.name} has no run {run_id}. Find the run in History.")
    return found


def _tab(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    asked: Filters,
    what: Tab,
    **further: Any,
) -> Response:
    errors: dict[str, str] = {}
    wanted = asked.read(ZoneInfo(company.timezone), errors)
    page = _TABS[what].rows.page(database, company.id, wanted, asked.page)
    below = "" if what == "runs" else f"/{what}"
    return render(
        request,
        f"runs/history_{what}.html",
        "history",
        status=422 if errors else 200,
        page=page,
        address=partial(_address, f"{root(request)}/companies/{company.id}/history{below}", asked),
        asked=asked,
        errors=errors,
        what=what,
        categories=list(Category),
        outcomes=BY_OUTCOME,
        purposes={mode.value: mode.heading for mode in RunMode},
        status_of=status_of,
        change_status=ChangeStatus.of,
        **further,
    )


def _address(base: str, asked: Filters, page: int) -> str:
    return f"{base}?{asked.query(page=page)}"
