"""A PC beside the browser: QuickBooks Desktop with a company file, and the Web Connector."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.qwc import read_qwc
from sandbox.quickbooks_desktop.testing import updating
from sandbox.quickbooks_desktop.web_connector import WebConnector


@contextmanager
def added_at_the_pc(qwc: bytes, password: str, file: CompanyFile) -> Iterator[WebConnector]:
    """Add a .qwc file to the Web Connector, which calls every second from then on."""
    connector = WebConnector.added(read_qwc(qwc), password, file)
    connector.pause = 0.5
    try:
        with updating(connector, every=1.0):
            yield connector
    finally:
        connector.close()
