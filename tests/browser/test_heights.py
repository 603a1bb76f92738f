"""A preview of 111 entries and a run of 222 writes take three screens at most, before anything is unfolded.

The pages are served without Airflow: what is measured is their own height, in a window of 1380 by 900.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from sandbox.serving import serving
from tests.sync.closings import close, item
from tests.sync.office import COMPANY, INCOME, KEY
from tests.sync.opening import open_office
from tests.web.office_pages import OfficePages

pytestmark = pytest.mark.live

ENTRIES = 111
WIDTH, HEIGHT = 1380, 900
SCREENS = 3


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An office with a preview of 111 invoices, and the run that posted them with their customers."""
    with pytest.MonkeyPatch.context() as patch, open_office(tmp_path_factory.mktemp("many")) as one:
        patch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
        # A few of everything that a summary says: defaults, and records on hold.
        sign = item("Sign install", 20_000, create_payment=False)
        for number in range(ENTRIES):
            close(one, items=[sign] if number % 10 == 0 else [])
        for _ in range(12):
            close(one, gross=10_000, items=[sign])
        pages = OfficePages(one.database, one)
        pages.run(INCOME, preview=True)
        pages.run(INCOME)
        with serving(pages.served) as url:
            yield f"{url}/corebooks/companies/{COMPANY}"


@pytest.mark.parametrize(
    ("path", "listed"),
    [
        ("history/1", f"Create {ENTRIES}"),
        (f"runs/{INCOME}/manual__1", f"{ENTRIES} changes"),
        ("history/2", f"All changes {2 * ENTRIES}"),
    ],
)
def test_a_run_is_read_in_three_screens(
    browser: Browser, address: str, path: str, listed: str
) -> None:
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(f"{address}/{path}")
    assert listed in " ".join(page.locator("main").inner_text().split())
    height = page.evaluate("document.documentElement.scrollHeight")
    page.close()
    assert height <= SCREENS * HEIGHT


def test_what_is_left_out_of_the_page_is_on_the_next_one(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(f"{address}/history/2")
    seen = set(page.locator("[data-unfolds]").all_inner_texts())
    while page.locator("a[rel=next]").count():
        page.locator("a[rel=next]").click()
        page.wait_for_load_state()
        seen |= set(page.locator("[data-unfolds]").all_inner_texts())
    page.close()
    assert sum(one.startswith("Invoice") for one in seen) == ENTRIES
    assert sum(one.startswith("Customer") for one in seen) == ENTRIES
