"""Following runs while they work, and what they came to."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy import select

from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.tables.runs import Operation, SyncRun
from include.sync.run.mode import RunMode
from include.web.frame.access import Syncer
from include.web.frame.airflow_runs import Asked, run_state, start_run
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.pages import go_to, render
from include.web.runs.changes import account_totals, entry_changes
from include.web.runs.run_progress import Progress, progress
from include.workflows.category import Category

router = APIRouter()

# A plan of thousands is read in the history; here its first entries are enough to go by.
_SHOWN = 100


@router.get("/companies/{company_id}/runs/{category}/{name}")
def follow(
    request: Request,
    company: Here,
    category: Category,
    name: str,
    database: OpenDatabase,
    seen: str = "",
) -> Response:
    """A run; asked for by htmx, the piece of it that changes, or 204 when nothing did."""
    found = follow_run(request, database, company, category, name)
    if seen == found.digest and request.headers.get("HX-Request"):
        return Response(status_code=204)
    template = "runs/run_progress.html" if request.headers.get("HX-Request") else "runs/run.html"
    answer = render(request, template, "history", runs=[found], **shown(database, company, [found]))
    if found.is_finished:
        # What a page shows beside the run is asked for anew.
        answer.headers["HX-Trigger"] = "run-finished"
    return answer


@router.post("/companies/{company_id}/runs/{category}/{name}/carry-out")
def carry_out(
    request: Request,
    company: Here,
    category: Category,
    name: str,
    database: OpenDatabase,
    who: Syncer,
) -> Response:
    """Start what a preview showed, in earnest: the same records for the same purpose."""
    del who
    with database.reading() as session:
        previewed = session.scalars(
            select(SyncRun).where(
                SyncRun.company_id == company.id,
                SyncRun.category == category,
                SyncRun.airflow_run_id == name,
                SyncRun.preview,
            )
        ).first()
    if previewed is None:
        raise HTTPException(404, "There is no such preview. Nothing was started.")
    started = start_run(
        request,
        Asked(
            company.id,
            category,
            tuple(previewed.selection.get("records") or ()),
            mode=RunMode(previewed.mode),
            undo=previewed.selection.get("undo"),
        ),
    )
    return go_to(request, f"/companies/{company.id}/runs/{category.value}/{quote(started.id)}")


def follow_run(
    request: Request, database: Database, company: ConnectedCompany, category: Category, name: str
) -> Progress:
    """How far a run is, by its name in Airflow."""
    return progress(database, company, category, name, run_state(request, category, name))


def shown(database: Database, company: ConnectedCompany, runs: list[Progress]) -> dict[str, Any]:
    """What run_progress.html shows besides the runs: of finished previews, the plan.

    Returns:
        `changes` and `totals` by the run's name in Airflow, and how many changes are left out.
    """
    changes: dict[str, object] = {}
    totals: dict[str, object] = {}
    more: dict[str, int] = {}
    with database.reading() as session:
        for run in runs:
            if run.report is None or not (run.is_finished and run.preview):
                continue
            operations = session.scalars(
                select(Operation)
                .where(Operation.run_id == run.report.run_id)
                .order_by(Operation.wave, Operation.id)
            ).all()
            found = entry_changes(operations)
            changes[run.name] = found[:_SHOWN]
            more[run.name] = max(len(found) - _SHOWN, 0)
            totals[run.name] = account_totals(session, company.id, operations)
    return {"changes": changes, "totals": totals, "more": more}
