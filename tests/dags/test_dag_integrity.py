"""The DAGs load, say what to do when they fail, and can be triggered from their form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG
from airflow.sdk.exceptions import ParamValidationError
from airflow.serialization.serialized_objects import DagSerialization

from include.provider.dags import WORKFLOW_TASKS, run_form
from include.provider.dags.dag_docs import TASKS
from include.provider.dags.inbox_dag import inbox_dag
from include.provider.dags.scheduled_dags import (
    alerts_dag,
    auto_sync_dag,
    checkpoints_dag,
    keepalive_dag,
)
from include.provider.dags.workflow_dag import NO_LIMIT, workflow_dag
from include.workflows.category import Category

ROOT = Path(__file__).resolve().parents[2]
DAGS = ("brokerage_income", "agent_expenses", "agent_billing")


@pytest.fixture(scope="module")
def dagbag() -> DagBag:
    return DagBag(dag_folder=str(ROOT / "dags"))


SCHEDULED = (
    "corebooks_alerts",
    "corebooks_checkpoints",
    "corebooks_inbox",
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


@pytest.mark.parametrize("dag_id", DAGS)
def test_airflow_takes_a_company_that_the_form_does_not_suggest_yet(
    monkeypatch: pytest.MonkeyPatch, dag_id: str
) -> None:
    """As it checks a run that a page or a script starts: by the DAG it stored, before it stores the run."""
    monkeypatch.setattr(run_form, "suggested_companies", lambda: ["Willow & Park (willow)"])
    dag = workflow_dag(Category(dag_id))
    stored = DagSerialization.from_dict(DagSerialization.to_dict(dag))
    assert stored.params["company"] == ""
    for company in ("a-minute-ago", "willow", "Willow & Park (willow)", "", None):
        stored.params.deep_merge({"company": company}).validate()
    with pytest.raises(ParamValidationError):
        stored.params.deep_merge({"company": "w" * 201}).validate()
    with pytest.raises(ParamValidationError):
        stored.params.deep_merge({"purpose": "sink"}).validate()


@pytest.mark.parametrize("dag_id", DAGS)
def test_the_purpose_is_chosen_by_its_name(dagbag: DagBag, dag_id: str) -> None:
    shown = dagbag.dags[dag_id].params.get_param("purpose").schema["values_display"]
    assert shown["sync"] == "Sync changes"
    assert shown["void"] == "Void entries removed from CORE"


def test_every_dag_and_task_says_what_it_does_and_links_to_this_installation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://books.willow.example/air")
    pages = "https://books.willow.example/air/plugin/quickbooks/air/corebooks"
    dags = [workflow_dag(category) for category in Category]
    assert [tuple(dag.task_ids) for dag in dags] == [WORKFLOW_TASKS] * len(DAGS)
    for dag in dags:
        assert f"[Needs attention]({pages}/open/attention)" in str(dag.doc_md)
        assert f"[History]({pages}/open/history)" in str(dag.doc_md)
    dags += [auto_sync_dag(), keepalive_dag(), checkpoints_dag(), alerts_dag(), inbox_dag()]
    assert f"[Integrations]({pages}/settings/integrations)" in str(dags[4].doc_md)
    for dag in dags:
        assert "{" not in str(dag.doc_md)
        for task in dag.tasks:
            assert task.doc_md == TASKS[task.task_id]


def test_without_an_address_of_airflow_pages_are_named_and_not_linked(dagbag: DagBag) -> None:
    doc = str(dagbag.dags["brokerage_income"].doc_md)
    assert "under **Needs attention**" in doc
    assert "](" not in doc


def test_auto_sync_runs_every_five_minutes_from_the_start(dagbag: DagBag) -> None:
    dag = dagbag.dags["quickbooks_auto_sync"]
    assert str(dag.schedule) == "*/5 * * * *"
    assert dag.is_paused_upon_creation is False
    assert {task.task_id for task in dag.tasks} == {"find_due", "look"}
    assert (dag.doc_md or "").startswith("### When this DAG fails")


def test_the_inbox_starts_when_something_arrives_and_at_no_other_time(dagbag: DagBag) -> None:
    dag = dagbag.dags["corebooks_inbox"]
    condition: Any = dag.timetable.asset_condition
    (asset,) = condition.objects
    (watcher,) = asset.watchers
    assert watcher.trigger.serialize() == ("include.provider.inbox.arrived.SomethingArrived", {})
    assert dag.is_paused_upon_creation is False
    assert dag.max_active_runs == 1
    after = {task.task_id: task.downstream_task_ids for task in dag.tasks}
    assert after == {
        "receive": {"read", "result"},
        "read": {"start", "result"},
        "start": {"result"},
        "result": set(),
    }
    # One source that fails keeps no other one's imports from being read, but the run isn't green.
    rules = {task.task_id: task.trigger_rule.value for task in dag.tasks}
    assert rules.pop("result") == "all_success"
    assert set(rules.values()) == {"all_done"}
