"""Who is still sending a request, and nobody knows yet: a bounded number at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import anyio

MOST = 256


class Senders:
    """The callers that are still sending.

    Where there are too many, who has been sending the longest makes room: a browser sends a form in one
    go, a Web Connector a call, so they are never the slowest.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._sending: deque[anyio.CancelScope] = deque()

    @contextmanager
    def one_more(self, scope: anyio.CancelScope) -> Iterator[None]:
        """Count a caller, as long as the block lasts or until `scope` is cancelled."""
        if len(self._sending) >= self._most:
            self._sending.popleft().cancel()
        self._sending.append(scope)
        try:
            yield
        finally:
            self.is_known(scope)

    def is_known(self, scope: anyio.CancelScope) -> None:
        """No longer count a caller, who is known by now, or done."""
        if scope in self._sending:
            self._sending.remove(scope)
