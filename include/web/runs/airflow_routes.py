"""From Airflow's page of a DAG run to ours of its run: what the tab that `include.web.plugin` adds there shows."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from include.database.reads.runs import run_of_dag_run
from include.database.setup.company_access import may_see
from include.web.frame.access import Reader
from include.web.frame.company_context import OpenDatabase
from include.web.frame.pages import go_to
from include.workflows.category import Category

router = APIRouter()

NOT_OURS = (
    "Only DAG runs of Brokerage income, Agent expenses, and Agent billing have a page in CoreBooks. Select one "
    "of those DAGs, then one of its runs."
)
NOT_YET = (
    "This DAG run has no run in CoreBooks. Either it hasn't begun, or it ended before it could begin, or its "
    "company isn't one that you can see. Open the log of its task extract: the last lines give the cause and the fix."
)


@router.get("/airflow/{dag_id}/{run_name}")
def run_in_airflow(
    request: Request, who: Reader, database: OpenDatabase, dag_id: str, run_name: str
) -> Response:
    """The page of the run that a DAG run made.

    Raises:
        HTTPException: the DAG has none of ours, or the run has none that the visitor can see (404).
    """
    if dag_id not in set(Category):
        raise HTTPException(404, NOT_OURS)
    with database.reading() as session:
        found = run_of_dag_run(session, dag_id, run_name)
        if found is None or not may_see(session, found[0], who.id):
            raise HTTPException(404, NOT_YET)
    company_id, run_id = found
    return go_to(request, f"/companies/{company_id}/history/{run_id}")
