"""History: runs, changes, the audit trail, and their exports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from include.database.engine import Database
from include.database.reads import history
from include.database.reads.companies import ConnectedCompany
from include.database.reads.history import HistoryList
from include.sync.run.mode import RunMode
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.entry_links import EntryLinks
from include.web.frame.exports import Cell, ExportForm, file_answer
from include.web.frame.pages import render, root
from include.web.runs.history_exports import CHANGES, RUNS, TRAIL, change_row, event_row, run_row
from include.web.runs.history_filters import Filters
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
    form: ExportForm,
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
    return file_answer(form, name, contents.columns, rows)


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
