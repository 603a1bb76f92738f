"""Following runs while they work, and what they came to."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.reads.run_changes import all_changes, lists_of, previewed
from include.database.reads.runs import find_preview
from include.provider.airflow_api import Asked
from include.sync.run.mode import RunMode
from include.web.frame.access import Syncer, Visitor
from include.web.frame.airflow_runs import run_state, start_run
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.company_tax import shows_tax
from include.web.frame.pages import go_to, render
from include.web.runs.changes import account_totals
from include.web.runs.nothing_to_sync import nothing_to_sync
from include.web.runs.post_button import PostButton, of_preview
from include.web.runs.run_page import changes_at, line_of
from include.web.runs.run_progress import Progress, progress
from include.workflows.category import Category

router = APIRouter()

_SHOWN = 50
"""A preview of thousands is read in History; its first changes are enough to go by here."""

MOST_AT_ONCE = 500
"""Of more changes, the effect by account is worked out after the page is shown."""


@router.get("/companies/{company_id}/runs/{category}/{name}")
def follow(
    request: Request,
    company: Here,
    category: Category,
    name: str,
    database: OpenDatabase,
    seen: str = "",
) -> Response:
    """A run; for htmx the part of it that changes, or 204 when nothing did."""
    run = follow_run(request, database, company, category, name)
    if seen == run.digest and request.headers.get("HX-Request"):
        return Response(status_code=204)
    template = "runs/run_progress.html" if request.headers.get("HX-Request") else "runs/run.html"
    answer = render(
        request, template, "history", runs=[run], **shown(request, database, company, [run])
    )
    if run.is_finished:
        # The page then reloads what it shows beside the run.
        answer.headers["HX-Trigger"] = "run-finished"
    return answer


@router.post("/companies/{company_id}/runs/{category}/{name}/post")
def post_changes(
    request: Request,
    company: Here,
    category: Category,
    name: str,
    database: OpenDatabase,
    who: Syncer,
    show_preview: Annotated[str, Form()] = "",
) -> Response:
    """Post what a preview showed, or preview it for this user: start a run of the same."""
    del who
    preview = find_preview(database, company.id, category, name)
    if preview is None:
        raise HTTPException(
            404, f"{category.heading} has no preview {name}. Preview the changes again."
        )
    started = start_run(
        request,
        Asked(
            company.id,
            category,
            preview.records,
            preview=bool(show_preview),
            mode=RunMode(preview.mode),
            undo=preview.undo,
        ),
    )
    return go_to(request, f"/companies/{company.id}/runs/{category.value}/{quote(started.id)}")


def follow_run(
    request: Request, database: Database, company: ConnectedCompany, category: Category, name: str
) -> Progress:
    """How far a run is, by its ID in Airflow."""
    return progress(database, company.id, category, name, run_state(request, category, name))


def shown(
    request: Request, database: Database, company: ConnectedCompany, runs: list[Progress]
) -> dict[str, Any]:
    """What run_progress.html shows besides the runs: the planned changes of finished previews.

    Returns:
        `changes`, `totals` (by account, unless that is worked out later) and `buttons` (what posts
        them) by the run's ID in Airflow, `taxed`: the runs whose changes have tax, `more`: how many changes are left out, `nothing`: why selected records have nothing to sync, and
        `changes_at`: where a change is shown field by field.
    """
    previews = {run.run.id: run for run in runs if run.run and run.is_finished and run.preview}
    found = previewed(database, company.id, list(previews), _SHOWN)
    changes: dict[str, object] = {}
    totals: dict[str, object] = {}
    buttons: dict[str, PostButton] = {}
    taxed: set[str] = set()
    more: dict[str, int] = {}
    visitor: Visitor = request.state.visitor
    for run_id, run in previews.items():
        planned = found[run_id]
        changes[run.name] = [
            line_of(change, planned.days.get(change.record_key)) for change in planned.entries
        ]
        if shows_tax(company, (tax for change in planned.entries for tax in change.taxes)):
            taxed.add(run.name)
        more[run.name] = planned.number - len(planned.entries)
        if run.run is not None and planned.number:
            who, tallies = visitor.who, planned.tallies
            buttons[run.name] = of_preview(database, company.id, who, run.run, tallies)
        if planned.number <= MOST_AT_ONCE:
            lists = lists_of(database, company.id)
            totals[run.name] = account_totals(lists, all_changes(database, run_id))
    nothing = {
        run.name: nothing_to_sync(database, company.id, run.run)
        for run in runs
        if run.run and run.is_finished
    }
    return {
        "changes": changes,
        "totals": totals,
        "buttons": buttons,
        "taxed": taxed,
        "more": more,
        "nothing": nothing,
        "changes_at": changes_at(request, company),
    }
