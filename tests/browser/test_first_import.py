"""Without a CORE: from a fresh installation and a downloaded sample to the first posted entry, with the pages alone.

It has an Airflow of its own, as nothing may be connected yet.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sandbox.demo.demo import Demo
from tests.browser.test_first_entry import ZONE, Newcomer, invoices
from tests.browser.visit import A_RUN
from tests.live import running_airflow

pytestmark = pytest.mark.live

MOST_CLICKS, MOST_FIELDS = 12, 4
MOST_SECONDS = 300
"""The five minutes that are promised; on a busy machine it takes a tenth."""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A new installation whose Airflow has a connection to QuickBooks, and none to CORE."""
    with running_airflow(tmp_path_factory.mktemp("files"), source="files") as demo:
        yield demo


@pytest.fixture(scope="module")
def newcomer(browser: Browser, fresh: Demo) -> Iterator[Newcomer]:
    visit = Newcomer(browser, fresh, "admin", zone=ZONE)
    yield visit
    visit.close()


def test_from_a_downloaded_sample_to_the_first_posted_entries(
    newcomer: Newcomer, fresh: Demo, tmp_path: Path
) -> None:
    began = time.monotonic()
    newcomer.page.get_by_role("link", name="QuickBooks").first.click()
    newcomer.press("Connect QuickBooks Online")
    newcomer.page.wait_for_url(re.compile("connect/oauth2"))
    newcomer.page.get_by_role("button", name="Connect").click()
    newcomer.see(re.compile("Willow & Park Realty is connected"))

    newcomer.follow("Imports")
    with newcomer.page.expect_download() as loading:
        newcomer.follow("Download a filled sample")
    sample = tmp_path / loading.value.suggested_filename
    loading.value.save_as(sample)
    newcomer.follow("Upload file")
    newcomer.frame.get_by_label("File", exact=True).set_input_files(sample)
    newcomer.press("Upload file")
    newcomer.see(re.compile("The headers fit the ready profile CoreBooks layout"))
    newcomer.see(re.compile(r"Gross \$40,000\.00"))
    newcomer.press("Activate and read")
    newcomer.see(re.compile("The import profile is active, and the file was read"))
    newcomer.follow("Workflows")
    newcomer.follow(re.compile("Use this template.*via invoices"))
    newcomer.see(re.compile(r"would post\.$"))
    newcomer.press("Save options")
    newcomer.see(re.compile("Options saved"))
    newcomer.press("Run workflow")
    newcomer.see("Run completed.", A_RUN)
    seconds = time.monotonic() - began
    posted = invoices(fresh)
    assert sorted((row["number"], row["total"]) for row in posted) == [
        ("TR-0001", 10_000_00),
        ("TR-0002", 10_000_00),
        ("TR-0003", 9_000_00),
        ("TR-0004", 10_000_00),
    ]
    assert seconds < MOST_SECONDS
    assert 0 < newcomer.clicks <= MOST_CLICKS
    assert len(newcomer.fields) <= MOST_FIELDS
