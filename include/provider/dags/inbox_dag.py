"""The DAG of the inbox: an event starts it, when something arrived. Parsed often: nothing heavy is imported until it runs."""

from __future__ import annotations

import datetime as dt

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, get_current_context, task

from include.provider.alerts.notifiers import TellOfFailure
from include.provider.dags.dag_docs import TASKS, inbox_doc
from include.provider.inbox.arrived import inbox_asset
from include.provider.retries import RETRY_POLICY

DAG_ID = "corebooks_inbox"


def inbox_dag() -> DAG:
    """The DAG `corebooks_inbox`: `receive -> read -> start -> result`, when something arrived.

    No run polls: the triggerer looks, and starts a run when there is something to do. What can't be fetched
    keeps nothing from being read that is there, so each task runs whatever became of the one before. Airflow judges a
    run by its last task alone; `result`, which no worker runs, fails with any of the others.
    """
    with DAG(
        dag_id=DAG_ID,
        dag_display_name="CoreBooks inbox",
        description="Reads files, mails, and calls as they arrive, and starts the workflows that follow.",
        doc_md=inbox_doc(),
        schedule=[inbox_asset()],
        start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        catchup=False,
        # What arrives meanwhile is one event, which starts one more run.
        max_active_runs=1,
        is_paused_upon_creation=False,
        tags=["corebooks", "quickbooks", "imports"],
        default_args={
            "owner": "finance-ops",
            "retries": 2,
            "retry_delay": dt.timedelta(seconds=20),
            "retry_policy": RETRY_POLICY,
            "execution_timeout": dt.timedelta(hours=2),
            "trigger_rule": "all_done",
            "on_failure_callback": [TellOfFailure()],
        },
    ) as dag:
        fetched, read_, started = receive(), read(), start()
        result = EmptyOperator(task_id="result", trigger_rule="all_success", doc_md=TASKS["result"])
        fetched >> read_ >> started
        [fetched, read_, started] >> result
    return dag


@task(show_return_value_in_logs=False, doc_md=TASKS["receive"])
def receive() -> dict[str, int]:
    """Fetch new files and mails into the inbox."""
    from include.provider.inbox import receive as step  # noqa: PLC0415  (SQLAlchemy stays out of parsing)

    return step.receive()


@task(show_return_value_in_logs=False, doc_md=TASKS["read"])
def read() -> dict[str, int]:
    """Read what arrived, one import after the other."""
    from include.provider.inbox import read as step  # noqa: PLC0415  (as above)

    return step.read()


@task(show_return_value_in_logs=False, doc_md=TASKS["start"])
def start() -> dict[str, int]:
    """Start the workflows of companies for which something changed."""
    from include.provider.airflow_runs import TaskRuns  # noqa: PLC0415  (as above)
    from include.provider.inbox import start as step  # noqa: PLC0415  (as above)

    return step.start(TaskRuns(get_current_context()["ti"]))
