"""Starting the runs for chosen records, and showing them: with htmx in place, else on their page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.sync.run.run import active_setup
from include.web.frame.airflow_runs import AirflowRun, Asked, RunNotStarted, start_run
from include.web.frame.pages import go_to, render
from include.web.runs.progress_routes import follow_run, shown
from include.web.runs.run_progress import Progress
from include.workflows.category import Category

MOST = 500
"""More records than this are not chosen one by one; a run for all that changed takes them."""


class NothingToStart(ValueError):
    """The sentence says why nothing was started, and what to do."""


def active_of(
    database: Database, company: ConnectedCompany, categories: Iterable[Category]
) -> list[Category]:
    """Those of the categories that have an active workflow."""
    with database.reading() as session:
        return [
            category
            for category in categories
            if active_setup(session, company.id, category) is not None
        ]


def chosen_ids(records: Iterable[str]) -> tuple[str, ...]:
    """The CORE ids that a form brings, each once.

    Raises:
        NothingToStart: there is none, or there are too many.
    """
    chosen = tuple(dict.fromkeys(record.strip() for record in records if record.strip().isdigit()))
    if not chosen:
        raise NothingToStart("Nothing was chosen. Mark at least one line, then press the button.")
    if len(chosen) > MOST:
        raise NothingToStart(
            f"{len(chosen)} were chosen; at most {MOST} go at once. Choose fewer, or run the "
            "workflow for everything that changed."
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
    """Start a run of every active workflow for some records.

    Args:
        request: the visitor's.
        database: the database.
        company: whose records.
        categories: the workflows that may be concerned.
        records: CORE ids.
        preview: whether nothing is to be sent.

    Raises:
        NothingToStart: no record, too many, or no active workflow.
        RunNotStarted: Airflow refuses; the sentence says which runs were started before.
    """
    chosen = chosen_ids(records)
    active = active_of(database, company, categories)
    if not active:
        raise NothingToStart(
            "No workflow is set up for this yet. Choose a template under Workflows first."
        )
    started: list[AirflowRun] = []
    for category in active:
        try:
            started.append(start_run(request, Asked(company.id, category, chosen, preview=preview)))
        except RunNotStarted as reason:
            if not started:
                raise
            before = " and ".join(run.category.heading for run in started)
            raise RunNotStarted(f"{before} was started and goes on. {reason}") from None
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
        found = [follow_run(request, database, company, run.category, run.id) for run in runs]
        answer = render(
            request, "runs/run_progress.html", runs=found, **shown(database, company, found)
        )
        if any(run.is_finished for run in found):
            answer.headers["HX-Trigger"] = "run-finished"  # as the piece says when it asks itself
        return answer
    query = urlencode([("run", f"{run.category.value}/{run.id}") for run in runs])
    return go_to(request, f"/companies/{company.id}/{path}?{query}")


def runs_in_address(
    request: Request, database: Database, company: ConnectedCompany
) -> list[Progress]:
    """The runs that an address names as `run=category/name`; what is no category is left out."""
    found = []
    for named in request.query_params.getlist("run"):
        category, _, name = named.partition("/")
        if category in set(Category) and name:
            found.append(follow_run(request, database, company, Category(category), name))
    return found
