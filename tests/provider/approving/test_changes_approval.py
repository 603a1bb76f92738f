"""The task `approve` asks only if it must, passes on who decided, and asks again if that can't count."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from airflow.providers.standard.operators.hitl import ApprovalOperator

from include.database.setup.people import Who
from include.provider import tasks
from include.provider.approving import approval
from include.provider.approving.approval import ApprovalRequest, Decision
from include.provider.approving.changes_approval import ChangesApproval
from include.provider.stops import TryLater

RUN, TASK = 7, "0190-try"
CONTEXT = {
    "ti": SimpleNamespace(id=TASK, xcom_pull=lambda task_ids: {"diff": {"run": 6}}[task_ids]),
    "dag_run": SimpleNamespace(run_id="manual__1"),
}
REQUEST = ApprovalRequest("Post 2 brokerage income changes to Willow?", "the changes", ("1",))


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> ChangesApproval:
    """The task, in an Airflow whose own operator does nothing; its run is another than `diff`'s."""
    monkeypatch.setattr(ApprovalOperator, "execute", lambda _self, _context: "waiting")
    monkeypatch.setattr(ApprovalOperator, "execute_complete", lambda *_: "done")
    monkeypatch.setattr(tasks, "run_of", lambda run, _airflow: {6: RUN}[run])
    return ChangesApproval(task_id="approve", planned_by="diff")


def test_without_a_request_it_passes_at_once(
    task: ChangesApproval, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approval, "approval_request", lambda _run, _task: None)
    assert task.execute(CONTEXT) is None


def test_with_a_request_it_shows_the_changes_to_the_approvers_and_waits(
    task: ChangesApproval, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        approval, "approval_request", lambda run, asked: {(RUN, TASK): REQUEST}[run, asked]
    )
    assert task.execute(CONTEXT) == "waiting"
    assert (task.subject, task.body) == (REQUEST.subject, REQUEST.body)
    assert task.assigned_users == [{"id": "1", "name": "1"}]


@pytest.mark.parametrize(
    ("option", "user", "recorded"),
    [
        ("Approve", {"id": "1", "name": "ada"}, Decision(TASK, Who("1", "ada"), approved=True)),
        ("Reject", {"id": "1", "name": "ada"}, Decision(TASK, Who("1", "ada"), approved=False)),
        ("Reject", None, Decision(TASK, None, approved=False)),
    ],
    ids=["approved", "rejected", "no one decided in time"],
)
def test_the_decision_is_recorded_with_its_approver(
    task: ChangesApproval,
    monkeypatch: pytest.MonkeyPatch,
    option: str,
    user: dict[str, str] | None,
    recorded: Decision,
) -> None:
    decisions = []

    def record(run_id: int, decision: Decision) -> str:
        decisions.append((run_id, decision))
        return ""

    monkeypatch.setattr(approval, "record_decision", record)
    event: dict[str, Any] = {"chosen_options": [option], "responded_by_user": user}
    assert task.execute_complete(CONTEXT, event) == "done"
    assert decisions == [(RUN, recorded)]


def test_an_answer_that_does_not_count_is_asked_for_again(
    task: ChangesApproval, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approval, "record_decision", lambda _run, _decision: "finn asked for it.")
    monkeypatch.setattr(approval, "approval_request", lambda _run, _task: REQUEST)
    event: dict[str, Any] = {
        "chosen_options": ["Approve"],
        "responded_by_user": {"id": "2", "name": "finn"},
    }
    assert task.execute_complete(CONTEXT, event) == "waiting"


def test_a_question_that_is_out_of_date_is_asked_by_another_try_of_the_task(
    task: ChangesApproval, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(*_: object) -> str:
        raise approval.AskAnew("The planned changes aren't those that were shown.")

    monkeypatch.setattr(approval, "record_decision", changed)
    event: dict[str, Any] = {"chosen_options": ["Approve"], "responded_by_user": {"id": "1"}}
    with pytest.raises(TryLater, match="aren't those that were shown"):
        task.execute_complete(CONTEXT, event)
