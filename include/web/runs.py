"""Following runs while they work, and what they came to."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select

from include.ledger.database import Ledger
from include.ledger.models import Company, Operation
from include.web.airflow_runs import run_state
from include.web.changes import account_totals, entry_changes
from include.web.opened import Here, OpenLedger
from include.web.pages import render
from include.web.run_progress import Progress, progress
from include.workflows.category import Category

router = APIRouter()

# A plan of thousands is read in the history; here its first entries are enough to go by.
_SHOWN = 100


@router.get("/companies/{company_id}/runs/{category}/{name}")
def follow(
    request: Request, company: Here, category: Category, name: str, ledger: OpenLedger
) -> Response:
    """A run; asked for by htmx, the piece of it that changes."""
    found = follow_run(request, ledger, company, category, name)
    template = "run_progress.html" if request.headers.get("HX-Request") else "run.html"
    answer = render(request, template, "history", runs=[found], **shown(ledger, company, [found]))
    if found.is_finished:
        # What a page shows beside the run is asked for anew.
        answer.headers["HX-Trigger"] = "run-finished"
    return answer


def follow_run(
    request: Request, ledger: Ledger, company: Company, category: Category, name: str
) -> Progress:
    """How far a run is, by its name in Airflow."""
    return progress(ledger, company, category, name, run_state(request, category, name))


def shown(ledger: Ledger, company: Company, runs: list[Progress]) -> dict[str, Any]:
    """What run_progress.html shows besides the runs: of finished previews, the plan.

    Returns:
        `changes` and `totals` by the run's name in Airflow, and how many changes are left out.
    """
    changes: dict[str, object] = {}
    totals: dict[str, object] = {}
    more: dict[str, int] = {}
    with ledger.reading() as session:
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
