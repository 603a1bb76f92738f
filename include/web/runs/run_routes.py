"""The page of one run: its report, its changes one by one, its export, and undoing it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from include.books.journal import Posting
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.reads.history import HistoryChange
from include.database.reads.listed_changes import KINDS, ChangeFilter, Part
from include.database.reads.run_changes import EVERYTHING, all_changes, lists_of, one_change
from include.provider.airflow_api import Asked
from include.provider.dags import WORKFLOW_TASKS
from include.sync.run.mode import RunMode
from include.web.frame.access import Reader, Syncer
from include.web.frame.airflow_runs import start_run
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.company_tax import shows_tax
from include.web.frame.entry_links import EntryLinks
from include.web.frame.exports import ExportForm, file_answer
from include.web.frame.fields import SearchText
from include.web.frame.pages import PageNumber, RowId, render, root
from include.web.imports.origin import origin_links
from include.web.runs.approval_routes import waiting_for
from include.web.runs.change_exports import change_row, changes_heading
from include.web.runs.changes import account_totals
from include.web.runs.post_button import of_run_page, of_undo
from include.web.runs.progress_routes import MOST_AT_ONCE
from include.web.runs.run_page import RunPage, changes_at, line_of, run_page
from include.web.runs.starting import show_runs
from include.workflows.category import Category

router = APIRouter(prefix="/companies/{company_id}/history/{run_id}")


class Filters(BaseModel):
    """Which of a run's changes are listed, as it was typed."""

    part: Part = Part.ALL
    kind: str = ""
    q: SearchText = ""
    page: PageNumber = 1

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.part.value or self.kind or self.q)

    @property
    def wanted(self) -> ChangeFilter:
        """What to look for; a kind that there is not is none that was asked for."""
        kind = self.kind if self.kind in KINDS else ""
        return ChangeFilter(self.part, kind, self.q, self.page)

    def query(self, **changed: object) -> str:
        """The list in an address, with some fields changed; from its first page on."""
        fields = {**self.model_dump(mode="json", exclude={"page"}), **changed}
        return urlencode({name: value for name, value in fields.items() if value})


@router.get("")
def run(
    request: Request,
    company: Here,
    who: Reader,
    database: OpenDatabase,
    links: EntryLinks,
    run_id: RowId,
    asked: Annotated[Filters, Query()],
) -> Response:
    """What one run was asked, what it did or would do, and why."""
    known = _known(database, company, run_id, asked.wanted)
    undo_button = of_undo(database, company.id, who.who, known.run)
    base = f"{root(request)}/companies/{company.id}/history/{run_id}"
    is_short = known.changes <= MOST_AT_ONCE
    return render(
        request,
        "runs/run_page.html",
        "history",
        shown=known,
        asked=asked,
        tasks=WORKFLOW_TASKS,
        is_short=is_short,
        postings=_postings(database, company, run_id) if is_short else (),
        approval=waiting_for(database, company.id, who, run_id),
        post_button=of_run_page(database, company.id, who.who, known.run),
        undo_button=undo_button if known.can_be_undone else None,
        link=links,
        changes_at=changes_at(request, company),
        address=lambda number: f"{base}?{asked.query(page=number)}#changes",
        has_tax=shows_tax(company, [known.has_tax]),
    )


@router.get("/accounts")
def accounts(request: Request, company: Here, database: OpenDatabase, run_id: RowId) -> Response:
    """What a run with many changes does to each account: a piece for its page."""
    _known(database, company, run_id)
    postings = _postings(database, company, run_id)
    if request.headers.get("HX-Request"):
        return render(request, "frame/journal.html", postings=postings)
    return render(
        request, "runs/run_accounts_page.html", "history", run_id=run_id, postings=postings
    )


@router.get("/changes/{change_id}")
def change(
    request: Request,
    company: Here,
    database: OpenDatabase,
    links: EntryLinks,
    run_id: RowId,
    change_id: RowId,
) -> Response:
    """One change, field by field: unfolded below its line, or a page of its own."""
    found = one_change(database, company.id, run_id, change_id)
    if found is None:
        raise HTTPException(
            404, f"Run {run_id} has no change {change_id}. Open the run in History."
        )
    piece = bool(request.headers.get("HX-Request"))
    return render(
        request,
        "runs/change_unfolded.html" if piece else "runs/change_page.html",
        "history",
        line=line_of(found),
        origin=origin_links(request, database, company.id, [found.record_key], found.sent_at).get(
            found.record_key
        ),
        home=f"{root(request)}/companies/{company.id}",
        link=links,
    )


@router.get("/export.{form}")
def export(
    company: Here,
    database: OpenDatabase,
    run_id: RowId,
    form: ExportForm,
    asked: Annotated[Filters, Query()],
) -> Response:
    """The changes of a run as a file, filtered as its page is."""
    known = _known(database, company, run_id)
    zone = ZoneInfo(company.timezone)
    with_tax = shows_tax(company, [known.has_tax])
    rows = (
        change_row(HistoryChange(change, known.run.actor), zone, with_tax=with_tax)
        for change in all_changes(database, run_id, asked.wanted)
    )
    heading = changes_heading(with_tax=with_tax)
    return file_answer(form, f"{company.id}-run-{run_id}", heading, rows)


@router.post("/undo")
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


def _postings(database: Database, company: ConnectedCompany, run_id: int) -> list[Posting]:
    lists = lists_of(database, company.id)
    return account_totals(lists, all_changes(database, run_id))


def _known(
    database: Database,
    company: ConnectedCompany,
    run_id: int,
    wanted: ChangeFilter = EVERYTHING,
) -> RunPage:
    found = run_page(database, company.id, run_id, wanted)
    if found is None:
        raise HTTPException(404, f"{company.name} has no run {run_id}. Find the run in History.")
    return found
