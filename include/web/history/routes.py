"""History: runs and changes, and the exports of both and of the audit trail (`trail_routes`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from include.books.dates import format_listed
from include.clock import utc_now
from include.database.engine import Database
from include.database.reads import history
from include.database.reads.companies import ConnectedCompany
from include.database.reads.history import (
    HistoryChange,
    HistoryFilter,
    HistoryList,
    HistoryPage,
)
from include.database.reads.listed_changes import has_taxed_changes
from include.database.reads.saved_filters import saved_filters
from include.database.reads.trail import all_events
from include.sync.run.mode import RunMode
from include.web.frame.access import Visitor
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.company_tax import shows_tax
from include.web.frame.entry_links import EntryLinks
from include.web.frame.exports import Cell, ExportForm, file_answer
from include.web.frame.pages import render, root
from include.web.history.exported import event_row, run_row, runs_heading, trail_heading
from include.web.history.filters import Filters
from include.web.runs.change_exports import change_row, changes_heading
from include.web.runs.run_page import changes_at
from include.web.runs.status import BY_OUTCOME, ChangeStatus, status_of
from include.workflows.category import Category

router = APIRouter(prefix="/companies/{company_id}/history")

Tab = Literal["runs", "changes", "trail"]
Listed = Literal["runs", "changes"]


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a tab lists, and the columns of its export."""

    rows: HistoryList[Any]
    columns: Callable[..., Sequence[str]]
    export_row: Callable[..., list[Cell]]


_TABS: dict[Listed, _Contents] = {
    "runs": _Contents(history.RUNS, runs_heading, run_row),
    "changes": _Contents(history.CHANGES, changes_heading, change_row),
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
    at = changes_at(request, company)

    def has_tax(page: HistoryPage[HistoryChange]) -> bool:
        return shows_tax(company, (tax for sent in page.rows for tax in sent.change.taxes))

    further = {"link": links, "changes_at": at, "taxed": has_tax}
    return _tab(request, company, database, asked, "changes", **further)


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
    wanted = asked.read(ZoneInfo(company.timezone), errors)
    if errors:
        raise HTTPException(422, " ".join(errors.values()))
    columns, rows = _exported(database, company, what, wanted)
    period = "-".join(part for part in (asked.since, asked.until) if part)
    name = "-".join(part for part in (company.id, what, period) if part)
    return file_answer(form, name, columns, rows)


def _exported(
    database: Database, company: ConnectedCompany, what: Tab, wanted: HistoryFilter
) -> tuple[Sequence[str], Iterator[list[Cell]]]:
    """The columns of a tab's export, and its rows."""
    zone = ZoneInfo(company.timezone)
    if what == "trail":
        told = all_events(database, company.id, wanted)
        return trail_heading(), (event_row(event, names, zone) for event, names in told)
    contents = _TABS[what]
    with database.reading() as session:
        with_tax = shows_tax(company, [has_taxed_changes(session, company.id)])
    listed = contents.rows.all(database, company.id, wanted)
    rows = (contents.export_row(row, zone, with_tax=with_tax) for row in listed)
    return contents.columns(with_tax=with_tax), rows


def _tab(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    asked: Filters,
    what: Listed,
    **further: Any,
) -> Response:
    errors: dict[str, str] = {}
    wanted = asked.read(ZoneInfo(company.timezone), errors)
    page = _TABS[what].rows.page(database, company.id, wanted, asked.page)
    now = utc_now()
    below = "" if what == "runs" else f"/{what}"
    visitor: Visitor = request.state.visitor
    with database.reading() as session:
        saved = saved_filters(session, company.id, visitor.id, what)
    return render(
        request,
        f"history/{what}.html",
        "history",
        status=422 if errors else 200,
        page=page,
        address=partial(_address, f"{root(request)}/companies/{company.id}/history{below}", asked),
        asked=asked,
        errors=errors,
        saved=saved,
        what=what,
        categories=list(Category),
        outcomes=BY_OUTCOME,
        purposes={mode.value: mode.heading for mode in RunMode},
        status_of=status_of,
        change_status=ChangeStatus.of,
        when=lambda moment: format_listed(moment, company.zone, now),
        zone_name=f"{now.astimezone(company.zone):%Z}",
        **further,
    )


def _address(base: str, asked: Filters, page: int) -> str:
    return f"{base}?{asked.query(page=page)}"
