"""The DAGs that run on their own schedule. Parsed often: nothing heavy is imported until they run."""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import DAG, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from include.provider.alerts.notifiers import TellOfFailure
from include.provider.dags.dag_docs import TASKS, scheduled_doc
from include.provider.retries import RETRY_POLICY


def auto_sync_dag() -> DAG:
    """The DAG `quickbooks_auto_sync`: `find_due -> look`, every five minutes."""
    with _scheduled_dag(
        "quickbooks_auto_sync",
        "QuickBooks auto-sync",
        "Triggers each company's workflows on its auto-sync schedule.",
        schedule="*/5 * * * *",
        tag="auto-sync",
        tasks={
            "retries": 2,
            "retry_delay": dt.timedelta(minutes=1),
            "execution_timeout": dt.timedelta(minutes=10),
        },
    ) as dag:
        look.expand(companies=find_due())
    return dag


def keepalive_dag() -> DAG:
    """The DAG `quickbooks_keepalive`: one task, once a day."""
    with _scheduled_dag(
        "quickbooks_keepalive",
        "QuickBooks keepalive",
        "Checks each QuickBooks connection daily so it doesn't expire.",
        schedule="@daily",
        tag="connections",
        tasks={
            "retries": 3,
            "retry_delay": dt.timedelta(minutes=30),
            "retry_policy": RETRY_POLICY,
            "execution_timeout": dt.timedelta(hours=1),
        },
    ) as dag:
        keep_alive()
    return dag


def checkpoints_dag() -> DAG:
    """The DAG `corebooks_checkpoints`: one task, every hour, as each company has its own midnight."""
    with _scheduled_dag(
        "corebooks_checkpoints",
        "CoreBooks checkpoints",
        "Verifies each company's audit trail and writes its checkpoint of the day.",
        schedule="7 * * * *",
        tag="audit trail",
        tasks={
            "retries": 1,
            "retry_delay": dt.timedelta(minutes=10),
            "execution_timeout": dt.timedelta(hours=1),
        },
    ) as dag:
        write_checkpoints()
    return dag


def alerts_dag() -> DAG:
    """The DAG `corebooks_alerts`: one task, every five minutes."""
    with _scheduled_dag(
        "corebooks_alerts",
        "CoreBooks alerts",
        "Sends alerts: failed runs, records on hold, approvals, and more.",
        schedule="2-59/5 * * * *",
        tag="alerts",
        tasks={
            "retries": 1,
            "retry_delay": dt.timedelta(minutes=1),
            "execution_timeout": dt.timedelta(minutes=4),
        },
    ) as dag:
        tell()
    return dag


def _scheduled_dag(
    dag_id: str,
    name: str,
    description: str,
    *,
    schedule: str,
    tag: str,
    tasks: dict[str, Any],
) -> DAG:
    """A DAG that runs from the start, one run at a time, and doesn't make up for missed runs.

    Args:
        dag_id: its ID.
        name: what Airflow shows instead of the ID.
        description: one sentence.
        schedule: cron expression or preset, in UTC.
        tag: beside the tags of every CoreBooks DAG.
        tasks: the default arguments of its tasks.
    """
    return DAG(
        dag_id=dag_id,
        dag_display_name=name,
        description=description,
        doc_md=scheduled_doc(dag_id),
        schedule=schedule,
        start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        catchup=False,
        max_active_runs=1,
        is_paused_upon_creation=False,
        tags=["corebooks", "quickbooks", tag],
        default_args={
            "owner": "finance-ops",
            "on_failure_callback": [TellOfFailure()],
            **tasks,
        },
    )


@task(show_return_value_in_logs=False, doc_md=TASKS["find_due"])
def find_due() -> list[list[str]]:
    """Find the companies whose schedule is due, in portions; if there are none, nothing is looked at."""
    from include.provider.schedule import auto_sync, beats  # noqa: PLC0415  (SQLAlchemy stays out of parsing)

    portions = auto_sync.portions_due()
    beats.beat("quickbooks_auto_sync")
    if not portions:
        raise AirflowSkipException("No company is scheduled now.")
    return portions


@task(max_active_tis_per_dagrun=8, show_return_value_in_logs=False, doc_md=TASKS["look"])
def look(companies: list[str]) -> dict[str, int]:
    """Look whether there is anything to sync for some companies, and trigger their workflows."""
    from include.provider.airflow_runs import TaskRuns  # noqa: PLC0415  (as above)
    from include.provider.schedule import looks  # noqa: PLC0415  (as above)

    return looks.look(companies, TaskRuns(get_current_context()["ti"]))


@task(show_return_value_in_logs=False, doc_md=TASKS["keep_alive"])
def keep_alive() -> dict[str, int]:
    """Use every connection once; warn of those that end within 30 days."""
    from include.provider.connections import keepalive as step  # noqa: PLC0415  (as above)
    from include.provider.schedule import beats  # noqa: PLC0415  (SQLAlchemy stays out of parsing)

    counts = step.keep_alive()
    beats.beat("quickbooks_keepalive")
    return counts


@task(show_return_value_in_logs=False, doc_md=TASKS["write_checkpoints"])
def write_checkpoints() -> list[str]:
    """Write the checkpoints that are due; names the files."""
    from include.provider import trail_checkpoints  # noqa: PLC0415  (SQLAlchemy stays out of parsing)
    from include.provider.schedule import beats  # noqa: PLC0415  (SQLAlchemy stays out of parsing)

    written = trail_checkpoints.write_due()
    beats.beat("corebooks_checkpoints")
    return written


@task(show_return_value_in_logs=False, doc_md=TASKS["tell"])
def tell() -> dict[str, int]:
    """Look for what needs a person, and tell it."""
    from include.provider.alerts import look  # noqa: PLC0415  (SQLAlchemy stays out of parsing)

    return look.look_and_tell()
