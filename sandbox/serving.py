"""Serving an application in a thread, for as long as a block lasts."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

_STARTED_WITHIN = 30.0
_CALLS_END_WITHIN = 1.0
_LOOK_AGAIN = 0.002

TLS = ssl.create_default_context()
"""For clients of what is served here: each would make one of its own, which takes a while."""


class ServerDidNotStart(RuntimeError):
    """The server ended, or took too long, before it answered; its log says why."""


class _Server(uvicorn.Server):
    """Comes up and ends at once; uvicorn's own looks ten times a second whether it is to end."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over = asyncio.Event()

    def end(self) -> None:
        """End it, from any thread; calls under way have a second."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._over.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)  # sets the headers of all answers
        await self._over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for one in sockets or []:
            one.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        until = time.monotonic() + _CALLS_END_WITHIN
        # Nothing tells when the last connection is gone.
        while self.server_state.connections and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_AGAIN)
        await self.lifespan.shutdown()


@contextmanager
def serving(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve `app` and yield its address, `http://127.0.0.1:PORT`; it answers from then on.

    Args:
        app: the application.
        port: where to listen; 0 picks a free one.

    Raises:
        ServerDidNotStart: it did not come up.
    """
    listener = socket.create_server(("127.0.0.1", port))
    server = _Server(uvicorn.Config(app, log_level="critical"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        if not server.ready.wait(_STARTED_WITHIN):
            raise ServerDidNotStart("the sandbox did not start")
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.end()
        thread.join()
        listener.close()
