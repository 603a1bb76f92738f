"""One Airflow with its sandboxes, nothing connected yet, and one Chromium, for all stories."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from sandbox.demo.console import Console
from sandbox.demo.demo import Demo, running_demo
from sandbox.demo.ports import free_ports
from sandbox.demo.settings import DemoSettings
from tests.browser.visit import Visit, chromium, running_chromium


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Airflow and both sandboxes; connecting and setting up is left to the pages."""
    if not chromium():
        pytest.skip("no Chromium on this machine: install Debian's package chromium, or Chrome")
    state = tmp_path_factory.mktemp("browser")
    airflow, core, quickbooks = free_ports(3)
    settings = DemoSettings(
        state=state,
        airflow_port=airflow,
        core_port=core,
        quickbooks_port=quickbooks,
        first_time=True,
        seed_arguments=("--transactions", "40", "--agents", "8", "--billing-months", "2"),
    )
    with (state / "said.txt").open("w") as said, running_demo(settings, Console(said)) as running:
        yield running


@pytest.fixture(scope="package")
def browser(demo: Demo) -> Iterator[Browser]:
    """Chromium, ended after the last story."""
    assert demo
    with running_chromium() as opened:
        yield opened


@pytest.fixture(scope="package")
def admin(browser: Browser, demo: Demo) -> Iterator[Visit]:
    """An administrator at their desk."""
    visit = Visit(browser, demo, "admin")
    yield visit
    visit.close()
