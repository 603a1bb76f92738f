"""What every request and every answer of the pages must be: of a bounded size, with safe headers.

It stands around the whole application, its error pages too: what happens while a page is made changes
nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import anyio
from fastapi import FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from include.web.frame.errors import NO_PAGE, error_page
from include.web.frame.event_log import correction
from include.web.frame.pages import CONTENT_SECURITY_POLICY
from include.web.frame.senders import Senders

MOST_BODY_BYTES = 256 * 1024
"""Of a form. The longest, 500 selected records, has a tenth of it."""
MOST_BODY_SECONDS = 60.0
MOST_UPLOAD_BYTES = 257 * 1024 * 1024
"""Of a form with a file: the largest file that is imported, and what stands around it."""
MOST_UPLOAD_SECONDS = 1800.0
MOST_QUERY_BYTES = 8 * 1024
"""Of an address, after the question mark."""

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",  # what the policy says, for browsers that don't read it
    "Referrer-Policy": "same-origin",
}
_WITH_TLS = {"Strict-Transport-Security": "max-age=31536000"}
"""A year (RFC 6797). Where a proxy answers with TLS, Airflow must believe its headers to know."""
_FILES = ("/static", "/htmx")
_NOT_DONE = 400


class BoundedApp(FastAPI):
    """An application whose answers all have the headers, and whose requests all have a bound.

    Attributes:
        unbounded: the paths that bound their bodies themselves.
        unbounded_under: how paths begin that do so as well.
        uploads: the paths whose forms have a file: they may be longer, and take longer.
    """

    unbounded: frozenset[str] = frozenset()
    unbounded_under: tuple[str, ...] = ()
    uploads: re.Pattern[str] = re.compile("(?!)")

    def build_middleware_stack(self) -> ASGIApp:
        """All of the application, inside of the bounds."""
        return _Bounds(super().build_middleware_stack(), self)


class _Bounds:
    def __init__(self, app: ASGIApp, pages: BoundedApp) -> None:
        self._app = app
        self._pages = pages
        self._senders = Senders()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        with_tls = scope.get("scheme") == "https"
        answer = _Answer(send, is_file=path.startswith(_FILES), with_tls=with_tls)
        refused = _refused(path, scope.get("query_string", b""))
        if refused is not None:
            await error_page(Request(scope), *refused)(scope, receive, answer.send)
            return
        pages = self._pages
        if path not in pages.unbounded and not path.startswith(pages.unbounded_under):
            is_upload = pages.uploads.fullmatch(path) is not None
            receive = _bounded(receive, self._senders, is_upload=is_upload)
        try:
            await self._app(scope, receive, answer.send)
        finally:
            correct = correction(scope)
            if correct is not None and answer.status >= _NOT_DONE:
                await run_in_threadpool(correct, answer.status)


_UNREADABLE = "CoreBooks couldn't read this address or form. Go back and choose from the page."
_CONTROL = re.compile("[\\x00-\\x1f\\x7f]")
_ADDRESS_TOO_LONG = (
    "This address is too long to be one of CoreBooks'. Go back and search or filter for less."
)
_FORM_TOO_SLOW = "This form didn't arrive in time. Nothing was changed. Go back and send it again."
_FILE_TOO_LARGE = (
    "This file is larger than 256 MiB, so it wasn't stored. Export a shorter period from CORE, or split "
    "the file, and upload the parts."
)
_FORM_TOO_LONG = (
    "This form is longer than any of CoreBooks'. Nothing was changed. Go back, shorten what you "
    "entered, and send it again."
)


def _refused(path: str, query: bytes) -> tuple[int, str] | None:
    """The status and sentence for an address that no page has."""
    if len(query) > MOST_QUERY_BYTES:
        return 414, _ADDRESS_TOO_LONG
    if _CONTROL.search(path):
        return 404, NO_PAGE
    if _has_nul(query):
        return 422, _UNREADABLE
    return None


class _Answer:
    """What is sent back. `status`: an internal error's, until it begins."""

    def __init__(self, send: Send, *, is_file: bool, with_tls: bool) -> None:
        self._send = send
        self._is_file = is_file
        self._headers = {**_HEADERS, **(_WITH_TLS if with_tls else {})}
        self.status = 500

    async def send(self, message: Message) -> None:
        """Send a part of it; the first has the headers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers.update(self._headers)
            if not self._is_file:
                headers.setdefault("Cache-Control", "no-store")
        await self._send(message)


def _bounded(receive: Receive, senders: Senders, *, is_upload: bool = False) -> Receive:
    size, end, is_over = 0, b"", False
    most = MOST_UPLOAD_BYTES if is_upload else MOST_BODY_BYTES
    until = anyio.current_time() + (MOST_UPLOAD_SECONDS if is_upload else MOST_BODY_SECONDS)

    async def receiving() -> Message:
        nonlocal size, end, is_over
        if is_over:
            return await receive()  # that the visitor went away, some day
        seconds = until - anyio.current_time()
        with anyio.move_on_after(seconds) as scope, senders.one_more(scope):
            message = await receive()
        if scope.cancelled_caught:
            raise HTTPException(408, _FORM_TOO_SLOW)
        is_over = not message.get("more_body", False)
        body = _body(message)
        size += len(body)
        if size > most:
            raise HTTPException(413, _FILE_TOO_LARGE if is_upload else _FORM_TOO_LONG)
        if not is_upload and _has_nul(end + body):
            raise HTTPException(422, _UNREADABLE)
        end = body[-2:]
        return message

    return receiving


def _has_nul(text: bytes) -> bool:
    """Whether a form or an address has the character that no database keeps in a text."""
    return b"%00" in text or b"\0" in text


def _body(message: Mapping[str, Any]) -> bytes:
    body: bytes = message.get("body") or b""
    return body
