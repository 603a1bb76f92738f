"""Every boundary a worker crosses: numbered, written down, and deadly where that is asked for.

Between two boundaries nothing changes that outlives the process: what lasts is what the database has
committed and what QuickBooks or Intuit's login was sent. So a worker that is killed at each of them
has been killed in every way that makes a difference.
"""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import requests
from requests.adapters import HTTPAdapter
from sqlalchemy import Engine, event

_TABLE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")


@dataclass(frozen=True, slots=True)
class Boundary:
    """One boundary as a worker crossed it.

    Attributes:
        step: the task of the run: extract, diff, post or verify.
        what: "before commit of lease, operation", "before POST batch", "after POST batch".
        items: how many items the batch has that was sent; 0 for all else.
        is_read: whether it is about a question to CORE or QuickBooks, which changes nothing.
    """

    step: str
    what: str
    items: int = 0
    is_read: bool = False


class Boundaries:
    """Counts the boundaries of this process.

    Args:
        log: where each one is written down before it is crossed.
        kill_at: the number of the boundary, from 0, at which the process kills itself.
        how: SIGKILL; or SIGSTOP for a process that hangs and comes back.
    """

    def __init__(
        self, log: Path, kill_at: int | None = None, how: signal.Signals = signal.SIGKILL
    ) -> None:
        self.step = "extract"
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._kill_at = kill_at
        self._how = how
        self._crossed = 0
        self._lock = threading.Lock()

    def cross(self, what: str, *, items: int = 0, is_read: bool = False) -> None:
        """Write a boundary down; the chosen one strikes the process, as nothing can prevent."""
        with self._lock:
            line = {"step": self.step, "what": what, "items": items, "is_read": is_read}
            os.write(self._log, json.dumps(line).encode() + b"\n")
            if self._crossed == self._kill_at:
                self._kill_at = None
                os.kill(os.getpid(), self._how)
            self._crossed += 1

    @contextmanager
    def watched(self, engine: Engine) -> Iterator[None]:
        """Cross a boundary around every commit of the database and every request."""
        self._watch_commits(engine)
        with (
            patch.object(httpx.HTTPTransport, "handle_request", self._httpx()),
            patch.object(HTTPAdapter, "send", self._requests()),
        ):
            yield

    def _watch_commits(self, engine: Engine) -> None:
        written: dict[int, set[str]] = {}
        commit = engine.dialect.do_commit

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if match := _TABLE.match(statement):
                written.setdefault(threading.get_ident(), set()).add(match[1])

        def do_commit(connection: Any) -> None:
            tables = ", ".join(sorted(written.pop(threading.get_ident(), ())))
            self.cross(f"before commit of {tables}")
            commit(connection)
            self.cross(f"after commit of {tables}")

        event.listen(engine, "before_cursor_execute", note)
        engine.dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]  # (this engine's alone)

    def _httpx(self) -> Any:
        original = httpx.HTTPTransport.handle_request

        def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> Any:
            is_read = request.method == "GET" or request.url.path.endswith("/query")
            what = f"{request.method} {request.url.path.rpartition('/')[2]}"
            items = _items(request)
            self.cross(f"before {what}", items=items, is_read=is_read)
            try:
                return original(transport, request)
            finally:
                # Committed over there, or broken off; of the answer nothing has been read.
                self.cross(f"after {what}", items=items, is_read=is_read)

        return handle_request

    def _requests(self) -> Any:
        original = HTTPAdapter.send

        def send(
            adapter: HTTPAdapter, request: requests.PreparedRequest, **options: Any
        ) -> requests.Response:
            what = f"{request.method} {str(request.url).rpartition('/')[2]}"
            self.cross(f"before {what}")
            try:
                return original(adapter, request, **options)
            finally:
                self.cross(f"after {what}")

        return send


def read_log(log: Path) -> list[Boundary]:
    """What a worker wrote down."""
    if not log.exists():
        return []
    lines: list[Mapping[str, Any]] = [json.loads(line) for line in log.read_text().splitlines()]
    return [Boundary(**line) for line in lines]


def _items(request: httpx.Request) -> int:
    if not request.url.path.endswith("/batch"):
        return 0
    return len(json.loads(request.content)["BatchItemRequest"])
