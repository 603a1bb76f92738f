from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.core_backoffice.testing import RunningSandbox


@pytest.fixture(autouse=True)
def _no_faults_left(core: RunningSandbox) -> Iterator[None]:
    yield
    core.delete("/faults")


def users(core: RunningSandbox, timeout: float = 30) -> httpx.Response:
    return core.client.get("/api/v1/users", params={"api_key": core.api_key}, timeout=timeout)


def test_too_many_requests_come_without_retry_after(core: RunningSandbox) -> None:
    core.post("/faults", path="/v1/users", kind="429", times=2)
    answers = [users(core) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert "retry-after" not in answers[0].headers
    assert answers[0].json()["status"] == 429


def test_an_internal_error(core: RunningSandbox) -> None:
    core.post("/faults", path="/v1/*", kind="500")
    assert users(core).status_code == 500
    assert users(core).status_code == 200


@pytest.mark.parametrize(("kind", "status"), [("html", 200), ("html_502", 502)])
def test_a_page_where_json_belongs(core: RunningSandbox, kind: str, status: int) -> None:
    core.post("/faults", path="/v1/users", kind=kind)
    answer = users(core)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "<html" in answer.text


def test_an_empty_list_that_does_not_mean_none(core: RunningSandbox) -> None:
    core.post("/faults", path="/v1/users", kind="empty")
    assert users(core).json() == []
    assert len(users(core).json()) == 12


def test_silence_until_the_caller_gives_up(core: RunningSandbox) -> None:
    core.post("/faults", path="/v1/users", kind="timeout")
    with pytest.raises(httpx.ReadTimeout):
        users(core, timeout=0.1)
    assert users(core).status_code == 200


@pytest.mark.parametrize("fault", [{"kind": "drop"}, {"kind": "timeout", "seconds": 0.05}])
def test_a_connection_that_breaks_in_the_answer(
    core: RunningSandbox, fault: dict[str, Any]
) -> None:
    core.post("/faults", path="/v1/users", **fault)
    with pytest.raises(httpx.RemoteProtocolError):
        users(core)
    assert users(core).status_code == 200


def test_a_first_page_can_hold_a_row_twice(core: RunningSandbox) -> None:
    core.post("/faults", path="/v1/users", kind="repeat_rows")
    rows = core.api("/v1/users", count=5)
    assert rows[0] == rows[1]
    assert core.api("/v1/users", count=5)[0] == rows[0] != core.api("/v1/users", count=5)[1]


def test_a_page_can_begin_with_rows_of_the_page_before(core: RunningSandbox) -> None:
    first = core.api("/v1/users", count=4)
    second = core.api("/v1/users", count=4, starting_from_id=first[-1]["id"])
    core.post("/faults", path="/v1/users", kind="repeat_rows")
    repeated = core.api("/v1/users", count=4, starting_from_id=first[-1]["id"])
    assert repeated == [*first[-2:], *second[:2]]


def test_a_fault_can_wait_for_the_second_page(core: RunningSandbox) -> None:
    core.post("/faults", path="/v1/users", kind="429", after=1)
    assert [users(core).status_code for _ in range(3)] == [200, 429, 200]


def test_a_fault_hits_its_path_alone(core: RunningSandbox) -> None:
    core.post("/faults", path="/api/v*/transactions/*/commissions", kind="500")
    assert users(core).status_code == 200
    id_ = core.api("/v1/transactions", count=1)[0]["id"]
    path = f"/api/v2/transactions/{id_}/commissions"
    query = {"api_key": core.api_key}
    assert core.client.get(path, params=query).status_code == 500
    assert core.client.get(path, params=query).status_code == 200


def test_pages_and_control_stay_sound(core: RunningSandbox) -> None:
    core.post("/faults", kind="500", times=100)
    assert core.get("/health") == {"status": "ok"}
    assert core.client.get("/app/").status_code == 200


def test_pending_faults_are_listed_and_cleared(core: RunningSandbox) -> None:
    (pending,) = core.post("/faults", path="/v1/contacts", kind="drop", times=3)
    assert (pending["path"], pending["kind"], pending["times"]) == ("/v1/contacts", "drop", 3)
    core.delete("/faults")
    assert core.get("/faults") == []


@pytest.mark.parametrize("fault", [{"kind": "earthquake"}, {"kind": "429", "times": 0}])
def test_a_fault_that_does_not_exist_is_refused(
    core: RunningSandbox, fault: dict[str, Any]
) -> None:
    assert core.client.post("/sandbox/faults", json=fault).status_code == 422
    assert core.get("/faults") == []


def test_calls_are_counted_with_how_they_ended(core: RunningSandbox) -> None:
    core.delete("/calls")
    core.post("/faults", path="/v1/users", kind="drop")
    with pytest.raises(httpx.RemoteProtocolError):
        users(core)
    users(core)
    id_ = core.api("/v2/transactions", count=1)[0]["id"]
    core.api(f"/v2/transactions/{id_}")
    assert core.get("/calls") == {
        "total": 4,
        "by_path": {"/v1/users": 2, "/v2/transactions": 1, "/v2/transactions/{id}": 1},
        "by_status": {"none": 1, "200": 3},
    }
