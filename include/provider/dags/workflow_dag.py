"""The DAG of a workflow category. Parsed often: nothing heavy is imported until a task runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from airflow.sdk import DAG, Param, get_current_context

from include.provider.desktop_wait import SyncStep
from include.provider.plan_approval import PlanApproval
from include.provider.retries import RETRY_POLICY
from include.sync.run.mode import RunMode
from include.workflows.category import Category, Stream

_SUMMARY = {
    Category.BROKERAGE_INCOME: (
        "Books the gross commission of every deal whose disbursement is created in CORE: one "
        "income document per transaction."
    ),
    Category.AGENT_EXPENSES: (
        "Books what every disbursement pays out: one document per agent or vendor and transaction."
    ),
    Category.AGENT_BILLING: (
        "Books what the brokerage bills its agents: one invoice per statement, and its payments."
    ),
}

_DOC = """\
### When this DAG fails
1. Open the red task's log; its last lines say in plain words what is wrong and what to do.
2. **Reconnect** (QuickBooks or CORE refuses the login): mend the connection under Admin >
   Connections, or connect QuickBooks again; then press **Clear** on the red task. Nothing was lost.
3. **Retry later** (too many requests, no answer): Airflow tries again by itself. If it has given
   up, press **Clear** on the red task.
4. **Entries differ** (`verify` is red): somebody changed an entry while it was written, or
   QuickBooks booked something else. The log names each entry with a link.
5. Never delete entries in QuickBooks to start over: running again creates no second entry.

Records that are **held back** do not fail the run. They are listed at the end of the log of
`verify`, each with what to do, and are tried again by every run.

### What it does
{summary} Running it again creates nothing twice: what is in QuickBooks is updated in place.

`extract` reads what changed in CORE, `diff` compares it with what was last synced and writes the
plan into its log, `approve` waits for a person where the page Permissions says so, `post` carries
the plan out, `verify` reads every written entry back.
What exactly is created and updated: docs/workflows/{category}.md.
"""


def _params(category: Category) -> dict[str, Param]:
    by_agent = category.stream is Stream.BILLING
    chosen = "Agents" if by_agent else "Transactions"
    return {
        # What may stay empty is nullable: the form asks for everything else before it can be sent.
        "company": Param(
            "",
            type=["null", "string"],
            title="Company",
            description="The QuickBooks company. Empty: the only one that is connected.",
        ),
        "records": Param(
            [],
            type=["null", "array"],
            items={"type": "string", "pattern": r"^\s*\d+\s*$"},
            title=chosen,
            description_md=(
                f"CORE ids of the {chosen.lower()} to sync, one a line. "
                "Empty: everything that changed."
            ),
        ),
        "changed_since": Param(
            None,
            type=["null", "string"],
            format="date-time",
            title="Changed since",
            description="Read again what changed in CORE since then. Empty: since the last run.",
        ),
        "purpose": Param(
            RunMode.SYNC.value,
            type="string",
            enum=[mode.value for mode in RunMode],
            values_display={mode.value: mode.heading for mode in RunMode},
            title="Purpose",
            description_md=(
                "What the run is for. Name the records to re-create, overwrite, leave or void. What "
                "voids, reposts or undoes is carried out the second time it is started: the first "
                "is its preview."
            ),
        ),
        "undo_run": Param(
            None,
            type=["null", "integer"],
            title="Run to undo",
            description="The number of the run, from the first line of the log of its extract.",
        ),
        "preview_only": Param(
            False,
            type="boolean",
            title="Preview only",
            description="Show the plan in the log of diff, and send nothing to QuickBooks.",
        ),
    }


def workflow_dag(category: Category) -> DAG:
    """The DAG of one category: `extract -> diff -> approve -> post -> verify`.

    Runs when somebody presses the button, and when auto-sync starts it.
    """
    with DAG(
        dag_id=category.value,
        dag_display_name=category.heading,
        description=_SUMMARY[category],
        doc_md=_DOC.format(summary=_SUMMARY[category], category=category.value),
        schedule=None,
        start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        catchup=False,
        max_active_runs=1,
        tags=["corebooks", "quickbooks", category.value.replace("_", "-")],
        params=_params(category),
        default_args={
            "owner": "finance-ops",
            "retries": 3,
            "retry_delay": dt.timedelta(minutes=1),
            "retry_exponential_backoff": 2.0,
            "max_retry_delay": dt.timedelta(minutes=30),
            "retry_policy": RETRY_POLICY,
            "execution_timeout": dt.timedelta(hours=6),
        },
    ) as dag:
        read = _step("extract", extract, category.value)
        planned = _step("diff", diff, read.output)
        approved = PlanApproval(task_id="approve", planned_by="diff")
        posted = _step("post", post, planned.output)
        planned >> approved >> posted
        _step("verify", verify, posted.output)
    return dag


def _step(task_id: str, function: Callable[..., dict[str, Any]], given: Any) -> SyncStep:
    return SyncStep(
        task_id=task_id,
        python_callable=function,
        op_args=[given],
        doc_md=function.__doc__,
        show_return_value_in_logs=False,
    )


def extract(category: str) -> dict[str, Any]:
    """Read what changed in CORE into the database; nothing is sent."""
    from include.provider import tasks  # noqa: PLC0415  (pandas and SQLAlchemy stay out of parsing)

    context = get_current_context()
    # A field that was filled and emptied again comes from the form as None.
    params = {name: value for name, value in context["params"].items() if value is not None}
    empty: dict[str, Any] = {
        "company": "",
        "records": [],
        "changed_since": None,
        "purpose": "",
        "undo_run": None,
    }
    form = {**empty, **params}
    return tasks.extract(category, {"params": form, "dag_run": context["dag_run"]})


def diff(read: dict[str, Any]) -> dict[str, Any]:
    """Compare with what was last synced, and write the plan; nothing is sent."""
    from include.provider import tasks  # noqa: PLC0415  (as above)

    return tasks.diff(read, _attempt())


def post(planned: dict[str, Any]) -> dict[str, Any]:
    """Carry the plan out: parties, then documents, then payments."""
    from include.provider import tasks  # noqa: PLC0415  (as above)

    return tasks.post(planned, _attempt())


def verify(posted: dict[str, Any]) -> dict[str, Any]:
    """Read back what was written, and close the run with its report."""
    from include.provider import tasks  # noqa: PLC0415  (as above)

    return tasks.verify(posted, _attempt())


def _attempt() -> int:
    """The how-many-eth try it is; waiting for a PC does not count."""
    return int(get_current_context()["ti"].try_number)
