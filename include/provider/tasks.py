"""What the tasks of a workflow's DAG do. Tasks pass each other IDs and counts only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import Any

from include.books.country_words import written_for
from include.books.gateway import GatewayUnavailable, GatewayWaits
from include.database.engine import Database
from include.database.keys.known_keys import seal_of
from include.database.keys.seal import SealBroken
from include.database.statuses import RunOutcome
from include.database.tables.companies import Company
from include.database.tables.runs import SyncRun
from include.database.unavailable import DatabaseUnavailable
from include.provider.connections.opening import open_gateway, settle_time
from include.provider.connections.sources import open_company_source, source_of
from include.provider.outside import metrics
from include.provider.run_conf import (
    changed_since_of,
    company_of,
    preview_of,
    purpose_of,
    records_of,
    undo_of,
)
from include.provider.stops import ActionNeeded, NotNow, TryLater, WaitingForPc, WaitingForRun
from include.quickbooks.online.wire.limiter import throttles
from include.settings import database_url, encryption_keys
from include.sync.diff import diff as diff_step
from include.sync.extract import extract as extract_step
from include.sync.post import post as post_step
from include.sync.run.asked_for import asked_for
from include.sync.run.authors import MANUAL, NO_ACT, SCHEDULED, Act
from include.sync.run.errors import (
    RunOfAnother,
    RunRejected,
    WaitsForApprover,
)
from include.sync.run.imports import is_import
from include.sync.run.open_runs import APPROVER, close_abandoned, open_runs
from include.sync.run.opening import RunRequest, open_run
from include.sync.run.run import (
    SyncContext,
    close_preview,
    fail_run,
    keep_selection,
    load_context,
    note_waiting,
)
from include.sync.run.taking_over import run_of_task
from include.sync.verify import verify as verify_step
from include.understood import Understood
from include.workflows.category import Category

_APPROVER_MINUTES = 30
"""A run waits for days for an approver, so what waits for it asks Airflow less often."""


def extract(category: str, airflow: Mapping[str, Any]) -> dict[str, Any]:
    """Open the run that the form asks for, and read CORE.

    Args:
        category: the workflow's category.
        airflow: {"params": the run form's values, "dag_run": Airflow's DAG run, "is_alive": whether
            another DAG run of this DAG, by its ID, isn't finished}.

    Returns:
        {"run": ID, "read": how many, "changed": how many}

    Raises:
        ActionNeeded: no run can be opened; nothing was read.
        WaitingForRun, NotNow: another run of the workflow isn't finished.
    """
    request = _request(category, airflow["params"], airflow["dag_run"])
    with closing(Database(database_url())) as database:
        try:
            _wait_for_others(database, request, airflow["is_alive"])
            run_id = open_run(database, request)
        except Understood as reason:
            raise _stop(reason) from None
    with _step(run_id, "extract") as context:
        read = extract_step.extract(context, request.record_ids, request.changed_since)
        # What tasks pass each other can be edited in Airflow: what is to be planned is kept here.
        keys = sorted(read.keys) if request.record_ids else None
        keep_selection(context.database, run_id, keys, complete_only=request.complete_only)
    return {"run": run_id, "read": read.read, "changed": read.changed}


def _wait_for_others(
    database: Database, request: RunRequest, is_alive: Callable[[str], bool]
) -> None:
    """Let a run of the same company and workflow finish first; a preview changes nothing of it."""
    if request.preview:
        return
    for other in open_runs(database, request):
        if not is_alive(other.name):
            close_abandoned(database, other.id)
            continue
        waits = f": it waits for {other.waits_for}" if other.waits_for else ""
        sentence = (
            f"Run {other.id} of this workflow, started by {other.actor}, isn't finished{waits}."
        )
        follows_import = request.trigger == SCHEDULED and is_import(request.run_name)
        if request.trigger == SCHEDULED and not follows_import:
            raise NotNow(
                f"{sentence} This scheduled run is skipped, and the next one syncs all changes."
            )
        # Nobody would start one for the import later, so it waits, however long that takes.
        if other.waits_for == APPROVER and not follows_import:
            raise WaitsForApprover(sentence)
        minutes = _APPROVER_MINUTES if other.waits_for == APPROVER else 1
        raise WaitingForRun(f"{sentence} This run starts after it.", other.id, minutes)


def act_of(dag_run: Any) -> Act:
    """Which life of a DAG run a task belongs to: when it began, and how often it was cleared."""
    began = getattr(dag_run, "start_date", None)
    cleared = int(getattr(dag_run, "clear_number", 0) or 0)
    return Act(f"{began.isoformat()}/{cleared}", cleared) if began else NO_ACT


def _request(category: str, params: Mapping[str, Any], dag_run: Any) -> RunRequest:
    """What the run form, or auto-sync, asks for."""
    # Auto-sync starts runs through Airflow's operator for it; users can't select this type. Whether it
    # is auto-sync's is looked up when the run is opened: any DAG can trigger another.
    scheduled = dag_run.run_type == "operator_triggered"
    user = getattr(dag_run, "triggering_user_name", None) or "unknown"
    preview = preview_of(params)
    return RunRequest(
        company=company_of(params),
        category=Category(category),
        run_name=dag_run.run_id,
        trigger=SCHEDULED if scheduled else MANUAL,
        actor=user,
        preview=preview,
        record_ids=records_of(params),
        changed_since=changed_since_of(params),
        # A preview after an import shows what the user who looks at it can post.
        complete_only=scheduled and not preview,
        mode=purpose_of(params),
        undo=undo_of(params),
        act=act_of(dag_run),
    )


def diff(read: Mapping[str, Any], airflow: Mapping[str, Any]) -> dict[str, Any]:
    """Plan the changes.

    Args:
        read: what `extract` returned.
        airflow: {"dag_run": Airflow's DAG run, "attempt": its try number for this task}.

    Returns:
        {"run": ID, "preview": bool} and the counts.
    """
    run_id = run_of(read["run"], airflow)
    with _step(run_id, "diff", airflow["attempt"]) as context:
        with context.database.reading() as session:
            to_plan = session.get_one(SyncRun, context.run_id).to_plan
        # An `extract` of an earlier version kept it where Airflow's users can edit it.
        to_plan = to_plan or {"keys": read["records"], "complete_only": read["complete_only"]}
        keys, complete_only = to_plan["keys"], bool(to_plan["complete_only"])
        counts = diff_step.diff(context, keys, complete_only=complete_only)
        with context.database.reading() as session:
            # A run that needs a preview first has become one.
            preview = session.get_one(SyncRun, context.run_id).preview
    return {"run": run_id, "preview": preview, **counts}


def post(planned: Mapping[str, Any], airflow: Mapping[str, Any]) -> dict[str, Any]:
    """Post the changes; a preview stops here. Returns {"run": ID, "preview": bool}."""
    run_id = run_of(planned["run"], airflow)
    with _step(run_id, "post", airflow["attempt"]) as context:
        # The database has it, not what tasks pass each other: users can edit that in Airflow.
        if not context.preview and context.mode.plans:
            post_step.post(context)
    return {"run": run_id, "preview": context.preview}


def verify(posted: Mapping[str, Any], airflow: Mapping[str, Any]) -> dict[str, Any]:
    """Check the posted entries and close the run. Returns {"run": ID} and the final counts."""
    run_id = run_of(posted["run"], airflow, writes=False)
    with _step(run_id, "verify", airflow["attempt"]) as context:
        if context.preview:
            counts = close_preview(context.database, context.run_id)
        else:
            counts = verify_step.verify(context)
    outcome = RunOutcome.PREVIEWED if context.preview else RunOutcome.COMPLETED
    metrics.run_ended(context.company_id, context.category.value, outcome.value, counts)
    return {"run": run_id, **counts}


def run_of(run_id: int, airflow: Mapping[str, Any], *, writes: bool = True) -> int:
    """The run that a task works on: another one where somebody else cleared it.

    Raises:
        ActionNeeded: an approver rejected it, or it isn't this DAG run's.
    """
    dag_run = airflow["dag_run"]
    with closing(Database(database_url())) as database:
        try:
            return run_of_task(database, run_id, dag_run.run_id, act_of(dag_run), writes=writes)
        except (RunRejected, RunOfAnother, DatabaseUnavailable) as reason:
            raise _stop(reason) from None


@contextmanager
def _step(run_id: int, step: str, attempt: int = 1) -> Iterator[SyncContext]:
    """A step's context; errors become the ways a task can stop, and are recorded in the run.

    Args:
        run_id: the run.
        step: the task.
        attempt: Airflow's try number. A new try reads QuickBooks Desktop again; a task that only
            waited for the PC continues with the responses that came meanwhile.
    """
    database, throttled = Database(database_url()), throttles()
    try:
        with _opened(database, run_id, f"run {run_id}/{step}/try {attempt}") as context:
            note_waiting(database, run_id, "")
            with metrics.timed_step(step, context.category.value):
                yield context
    except GatewayWaits as waits:
        # Not the end of the run: the task starts again when the responses are there.
        note_waiting(database, run_id, waits.sentence)
        raise WaitingForPc(str(waits), waits.company_id) from None
    except Exception as error:
        stop = _stop(error)
        # Without its key, the audit trail takes no event, so the run can't be changed either.
        with suppress(SealBroken, DatabaseUnavailable):
            fail_run(database, run_id, str(stop))
        if stop is error:
            raise
        raise stop from error
    finally:
        metrics.count("corebooks.throttles", throttles() - throttled, step=step)
        database.close()


@contextmanager
def _opened(database: Database, run_id: int, asker: str) -> Iterator[SyncContext]:
    """The context, with CORE and QuickBooks open."""
    with database.reading() as session:
        run = session.get_one(SyncRun, run_id)
        company = session.get_one(Company, run.company_id)
        as_of = asked_for(session, run)
        stream = Category(run.category).stream
        of = source_of(session, company.id, company.name, company.core_connection, stream)
    with (
        written_for(company.currency, company.country),
        open_company_source(database, of) as source,
        open_gateway(database, company, asker=asker, as_of=as_of) as gateway,
    ):
        settle, seal = settle_time(company), seal_of(database, encryption_keys())
        yield load_context(database, run_id, source, gateway, settle, seal)


def _stop(error: Exception) -> Exception:
    """The way to stop a task that an error stands for: itself, if it is one already or a fault of ours."""
    if not isinstance(error, Understood) or isinstance(error, ActionNeeded | TryLater | NotNow):
        return error
    if error.passes:
        retry_at = error.retry_at if isinstance(error, GatewayUnavailable) else None
        return TryLater(str(error), retry_at)
    return ActionNeeded(str(error))
