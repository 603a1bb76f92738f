"""The DAG of a workflow category. Parsed often: nothing heavy is imported until a task runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from airflow.sdk import DAG, get_current_context

from include.provider.alerts.notifiers import TellOfApproval, TellOfFailure
from include.provider.approving.changes_approval import ChangesApproval
from include.provider.dags.dag_docs import SUMMARY, TASKS, workflow_doc
from include.provider.dags.run_form import BLANK, run_form
from include.provider.desktop_wait import SyncStep
from include.provider.outside.assets import alias_of, note_synced
from include.provider.retries import RETRY_POLICY
from include.workflows.category import Category

NO_LIMIT = 1_000_000

_OF_EACH_STEP = {
    "owner": "finance-ops",
    # Over 20 minutes in all: longer than a restart of everything that a run needs.
    "retries": 6,
    "retry_delay": dt.timedelta(seconds=20),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": dt.timedelta(minutes=30),
    "retry_policy": RETRY_POLICY,
    "execution_timeout": dt.timedelta(hours=6),
    # The steps of a run that has begun go before the first steps of others: with 1,000 runs at
    # once, each ends soon instead of all at last.
    "weight_rule": "upstream",
    "on_failure_callback": [TellOfFailure()],
}


def workflow_dag(category: Category) -> DAG:
    """The DAG of one category: `extract -> diff -> approve -> post -> verify`.

    It runs when a user or auto-sync triggers it.
    """
    with DAG(
        dag_id=category.value,
        dag_display_name=category.heading,
        description=SUMMARY[category],
        doc_md=workflow_doc(category),
        schedule=None,
        start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        catchup=False,
        # A company that waits, for an approver or its PC, keeps no other one waiting. Of one company, a
        # run waits for the one before it (`include.provider.tasks`). Airflow counts a run that waits as
        # active, and takes 0 as none at all, so the number is one that no installation reaches. What
        # works at a time is bounded by Airflow's pool and parallelism, which waiting tasks don't hold.
        max_active_runs=NO_LIMIT,
        # A paused DAG's runs stay queued without a word.
        is_paused_upon_creation=False,
        tags=["corebooks", "quickbooks", category.value.replace("_", "-")],
        params=run_form(category),
        default_args=_OF_EACH_STEP,
    ) as dag:
        read = _step("extract", extract, category.value)
        planned = _step("diff", diff, read.output)
        approved = ChangesApproval(
            task_id="approve",
            planned_by="diff",
            notifiers=[TellOfApproval()],
            doc_md=TASKS["approve"],
        )
        posted = _step("post", post, planned.output)
        planned >> approved >> posted
        _step("verify", verify, posted.output, outlets=[alias_of(category)])
    return dag


def _step(
    task_id: str, function: Callable[..., dict[str, Any]], given: Any, **options: Any
) -> SyncStep:
    return SyncStep(
        task_id=task_id,
        python_callable=function,
        op_args=[given],
        doc_md=TASKS[task_id],
        show_return_value_in_logs=False,
        **options,
    )


def extract(category: str) -> dict[str, Any]:
    """Read changes from CORE into the CoreBooks database. Posts nothing."""
    from include.provider import tasks  # noqa: PLC0415  (SQLAlchemy stays out of parsing)

    context = get_current_context()
    # The form sends None for a field that was filled and then cleared.
    filled = {name: value for name, value in context["params"].items() if value is not None}
    form = {**BLANK, **filled}
    airflow = {"params": form, "dag_run": context["dag_run"], "is_alive": _is_alive}
    return tasks.extract(category, airflow)


def diff(read: dict[str, Any]) -> dict[str, Any]:
    """Compare with the last sync and log the planned changes. Posts nothing."""
    from include.provider import tasks  # noqa: PLC0415  (as above)

    return tasks.diff(read, _airflow())


def post(planned: dict[str, Any]) -> dict[str, Any]:
    """Post the changes: customers and vendors, then entries, then payments."""
    from include.provider import tasks  # noqa: PLC0415  (as above)

    return tasks.post(planned, _airflow())


def verify(posted: dict[str, Any]) -> dict[str, Any]:
    """Verify each posted entry in QuickBooks and close the run with its report."""
    from include.provider import tasks  # noqa: PLC0415  (as above)

    counts = tasks.verify(posted, _airflow())
    note_synced(counts["run"], get_current_context())
    return counts


def _airflow() -> dict[str, Any]:
    """What a step is told of its DAG run; waiting for a PC doesn't count as a try."""
    context = get_current_context()
    return {"dag_run": context["dag_run"], "attempt": int(context["ti"].try_number)}


def _is_alive(run_id: str) -> bool:
    """Whether another DAG run of the same DAG isn't finished."""
    ti = get_current_context()["ti"]
    unfinished = ti.get_dr_count(ti.dag_id, run_ids=[run_id], states=["queued", "running"])
    return bool(unfinished)
