"""Notes who does what to DAG runs of ours, through any page or API of Airflow's.

Airflow tells a task neither who cleared it nor who deleted a DAG run and triggered another under its ID.
Here, in its API server, every such request passes. It is noted before Airflow gets it, so that no task
can start first, and its answer after it. Where it can't be noted, Airflow doesn't get it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from functools import partial

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from include.database.acts import note_act, note_answer
from include.database.engine import Database
from include.database.setup.people import Who
from include.web.frame.access import who_asks
from include.web.frame.airflow_requests import RequestedAct, dags_of, may_be_act, requested_acts
from include.web.frame.company_context import open_database

logger = logging.getLogger(__name__)

_MOST_BYTES = 1024 * 1024
_NOT_NOTED = (
    "CoreBooks couldn't record who makes this change, so nothing was changed. Try again in a minute. "
    "If it fails again, contact your Airflow administrator: the CoreBooks database doesn't respond."
)


class AirflowActs:
    """Middleware of Airflow's application.

    Args:
        app: what it passes requests on to.
        database: where acts are noted.
    """

    def __init__(self, app: ASGIApp, database: Callable[[], Database] = open_database) -> None:
        self._app = app
        self._database = database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http" or not may_be_act(scope["method"], scope["path"]):
            await self._app(scope, receive, send)
            return
        who = await who_asks(Request(scope), dags_of(scope["path"]))
        if who is None:  # Airflow refuses it
            await self._app(scope, receive, send)
            return
        body, replay = await _read(receive)
        acts = requested_acts(scope["method"], scope["path"], body)
        detail = {"method": scope["method"], "path": scope["path"][:500]}
        try:
            noted = await run_sync(partial(self._note, who, acts, detail))
        except Exception:
            logger.exception("not noted: %s %s", scope["method"], scope["path"])
            await JSONResponse({"detail": _NOT_NOTED}, 503)(scope, receive, send)
            return
        answer = _Answer(send)
        await self._app(scope, replay, answer.send)
        unnamed = [act for act in acts if not act.run_name]
        if noted or unnamed:
            await run_sync(partial(self._note_answer, who, noted, unnamed, answer, detail))

    def _note(self, who: Who, acts: Sequence[RequestedAct], detail: dict[str, str]) -> list[int]:
        named = [act for act in acts if act.run_name]
        if not named:
            return []
        with self._database().writing() as session:
            return [
                note_act(
                    session,
                    who,
                    act.kind,
                    act.category,
                    act.run_name,
                    {**detail, "tasks": list(act.tasks)},
                )
                for act in named
            ]

    def _note_answer(
        self,
        who: Who,
        noted: Sequence[int],
        unnamed: Sequence[RequestedAct],
        answer: _Answer,
        detail: dict[str, str],
    ) -> None:
        with self._database().writing() as session:
            name = answer.run_name()
            found = [
                note_act(session, who, act.kind, act.category, name, detail)
                for act in (unnamed if name else ())
            ]
            for act_id in (*noted, *found):
                note_answer(session, act_id, answer.status)


class _Answer:
    """What Airflow answers, while it is passed on."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 500
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body" and len(self._body) < _MOST_BYTES:
            self._body += message.get("body", b"")
        await self._send(message)

    def run_name(self) -> str:
        """The ID that Airflow gave to a DAG run."""
        try:
            return str(json.loads(self._body).get("dag_run_id") or "")
        except (ValueError, AttributeError):
            return ""


async def _read(receive: Receive) -> tuple[bytes, Receive]:
    """The body as far as it matters, and the same messages once more for Airflow."""
    messages: list[Message] = []
    body = b""
    while len(body) <= _MOST_BYTES:
        message = await receive()
        messages.append(message)
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break

    async def replay() -> Message:
        return messages.pop(0) if messages else await receive()

    return body[: _MOST_BYTES + 1], replay
