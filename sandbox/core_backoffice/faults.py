"""Faults on order: the next answers of a path fail in a chosen way."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.core_backoffice.wire import answer_html, answer_json

FaultKind: TypeAlias = Literal[
    "429", "500", "html", "html_502", "empty", "timeout", "drop", "repeat_rows"
]
API = "/api"
REPEAT_ROWS = "core_backoffice.repeat_rows"
"""Scope key that tells a list to repeat rows of the page before."""

_MAINTENANCE = "<!DOCTYPE html><html><body><h1>We'll be back soon</h1></body></html>"
_BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_FULL_LENGTH = 4096


@dataclass(slots=True, kw_only=True)
class Fault:
    """What happens to the next requests of a path.

    Attributes:
        kind: an answer (429, 500, html with 200, html_502, an empty list), silence until the caller
            gives up (timeout), a connection that breaks in the answer (drop), or a page that
            repeats rows.
        path: pattern of the path below /api, as in file names: "/v1/users", "/v*/transactions/*".
        times: how many requests it hits.
        after: how many matching requests pass first.
        seconds: how long silence lasts at most.
    """

    kind: FaultKind
    path: str = "*"
    times: Annotated[int, Field(ge=1)] = 1
    after: Annotated[int, Field(ge=0)] = 0
    seconds: Annotated[float, Field(gt=0)] = 120

    def matches(self, path: str) -> bool:
        """Whether a path below /api is meant."""
        return fnmatchcase(path, self.path.removeprefix(API))


class Faults:
    """The faults ordered and not used up yet."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Add one; older ones come first."""
        self._ordered.append(fault)

    def clear(self) -> None:
        """Forget them all."""
        self._ordered.clear()

    def pending(self) -> list[dict[str, Any]]:
        """What is still to happen."""
        return [asdict(fault) for fault in self._ordered]

    def take(self, path: str) -> Fault | None:
        """The fault that hits this request, if any; it is used up by that."""
        for fault in self._ordered:
            if not fault.matches(path):
                continue
            if fault.after:
                fault.after -= 1
                continue
            fault.times -= 1
            if not fault.times:
                self._ordered.remove(fault)
            return fault
        return None


class FaultMiddleware:
    """Lets ordered faults happen to requests of the API; control and pages stay sound."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self.app = app
        self.faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or let the fault happen."""
        fault = None
        if scope["type"] == "http" and scope["path"].startswith(f"{API}/"):
            fault = self.faults.take(scope["path"].removeprefix(API))
        if fault is None:
            await self.app(scope, receive, send)
        elif fault.kind == "repeat_rows":
            await self.app({**scope, REPEAT_ROWS: True}, receive, send)
        elif fault.kind == "timeout":
            await _stay_silent(receive, fault.seconds)
            await _break_off(send)
        elif fault.kind == "drop":
            await _break_off(send)
        else:
            await _answer(fault.kind, send)


async def _answer(kind: FaultKind, send: Send) -> None:
    match kind:
        case "429":
            await answer_json(send, 429, {"error": "Too many requests", "status": 429})
        case "500":
            await answer_json(send, 500, {"error": "Internal Server Error", "status": "500"})
        case "html":
            await answer_html(send, 200, _MAINTENANCE)
        case "html_502":
            await answer_html(send, 502, _BAD_GATEWAY)
        case _:
            await answer_json(send, 200, [])


async def _stay_silent(receive: Receive, seconds: float) -> None:
    async def until_the_caller_leaves() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(until_the_caller_leaves(), seconds)
    except TimeoutError:
        return


async def _break_off(send: Send) -> None:
    """Promise a body and end without it: the server closes the connection."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % _FULL_LENGTH)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'[{"id": ', "more_body": True})
