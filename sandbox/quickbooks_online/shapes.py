"""The shapes in which QuickBooks says no: JSON, lower-case JSON, XML, OAuth, HTML, and no answer."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.quickbooks_online import json_text
from sandbox.quickbooks_online.errors import Refusal

TRANSPORT = "sandbox.transport"
"""Where the application keeps the connection in its scope, so that it can be dropped."""
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NAMESPACE = "http://schema.intuit.com/finance/v3"


def trace_id() -> str:
    """A new intuit_tid."""
    digits = uuid.uuid4().hex
    return f"1-{digits[:8]}-{digits[8:]}"


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(
        json_text.dumps(body),
        status,
        {"intuit_tid": trace_id(), **(headers or {})},
        "application/json",
    )


def fault(refusal: Refusal, time: str, status: int | None = None) -> Response:
    """Shape 1: the service's own Fault."""
    return answer({"Fault": refusal.fault(), "time": time}, status or refusal.status)


def lower_case(
    status: int, name: str, code: str, detail: str, type_: str, stated: int | None = None
) -> Response:
    """Shape 2: the gateway's Fault, all in lower case; `stated` is the status that it names."""
    error = {
        "message": f"message={name}; errorCode={int(code):06d}; statusCode={stated or status}",
        "detail": detail,
        "code": code,
        "element": None,
    }
    nothing = ("warnings", "intuitObject", "report", "sourceId", "queryResponse", "cdcResponse")
    body: dict[str, Any] = {
        **dict.fromkeys(nothing),
        "fault": {"error": [error], "type": type_},
        "batchItemResponse": [],
        "attachableResponse": [],
        "requestId": None,
        "status": None,
        "time": 1633520295688,
    }
    return answer(body, status)


def xml(
    status: int,
    name: str,
    code: str,
    type_: str,
    headers: Mapping[str, str],
    stated: int | None = None,
) -> Response:
    """Shape 3: XML, whatever the client accepts; `stated` is the status that it names."""
    text = (
        f'{_XML}<IntuitResponse time="2021-10-06T04:51:35.688-07:00" xmlns="{_NAMESPACE}">'
        f'<Fault type="{type_}"><Error code="{code}"><Message>message={name}; '
        f"errorCode={int(code):06d}; statusCode={stated or status}</Message></Error></Fault>"
        "</IntuitResponse>"
    )
    return Response(text, status, {"intuit_tid": trace_id(), **headers}, "application/xml")


def expired(detail: str) -> Response:
    """401: the access token is not (or no longer) good."""
    return lower_case(401, "AuthenticationFailed", "3200", detail, "AUTHENTICATION")


def forbidden() -> Response:
    """403: the app may not."""
    return lower_case(403, "ApplicationAuthorizationFailed", "3100", "", "SERVICE")


def wrong_realm() -> Response:
    """401: this token is of another company."""
    return xml(401, "AuthorizationFailed", "100", "AUTHENTICATION", {})


def throttled(shape: str, status: int, retry_after: int | None) -> Response:
    """429 (or 403): too many requests."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    if shape == "xml":
        return xml(status, "ThrottleExceeded", "3001", "SERVICE", headers)
    if shape == "lower_case":
        response = lower_case(status, "ThrottleExceeded", "3001", "", "SERVICE")
    else:
        message = f"message=ThrottleExceeded; errorCode=003001; statusCode={status}"
        error = {"Message": message, "Detail": "", "code": "3001", "element": ""}
        response = answer({"Fault": {"Error": [error], "type": "SERVICE"}}, status)
    response.headers.update(headers)
    return response


def html(status: int) -> Response:
    """Shape 4: a page of some machine in between."""
    text = (
        "<html><head><title>Service unavailable</title></head>"
        "<body><h1>The service is temporarily unavailable.</h1></body></html>"
    )
    return Response(text, status, {"intuit_tid": trace_id()}, "text/html")


class Dropped(Response):
    """No answer: the connection is closed, after `sent` bytes of the answer at most."""

    def __init__(self, inner: Response | None = None) -> None:
        super().__init__()
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Close the connection, and wait until the server has noticed."""
        if self._inner is not None:
            body = bytes(self._inner.body)
            headers = self._inner.raw_headers
            status = self._inner.status_code
            await send({"type": "http.response.start", "status": status, "headers": headers})
            half = body[: len(body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
        transport = scope.get(TRANSPORT)
        if transport is not None:
            transport.close()
        await gone(receive)


class Hanging(Response):
    """No answer either: silence until the client leaves or two minutes have passed."""

    def __init__(self, seconds: float = 120) -> None:
        super().__init__()
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the client to give up."""
        calls = scope["app"].state.runtime.calls
        calls.waiting += 1
        try:
            await asyncio.wait_for(gone(receive), self._seconds)
        except TimeoutError:
            await Response(status_code=504)(scope, receive, send)
        finally:
            calls.waiting -= 1


async def gone(receive: Receive) -> None:
    """Return when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
