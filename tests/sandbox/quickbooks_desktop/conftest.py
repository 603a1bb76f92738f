"""A company file as on its first day, and a Web Connector between it and a service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.web_connector import WebConnector
from tests.sandbox.quickbooks_desktop.bookkeeper import Bookkeeper
from tests.sandbox.quickbooks_desktop.service import Service, running_service


@pytest.fixture
def file() -> Iterator[CompanyFile]:
    opened = CompanyFile()
    yield opened
    opened.close()


@pytest.fixture
def books(file: CompanyFile) -> Bookkeeper:
    return Bookkeeper(file)


@pytest.fixture
def service() -> Iterator[Service]:
    with running_service() as running:
        yield running


@pytest.fixture
def connector(service: Service, file: CompanyFile) -> Iterator[WebConnector]:
    made = WebConnector(service.url, "willow", "secret", file, pause=0, most_pauses=2, timeout=5)
    yield made
    made.close()
