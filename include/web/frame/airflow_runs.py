"""Starting DAG runs in the visitor's name, and following them, through Airflow's own API.

The call goes to the application these pages are mounted in, with the visitor's own sign-in: so
Airflow checks their permission once more, notes them as who started the run, and writes its event
log as for any other run.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import quote

import anyio.from_thread
import httpx
from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from include.provider.airflow_api import AirflowRun, Asked, json_of, reason, start
from include.understood import Understood
from include.workflows.category import Category

_KEY = "corebooks.airflow"
_LOGIN_HEADERS = ("cookie", "authorization")
_NO_NAMES = (".", "..")
"""In an address they mean another one."""


class AirflowInReach:
    """Middleware of Airflow's application: lets what is mounted in it find it again."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if "app" in scope:
            scope.setdefault(_KEY, scope["app"])
        await self._app(scope, receive, send)


def start_run(request: Request, asked: Asked) -> AirflowRun:
    """Start a run of a workflow in the visitor's name. For routes that are plain functions.

    Raises:
        RunNotStarted: Airflow refuses, or the DAG is not there.
    """
    return start(partial(_call, request), asked)


def run_state(request: Request, category: Category, run_id: str) -> AirflowRun | None:
    """How far a run is; None when Airflow does not know it (any more)."""
    if run_id in _NO_NAMES:
        return None
    answer = _call(
        request, "GET", f"/api/v2/dags/{category.value}/dagRuns/{quote(run_id, safe='')}"
    )
    state = json_of(answer).get("state") if answer.is_success else None
    return AirflowRun(run_id, category, state) if isinstance(state, str) else None


def paused_workflows(request: Request) -> list[Category]:
    """The workflows whose DAG somebody paused in Airflow: their runs stay queued."""
    paused = []
    for category in Category:
        answer = _call(request, "GET", f"/api/v2/dags/{category.value}")
        if answer.is_success and json_of(answer).get("is_paused") is True:
            paused.append(category)
    return paused


class NotAnswered(Understood, RuntimeError):
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
            f"Airflow didn't take your answer: {reason(answer)} Open the run in Airflow under "
            "Required Actions, or try again in a minute."
        )


def start_alerts(request: Request) -> bool:
    """Have the DAG of alerts look now, in the visitor's name. Returns whether Airflow started it."""
    answer = _call(
        request,
        "POST",
        "/api/v2/dags/corebooks_alerts/dagRuns",
        json={"logical_date": None, "conf": {}},
    )
    return answer.is_success


def _call(request: Request, method: str, path: str, **options: Any) -> httpx.Response:
    airflow: ASGIApp = request.scope[_KEY]
    login = {name: request.headers[name] for name in _LOGIN_HEADERS if name in request.headers}

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=airflow)
        async with httpx.AsyncClient(transport=transport, base_url="http://airflow") as client:
            return await client.request(method, path, headers=login, **options)

    return anyio.from_thread.run(send)
