"""Counts what was asked of the API, so that incremental reads can be seen to be incremental."""

from __future__ import annotations

import re
from collections import Counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.core_backoffice.faults import API

_IDS = re.compile(r"/\d+")


class Calls:
    """Requests of the API by kind of path and by status, since the start or the last reset."""

    def __init__(self) -> None:
        self.by_path: Counter[str] = Counter()
        self.by_status: Counter[str] = Counter()

    def count(self, path: str, status: int | None) -> None:
        """Count one; `status` is None for a call that got no whole answer."""
        self.by_path[_IDS.sub("/{id}", path)] += 1
        self.by_status[str(status) if status else "none"] += 1

    def reset(self) -> None:
        """Count from zero."""
        self.by_path.clear()
        self.by_status.clear()


class CallsMiddleware:
    """Counts each request of the API with its answer's status."""

    def __init__(self, app: ASGIApp, calls: Calls) -> None:
        self.app = app
        self.calls = calls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count it."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{API}/"):
            await self.app(scope, receive, send)
            return
        started: int | None = None
        finished: int | None = None

        async def watch(message: Message) -> None:
            nonlocal started, finished
            if message["type"] == "http.response.start":
                started = message["status"]
            elif not message.get("more_body"):
                finished = started
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            self.calls.count(scope["path"].removeprefix(API), finished)
