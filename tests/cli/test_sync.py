"""A sync from a terminal: what a page's button does, in the name of an Airflow user."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.cli.conftest import Run

SYNC = ("sync", "--company", "willow")


@dataclass
class Airflow:
    """What Airflow's API was asked, and how it answers."""

    url: str = ""
    asked: list[tuple[str, str, str, Any]] = field(default_factory=list)
    refuses: bool = False

    def answer(self, method: str, path: str, body: Any) -> tuple[int, dict[str, str]]:
        if path == "/auth/token":
            right = body == {"username": "finn", "password": "right"}
            return (201, {"access_token": "token-of-finn"}) if right else (401, {})
        if self.refuses:
            return 403, {"detail": "Forbidden"}
        return 200, {"dag_run_id": "manual__1", "state": "queued", "method": method}


@contextmanager
def running(airflow: Airflow) -> Iterator[Airflow]:
    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = json.loads(sent or b"null")
            signed = self.headers.get("Authorization") or ""
            airflow.asked.append((self.command, self.path, signed, body))
            status, answer = airflow.answer(self.command, self.path, body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        do_POST = do_PATCH = _do  # noqa: N815  (the base class's names)

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    airflow.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield airflow
    server.shutdown()
    server.server_close()


@pytest.fixture
def airflow(monkeypatch: pytest.MonkeyPatch, simple_start: object) -> Iterator[Airflow]:  # noqa: ARG001  (its company)
    """Airflow's API, where finn has a password; the company's income workflow is not on yet."""
    with running(Airflow()) as one:
        monkeypatch.setenv("AIRFLOW__API__BASE_URL", one.url)
        monkeypatch.setenv("COREBOOKS_AIRFLOW_PASSWORD", "right")
        yield one


def test_the_workflows_that_are_on_are_started_in_the_users_name(
    run: Run, airflow: Airflow
) -> None:
    run("setup", "--company", "willow", "--template", "income-via-deposits")
    code, text = run(*SYNC, "--user", "finn", "--record", "12", "--preview")
    link = f"{airflow.url}/plugin/quickbooks/corebooks/companies/willow/runs/brokerage_income/manual__1"
    assert (code, text.strip()) == (0, f"Started brokerage income: {link}")
    (_, unpaused, started) = airflow.asked
    assert unpaused[:2] == ("PATCH", "/api/v2/dags/brokerage_income")
    assert started[:3] == (
        "POST",
        "/api/v2/dags/brokerage_income/dagRuns",
        "Bearer token-of-finn",
    )
    assert started[3]["conf"] == {
        "company": "willow",
        "records": ["12"],
        "preview_only": True,
        "purpose": "sync",
        "undo_run": None,
    }
    _, text = run(*SYNC, "--user", "finn", "--json")
    assert json.loads(text) == [{"workflow": "brokerage_income", "run": "manual__1", "link": link}]


def test_what_is_off_or_not_allowed_starts_nothing(run: Run, airflow: Airflow) -> None:
    code, text = run(*SYNC, "--user", "finn")
    assert (code, "No workflow is on for Willow & Park Realty." in text) == (1, True)
    code, text = run(*SYNC, "--user", "finn", "--workflow", "agent_billing")
    assert (code, "Agent billing is off for" in text) == (1, True)
    assert airflow.asked == []
    run("setup", "--company", "willow", "--template", "income-via-deposits")
    airflow.refuses = True
    code, text = run(*SYNC, "--user", "finn")
    assert (code, "Airflow didn't start the brokerage income run: Forbidden." in text) == (1, True)


def test_who_does_not_sign_in_starts_nothing(
    run: Run, airflow: Airflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("setup", "--company", "willow", "--template", "income-via-deposits")
    code, text = run(*SYNC, "--user", "ada")
    assert (code, "Airflow didn't sign in ada (HTTP 401)." in text) == (1, True)
    code, text = run(*SYNC, "--user", "finn", "--airflow", "http://airflow.example.com")
    assert (code, "where a password would travel in plain text" in text) == (1, True)
    monkeypatch.delenv("COREBOOKS_AIRFLOW_PASSWORD")
    code, text = run(*SYNC, "--user", "finn")
    assert (code, "In a script, set COREBOOKS_AIRFLOW_TOKEN" in text) == (1, True)
    monkeypatch.setenv("COREBOOKS_AIRFLOW_TOKEN", "token-of-finn")
    assert run(*SYNC)[0] == 0
    assert airflow.asked[-1][2] == "Bearer token-of-finn"
    code, text = run(*SYNC, "--airflow", "http://127.0.0.1:1")
    assert (code, "Airflow doesn't respond at http://127.0.0.1:1" in text) == (1, True)
