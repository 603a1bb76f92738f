"""A Web Connector that runs beside a test, as it does on a PC that is left on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.quickbooks_desktop.outcome import Outcome
from sandbox.quickbooks_desktop.web_connector import WebConnector


@contextmanager
def updating(connector: WebConnector, *, every: float = 0.02) -> Iterator[list[Outcome]]:
    """Let a Web Connector update over and over; gives the outcomes as they come.

    Args:
        connector: the Web Connector.
        every: seconds between updates.
    """
    outcomes: list[Outcome] = []
    stopped = threading.Event()

    def run() -> None:
        while not stopped.is_set():
            outcomes.append(connector.update())
            stopped.wait(every)

    thread = threading.Thread(target=run, name="web-connector", daemon=True)
    thread.start()
    try:
        yield outcomes
    finally:
        stopped.set()
        connector.stopped.set()
        thread.join()
        connector.stopped.clear()
