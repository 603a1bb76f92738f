"""The task `approve` asks only if it must, and records who decided."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from airflow.providers.standard.operators.hitl import ApprovalOperator

from include.provider import approval
from include.provider.approval import ApprovalRequest
from include.provider.changes_approval import ChangesApproval

RUN = 7
CONTEXT = {"ti": SimpleNamespace(xcom_pull=lambda task_ids: {"diff": {"run": RUN}}[task_ids])}
REQUEST = ApprovalRequest("Post 2 brokerage income changes to Willow?", "the changes", ("ada",))


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> ChangesApproval:
    """The task, in an Airflow whose own operator does nothing."""
    monkeypatch.setattr(ApprovalOperator, "execute", lambda _self, _context: "waiting")
    monkeypatch.setattr(ApprovalOperator, "execute_complete", lambda *_: "done")
    return ChangesApproval(task_id="approve", planned_by="diff")


def test_without_a_request_it_passes_at_once(
    task: ChangesApproval, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approval, "approval_request", lambda _run: None)
    assert task.execute(CONTEXT) is None


def test_with_a_request_it_shows_the_changes_to_the_approvers_and_waits(
    task: ChangesApproval, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approval, "approval_request", {RUN: REQUEST}.get)
    assert task.execute(CONTEXT) == "waiting"
    assert (task.subject, task.body) == (REQUEST.subject, REQUEST.body)
    assert task.assigned_users == [{"id": "ada", "name": "ada"}]


@pytest.mark.parametrize(
    ("option", "user", "recorded"),
    [
        ("Approve", {"id": "1", "name": "ada"}, (RUN, "ada", True)),
        ("Reject", {"id": "1", "name": "ada"}, (RUN, "ada", False)),
        ("Reject", None, (RUN, None, False)),
    ],
    ids=["approved", "rejected", "no one decided in time"],
)
def test_the_decision_is_recorded_with_its_approver(
    task: ChangesApproval,
    monkeypatch: pytest.MonkeyPatch,
    option: str,
    user: dict[str, str] | None,
    recorded: tuple[int, str | None, bool],
) -> None:
    decisions = []

    def record(run_id: int, approver: str | None, *, approved: bool) -> None:
        decisions.append((run_id, approver, approved))

    monkeypatch.setattr(approval, "record_decision", record)
    event: dict[str, Any] = {"chosen_options": [option], "responded_by_user": user}
    assert task.execute_complete(CONTEXT, event) == "done"
    assert decisions == [recorded]
