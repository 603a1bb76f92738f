"""The DAG that starts runs by itself. Parsed often: nothing heavy is imported until it runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowSkipException

_DOC = """\
### When this DAG fails
1. Open the red task's log. Nothing was sent to QuickBooks by this DAG: it only starts the others.
2. Press **Clear** on the red task, or wait: the next look takes up whatever was due.

### What it does
Every five minutes it looks which companies' schedules are due, and starts their workflows: what
reached 100 % in CORE, and billing whose card was charged. What runs by itself, and when, is chosen
on the page Permissions. With both switches off it starts nothing.
"""


def auto_sync_dag() -> DAG:
    """The DAG `quickbooks_auto_sync`: `due -> start -> noted`, every five minutes."""
    with DAG(
        dag_id="quickbooks_auto_sync",
        dag_display_name="QuickBooks auto-sync",
        description="Starts the workflows of every company whose schedule is due.",
        doc_md=_DOC,
        schedule="*/5 * * * *",
        start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        catchup=False,
        max_active_runs=1,
        is_paused_upon_creation=False,
        tags=["corebooks", "quickbooks", "auto-sync"],
        default_args={
            "owner": "finance-ops",
            "retries": 2,
            "retry_delay": dt.timedelta(minutes=1),
            "execution_timeout": dt.timedelta(minutes=10),
        },
    ) as dag:
        runs_due: Any = find_due()
        start = TriggerDagRunOperator.partial(
            task_id="start", skip_when_already_exists=True
        ).expand_kwargs(runs_due)
        start >> record_started(runs_due)
    return dag


@task(show_return_value_in_logs=False)
def find_due() -> list[dict[str, Any]]:
    """Find the runs that are due; without any, all that follows is skipped."""
    from include.provider import auto_sync  # noqa: PLC0415  (SQLAlchemy stays out of parsing)

    runs = auto_sync.runs_due()
    if not runs:
        raise AirflowSkipException("Nothing is due.")
    return runs


# Not before all of them were started: what this look could not start, the next one takes up. A run
# that an earlier look had started already counts as skipped, which is as good.
@task(trigger_rule="none_failed_min_one_success")
def record_started(runs: list[dict[str, Any]]) -> None:
    """Note that they were started."""
    from include.provider import auto_sync  # noqa: PLC0415  (as above)

    auto_sync.note_started(runs)
