"""The DAG that keeps connections alive. Parsed often: nothing heavy is imported until it runs."""

from __future__ import annotations

import datetime as dt

from airflow.sdk import DAG, task

from include.provider.retries import RETRY_POLICY

_DOC = """\
### When this DAG fails
1. Open the red task's log; it names each company that QuickBooks no longer lets in.
2. Connect that company again (an administrator of it must do so), then press **Clear**. Nothing that
   was synced is lost; runs of that company wait until then.

### What it does
It uses every company's connection once a day: QuickBooks ends connections that nobody used for 100
days, and all of them after five years. A month before that end its log warns, with the day.
"""


def keepalive_dag() -> DAG:
    """The DAG `quickbooks_keepalive`: one task, once a day."""
    with DAG(
        dag_id="quickbooks_keepalive",
        dag_display_name="QuickBooks connections",
        description="Uses every company's connection once a day, so that it does not expire.",
        doc_md=_DOC,
        schedule="@daily",
        start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        catchup=False,
        max_active_runs=1,
        is_paused_upon_creation=False,
        tags=["corebooks", "quickbooks", "connections"],
        default_args={
            "owner": "finance-ops",
            "retries": 3,
            "retry_delay": dt.timedelta(minutes=30),
            "retry_policy": RETRY_POLICY,
            "execution_timeout": dt.timedelta(hours=1),
        },
    ) as dag:
        keep_alive()
    return dag


@task(show_return_value_in_logs=False)
def keep_alive() -> dict[str, int]:
    """Use every connection once; warn of those that end within a month."""
    from include.provider.connections import keepalive as step  # noqa: PLC0415  (SQLAlchemy stays out of parsing)

    return step.keep_alive()
