"""Starting the runs for selected records, and showing them: in place with htmx, else on their page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from include.database.engine import Database
from include.database.reads.active_setups import active_setups
from include.database.reads.companies import ConnectedCompany
from include.provider.airflow_api import AirflowRun, Asked, RunNotStarted
from include.understood import Understood
from include.web.frame.airflow_runs import start_run
from include.web.frame.fields import is_core_id
from include.web.frame.pages import go_to, render
from include.web.runs.progress_routes import follow_run, shown
from include.web.runs.run_progress import Progress
from include.workflows.category import Category

MOST = 500
"""The most records that can be selected one by one; a run of all changes has no limit."""

_MOST_RUNS = 10
"""In an address; a click starts one for each workflow."""


class NothingToStart(Understood, ValueError):
    """The sentence has why nothing was started, and what to do."""


def active_of(
    database: Database, company: ConnectedCompany, categories: Iterable[Category]
) -> list[Category]:
    """Those of the categories whose workflow is on."""
    with database.reading() as session:
        setups = active_setups(session, company.id)
    return [category for category in categories if category in setups]


def chosen_ids(records: Iterable[str]) -> tuple[str, ...]:
    """The CORE IDs that a form sends, each once.

    Raises:
        NothingToStart: there is none, or there are too many.
    """
    chosen = tuple(
        dict.fromkeys(record.strip() for record in records if is_core_id(record.strip()))
    )
    if not chosen:
        raise NothingToStart("No records are selected. Select at least one, then try again.")
    if len(chosen) > MOST:
        raise NothingToStart(
            f"You selected {len(chosen)} records, and the limit is {MOST}. Select fewer, or run the "
            "workflow to sync all changes."
        )
    return chosen


def start_for(
    request: Request,
    database: Database,
    company: ConnectedCompany,
    categories: Sequence[Category],
    records: Sequence[str],
    *,
    preview: bool,
) -> list[AirflowRun]:
    """Start a run of every workflow that is on, for some records.

    Args:
        request: the visitor's.
        database: the database.
        company: whose records.
        categories: the workflows that may be concerned.
        records: CORE IDs.
        preview: whether nothing is to be posted.

    Raises:
        NothingToStart: no record, too many, or no workflow is on.
        RunNotStarted: Airflow rejects it; the sentence names the runs that were started before.
    """
    chosen = chosen_ids(records)
    active = active_of(database, company, categories)
    if not active:
        raise NothingToStart(
            "No workflow is on for these records. Go to Workflows and choose a template."
        )
    return start_all(
        request, [Asked(company.id, category, chosen, preview=preview) for category in active]
    )


def start_all(request: Request, asked: Iterable[Asked]) -> list[AirflowRun]:
    """Start several runs that one click asks for.

    Raises:
        RunNotStarted: Airflow rejects one; the sentence names the runs that were started before.
    """
    started: list[AirflowRun] = []
    for one in asked:
        try:
            started.append(start_run(request, one))
        except RunNotStarted as reason:
            if not started:
                raise
            before = " and ".join(run.category.heading for run in started)
            raise RunNotStarted(f"{before} was started and continues. {reason}") from None
    return started


def show_runs(
    request: Request,
    database: Database,
    company: ConnectedCompany,
    runs: Sequence[AirflowRun],
    path: str,
) -> Response:
    """Show runs that were just started: in place for htmx, else on the page they belong to.

    Args:
        request: the visitor's.
        database: the database.
        company: whose runs.
        runs: what was started.
        path: of the page, below the company's.
    """
    if request.headers.get("HX-Request"):
        followed = [follow_run(request, database, company, run.category, run.id) for run in runs]
        answer = render(
            request,
            "runs/run_progress.html",
            runs=followed,
            **shown(request, database, company, followed),
        )
        if any(run.is_finished for run in followed):
            answer.headers["HX-Trigger"] = "run-finished"  # as when the run asks for itself
        return answer
    query = urlencode([("run", f"{run.category.value}/{run.id}") for run in runs])
    return go_to(request, f"/companies/{company.id}/{path}?{query}")


def runs_in_address(
    request: Request, database: Database, company: ConnectedCompany
) -> list[Progress]:
    """The runs that an address names as `run=category/ID`; unknown categories are left out."""
    runs = []
    for named in request.query_params.getlist("run")[:_MOST_RUNS]:
        category, _, name = named.partition("/")
        if category in set(Category) and name:
            runs.append(follow_run(request, database, company, Category(category), name))
    return runs
