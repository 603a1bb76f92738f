"""What a request to Airflow's API does to which runs, however it is written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from include.web.frame.airflow_requests import RequestedAct, may_be_act, requested_acts

DAG = "/api/v2/dags/agent_expenses"
RUN = f"{DAG}/dagRuns/manual__1"
ANY = "/api/v2/dags/~"


def acts(method: str, path: str, body: Any = None) -> list[tuple[str, str, str]]:
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return [
        (act.kind.value, act.category, act.run_name) for act in requested_acts(method, path, sent)
    ]


CLEARED = ("cleared", "agent_expenses", "manual__1")
MARKED = ("marked", "agent_expenses", "manual__1")
DELETED = ("deleted", "agent_expenses", "manual__1")
ALL = ("cleared", "agent_expenses", "*")


OTHER = "/api/v2/dags/another/dagRuns"
OURS = {"dag_id": "agent_expenses", "dag_run_id": "manual__1"}


def update(entity: dict[str, str]) -> dict[str, Any]:
    return {"action": "update", "entities": [entity], "new_state": "success"}


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", f"{DAG}/dagRuns", {"dag_run_id": "x"}, [("triggered", "agent_expenses", "x")]),
        ("POST", f"{DAG}/dagRuns", {"conf": {}}, [("triggered", "agent_expenses", "")]),
        ("POST", f"{RUN}/clear", {"dry_run": False}, [CLEARED]),
        ("POST", f"/airflow{RUN}/clear", {"dry_run": "false"}, [CLEARED]),
        ("POST", f"{RUN}/clear", {"dry_run": True}, []),
        (
            "POST",
            f"{DAG}/clearTaskInstances",
            {"dry_run": 0, "dag_run_id": "manual__1", "task_ids": ["post", ["x", 1]]},
            [CLEARED],
        ),
        ("POST", f"{DAG}/clearTaskInstances", {"dag_run_id": "manual__1"}, []),
        ("POST", f"{DAG}/clearTaskInstances", {"dry_run": False, "start_date": "2026"}, [ALL]),
        (
            "POST",
            f"{DAG}/clearTaskInstances",
            {"dry_run": False, "dag_run_id": "manual__1", "include_past": True},
            [ALL, CLEARED],
        ),
        ("POST", f"{DAG}/clearTaskInstances", b"\xff not JSON", [ALL]),
        ("POST", f"{DAG}/clearDagRuns", {"dag_runs": [{"dag_run_id": "manual__1"}]}, [CLEARED]),
        (
            "POST",
            f"{ANY}/clearDagRuns",
            {"dag_runs": [{"dag_run_id": "manual__1", "dag_id": "agent_expenses"}]},
            [CLEARED],
        ),
        (
            "POST",
            f"{DAG}/clearDagRuns",
            {"dag_runs": [{"dag_run_id": str(number)} for number in range(201)]},
            [ALL],
        ),
        ("PATCH", RUN, {"state": "failed"}, [MARKED]),
        ("PATCH", RUN, {"note": "for the auditor"}, []),
        ("DELETE", RUN, None, [DELETED]),
        ("PATCH", f"{OTHER}/x/taskInstances", {"actions": [update(OURS)]}, [MARKED]),
        ("PATCH", OTHER, {"actions": [{"action": "delete", "entities": [OURS]}]}, [DELETED]),
        ("PATCH", OTHER, {"actions": [update({"dag_run_id": "manual__1"})]}, []),
        (
            "PATCH",
            f"{DAG}/dagRuns",
            {"actions": [{"action": "delete", "entities": ["manual__1"]}]},
            [DELETED],
        ),
        ("PATCH", f"{RUN}/taskInstances/approve", {"new_state": "success"}, [MARKED]),
        ("PATCH", f"{RUN}/taskInstances/approve/-1", {"new_state": "success"}, [MARKED]),
        ("PATCH", f"{RUN}/taskInstances", {"actions": []}, [MARKED]),
        (
            "PATCH",
            f"{ANY}/dagRuns/~/taskInstances",
            {
                "actions": [
                    {
                        "action": "update",
                        "entities": [
                            {
                                "dag_id": "agent_expenses",
                                "dag_run_id": "manual__1",
                                "task_id": "approve",
                                "new_state": "success",
                            }
                        ],
                    }
                ]
            },
            [MARKED],
        ),
        (
            "PATCH",
            f"{DAG}/dagRuns/~/taskInstances",
            {"actions": [{"action": "delete", "entities": ["approve"]}]},
            [("marked", "agent_expenses", "approve")],
        ),
        (
            "PATCH",
            f"{RUN}/taskInstances",
            {"actions": [{"action": "update", "entities": [{"dag_run_id": "another"}]}]},
            [("marked", "agent_expenses", "another"), MARKED],
        ),
        ("DELETE", f"{RUN}/taskInstances/post", None, [MARKED]),
        ("PATCH", f"{RUN}/taskInstances/diff/xcomEntries/return_value", {"value": 1}, [MARKED]),
        ("PATCH", f"{RUN}/taskInstances/approve/-1/hitlDetails", {"chosen_options": []}, []),
        ("PATCH", f"{RUN}/taskInstances/approve/dry_run", {"new_state": "success"}, []),
        ("GET", RUN, None, []),
        ("POST", f"{DAG}/dagRuns/list", {}, []),
        ("PATCH", DAG, {"is_paused": False}, []),
        ("DELETE", "/api/v2/dags/another/dagRuns/manual__1", None, []),
    ],
)
def test_a_request_is_read_as_airflow_reads_it(
    method: str, path: str, body: Any, expected: list[tuple[str, str, str]]
) -> None:
    assert acts(method, path, body) == expected


def test_the_tasks_that_a_request_names_are_kept() -> None:
    body = b'{"dry_run": false, "dag_run_id": "manual__1", "task_ids": ["post", ["x", 1]]}'
    (act,) = requested_acts("POST", f"{DAG}/clearTaskInstances", body)
    assert act.tasks == ("post", "x")
    (act,) = requested_acts("PATCH", f"{RUN}/taskInstances/approve", b"{}")
    assert isinstance(act, RequestedAct)
    assert act.tasks == ("approve",)


def test_what_reads_is_let_through_unread() -> None:
    assert not may_be_act("GET", RUN)
    assert may_be_act("DELETE", RUN)
