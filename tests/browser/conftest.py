"""The live Airflow, nothing connected yet, and one Chromium, for all stories."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from sandbox.demo.demo import Demo
from tests.browser.visit import Visit, chromium, running_chromium


@pytest.fixture(scope="package")
def demo(airflow: Demo) -> Demo:
    """Airflow and both sandboxes; connecting and setting up is left to the pages."""
    return airflow


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, ended after the last story."""
    if not chromium():
        pytest.skip("no Chromium on this machine: install Debian's package chromium, or Chrome")
    with running_chromium() as opened:
        yield opened


@pytest.fixture(scope="package")
def admin(browser: Browser, demo: Demo) -> Iterator[Visit]:
    """An administrator at their desk."""
    visit = Visit(browser, demo, "admin")
    yield visit
    visit.close()
