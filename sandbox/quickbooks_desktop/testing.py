"""What tests start: a company file of Canada, a Web Connector that runs beside a test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.outcome import Outcome
from sandbox.quickbooks_desktop.web_connector import WebConnector

CANADIAN_PRODUCT = "QuickBooks Desktop Premier 2023"


def canadian_file(**settings: Any) -> CompanyFile:
    """A company file of the Canadian edition that charges GST/HST; `settings` as in `Settings`."""
    usual = {"country": "CA", "sales_tax": True, "timezone": "America/Toronto"}
    return CompanyFile(**{**usual, "product_name": CANADIAN_PRODUCT, **settings})


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
