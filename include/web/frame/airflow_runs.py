"""Starting DAG runs in the visitor's name, and following them, through Airflow's own API.

The call goes to the application these pages are mounted in, with the visitor's own sign-in: so
Airflow checks their permission once more, notes them as who started the run, and writes its event
log as for any other run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import anyio.from_thread
import httpx
from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from include.plain_text import plain
from include.sync.run.mode import RunMode
from include.workflows.category import Category

_KEY = "corebooks.airflow"
_LOGIN_HEADERS = ("cookie", "authorization")
_NO_NAMES = (".", "..")
"""In an address they mean another one."""
FINISHED = frozenset({"success", "failed"})


class AirflowInReach:
    """Middleware of Airflow's application: lets what is mounted in it find it again."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if "app" in scope:
            scope.setdefault(_KEY, scope["app"])
        await self._app(scope, receive, send)


class RunNotStarted(RuntimeError):
    """Airflow did not start the run; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The run that a visitor asks for.

    Attributes:
        company: the company's id.
        category: which workflow.
        records: CORE ids of transactions, or of agents for billing; empty for all that changed.
        preview: whether nothing is posted.
        mode: what the run is for.
        undo: the run to undo, for that mode.
        further: further fields of the run form.
    """

    company: str
    category: Category
    records: tuple[str, ...] = ()
    preview: bool = False
    mode: RunMode = RunMode.SYNC
    undo: int | None = None
    further: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AirflowRun:
    """A DAG run as Airflow tells of it.

    Attributes:
        id: its name in Airflow.
        state: "queued", "running", "success" or "failed".
    """

    id: str
    category: Category
    state: str

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in FINISHED


def start_run(request: Request, asked: Asked) -> AirflowRun:
    """Start a run of a workflow in the visitor's name. For routes that are plain functions.

    Raises:
        RunNotStarted: Airflow refuses, or the DAG is not there.
    """
    conf = {
        "company": asked.company,
        "records": list(asked.records),
        "preview_only": asked.preview,
        "purpose": asked.mode.value,
        "undo_run": asked.undo,
        **asked.further,
    }
    dag = f"/api/v2/dags/{asked.category.value}"
    # A paused DAG would leave the run queued forever.
    unpaused = _call(request, "PATCH", dag, json={"is_paused": False})
    if unpaused.is_success:
        answer = _call(request, "POST", f"{dag}/dagRuns", json={"logical_date": None, "conf": conf})
    else:
        answer = unpaused
    if not answer.is_success:
        raise RunNotStarted(
            f"Airflow didn't start the {asked.category.heading.lower()} run: {_reason(answer)} "
            "Nothing was posted. Try again in a minute. If it fails again, contact your Airflow "
            "administrator."
        )
    started = answer.json()
    return AirflowRun(started["dag_run_id"], asked.category, started["state"])


def run_state(request: Request, category: Category, run_id: str) -> AirflowRun | None:
    """How far a run is; None when Airflow does not know it (any more)."""
    if run_id in _NO_NAMES:
        return None
    answer = _call(
        request, "GET", f"/api/v2/dags/{category.value}/dagRuns/{quote(run_id, safe='')}"
    )
    state = _json(answer).get("state") if answer.is_success else None
    return AirflowRun(run_id, category, state) if isinstance(state, str) else None


class NotAnswered(RuntimeError):
    """Airflow didn't take an approver's answer; the sentence says why and what to do."""


def answer_approval(request: Request, category: Category, run_id: str, option: str) -> None:
    """Answer the task `approve` in the visitor's name, as Airflow's own Required Actions page does.

    Args:
        request: on whose behalf.
        category: of which workflow.
        run_id: the DAG run's ID.
        option: "Approve" or "Reject".

    Raises:
        NotAnswered: Airflow refuses: it was answered already, or the user may not.
    """
    run = f"/api/v2/dags/{category.value}/dagRuns/{quote(run_id, safe='')}"
    answer = _call(
        request,
        "PATCH",
        f"{run}/taskInstances/approve/-1/hitlDetails",
        json={"chosen_options": [option], "params_input": {}},
    )
    if not answer.is_success:
        raise NotAnswered(
            f"Airflow didn't take your answer: {_reason(answer)} Open the run in Airflow under "
            "Required Actions, or try again in a minute."
        )


def _call(request: Request, method: str, path: str, **options: Any) -> httpx.Response:
    airflow: ASGIApp = request.scope[_KEY]
    login = {name: request.headers[name] for name in _LOGIN_HEADERS if name in request.headers}

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=airflow)
        async with httpx.AsyncClient(transport=transport, base_url="http://airflow") as client:
            return await client.request(method, path, headers=login, **options)

    return anyio.from_thread.run(send)


def _json(answer: httpx.Response) -> dict[str, Any]:
    """What Airflow returned; empty if it isn't an object."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _reason(answer: httpx.Response) -> str:
    detail = _json(answer).get("detail", "")
    reason = (
        plain(detail)
        if isinstance(detail, str) and detail
        else f"it returned HTTP {answer.status_code}"
    )
    return reason.rstrip(".") + "."
