"""Approving or rejecting a run's changes on its own page."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from include.database.engine import Database
from include.database.reads.approvals import WaitingApproval, waiting_approvals
from include.web.frame.access import Syncer, Visitor
from include.web.frame.airflow_runs import answer_approval
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.pages import RowId, go_to
from include.workflows.category import Category

router = APIRouter(prefix="/companies/{company_id}/history")


def waiting_for(
    database: Database, company_id: str, who: Visitor, run_id: int
) -> WaitingApproval | None:
    """What a run asks its approvers; None if it doesn't wait for one."""
    with database.reading() as session:
        waiting = waiting_approvals(session, company_id, who.who, may_sync=who.may_sync)
    return next((one for one in waiting if one.run_id == run_id), None)


@router.post("/{run_id}/approval")
def decide(
    request: Request,
    company: Here,
    database: OpenDatabase,
    who: Syncer,
    run_id: RowId,
    decision: Annotated[Literal["Approve", "Reject"], Form()],
) -> Response:
    """Answer in Airflow in the visitor's name; the run's task checks and records it."""
    asked = waiting_for(database, company.id, who, run_id)
    if asked is None:
        raise HTTPException(
            409, f"Run {run_id} doesn't wait for approval. Open its page again to see its status."
        )
    if asked.why_not:
        raise HTTPException(403, f"{asked.why_not} Nothing was posted.")
    answer_approval(request, Category(asked.category), asked.airflow_run_id, decision)
    return go_to(request, f"/companies/{company.id}/runs/{asked.category}/{asked.airflow_run_id}")
