"""The DAGs load, say what to do when they fail, and can be triggered from their form."""

from __future__ import annotations

from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG

from include.provider.dags.workflow_dag import NO_LIMIT

ROOT = Path(__file__).resolve().parents[2]
DAGS = ("brokerage_income", "agent_expenses", "agent_billing")


@pytest.fixture(scope="module")
def dagbag() -> DagBag:
    return DagBag(dag_folder=str(ROOT / "dags"))


SCHEDULED = (
    "corebooks_alerts",
    "corebooks_checkpoints",
    "quickbooks_auto_sync",
    "quickbooks_keepalive",
)


def test_every_file_loads_and_there_are_just_these(dagbag: DagBag) -> None:
    assert dagbag.import_errors == {}
    assert sorted(dagbag.dags) == sorted([*DAGS, *SCHEDULED])


def test_connections_are_checked_once_a_day_from_the_start(dagbag: DagBag) -> None:
    dag = dagbag.dags["quickbooks_keepalive"]
    assert str(dag.schedule) == "@daily"
    assert not dag.catchup
    assert dag.is_paused_upon_creation is False
    assert (dag.doc_md or "").startswith("### When this DAG fails")


@pytest.mark.parametrize("dag_id", DAGS)
def test_a_dag_runs_only_when_triggered_and_many_companies_at_once(
    dagbag: DagBag, dag_id: str
) -> None:
    dag: DAG = dagbag.dags[dag_id]
    assert dag.schedule is None
    assert dag.catchup is False
    # Of one company, a run waits for the one before it; that is asked of the database.
    assert dag.max_active_runs == NO_LIMIT
    # A paused DAG's runs stay queued without a word.
    assert dag.is_paused_upon_creation is False
    assert {"corebooks", "quickbooks"} <= set(dag.tags)


@pytest.mark.parametrize("dag_id", DAGS)
def test_a_dags_page_opens_with_what_to_do_when_it_fails(dagbag: DagBag, dag_id: str) -> None:
    text = dagbag.dags[dag_id].doc_md or ""
    assert text.startswith("### When this DAG fails")
    page = f"docs/workflows/{dag_id}.md"
    assert page in text
    assert (ROOT / page).exists()


@pytest.mark.parametrize("dag_id", DAGS)
def test_the_tasks_follow_each_other_and_are_retried_within_limits(
    dagbag: DagBag, dag_id: str
) -> None:
    dag = dagbag.dags[dag_id]
    after = {task.task_id: task.downstream_task_ids for task in dag.tasks}
    assert after == {
        "extract": {"diff"},
        "diff": {"approve", "post"},
        "approve": {"post"},
        "post": {"verify"},
        "verify": set(),
    }
    for task in dag.tasks:
        assert task.owner == "finance-ops"
        assert task.retries == 6
        # The time that an approver takes does not count.
        assert task.execution_timeout is not None


@pytest.mark.parametrize("dag_id", DAGS)
def test_the_form_can_be_submitted_as_it_opens(dagbag: DagBag, dag_id: str) -> None:
    params = dagbag.dags[dag_id].params
    assert set(params) == {
        "company",
        "records",
        "changed_since",
        "purpose",
        "undo_run",
        "preview_only",
    }
    for name in params:
        param = params.get_param(name)
        param.resolve()
        assert param.schema["title"]
        # Airflow disables Trigger while a field that is not nullable is blank.
        assert "null" in param.schema["type"] or name in ("preview_only", "purpose")


def test_auto_sync_runs_every_five_minutes_from_the_start(dagbag: DagBag) -> None:
    dag = dagbag.dags["quickbooks_auto_sync"]
    assert str(dag.schedule) == "*/5 * * * *"
    assert dag.is_paused_upon_creation is False
    assert {task.task_id for task in dag.tasks} == {"find_due", "look"}
    assert (dag.doc_md or "").startswith("### When this DAG fails")
