"""A month is signed off with the keyboard alone, and no longer signed off after an edit in QuickBooks; the trail tells both.

The pages are served without Airflow: its frame is no part of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from sandbox.serving import serving
from tests.sync.office import COMPANY, INCOME, KEY
from tests.sync.opening import open_office
from tests.web.months.closed_february import COMMENT, PATH, February, closed_february
from tests.web.office_pages import OfficePages

pytestmark = pytest.mark.live

_PHONE, _DESK = 390, 1380


@dataclass
class Desk:
    """February, and the address of its company's pages."""

    february: February
    address: str

    def open(self, page: Page, path: str) -> None:
        """Open a page of the company."""
        page.goto(f"{self.address}/{path}")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Three deals that closed in February are posted; a controller is signed in."""
    with (
        pytest.MonkeyPatch.context() as patch,
        open_office(tmp_path_factory.mktemp("month")) as one,
    ):
        patch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
        february = closed_february(OfficePages(one.database, one))
        with serving(february.pages.served) as url:
            yield Desk(february, f"{url}/corebooks/companies/{COMPANY}")


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A browser of somebody who likes it light, or dark."""
    opened = browser.new_page(viewport={"width": _DESK, "height": 900}, color_scheme=request.param)
    yield opened
    opened.close()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the button or field of this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "[document.activeElement.innerText, document.activeElement.labels?.[0]?.innerText]"
        )
        if name in focused:
            return
    pytest.fail(f"Tab never comes to {name}")


def check(page: Page) -> None:
    """Nothing serious for axe, and no sideways scroll on a phone."""
    serious = [
        one["id"]
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []
    page.set_viewport_size({"width": _PHONE, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= _PHONE
    page.set_viewport_size({"width": _DESK, "height": 900})


@pytest.fixture(scope="module")
def signed(browser: Browser, desk: Desk) -> Desk:
    """February is tied out and signed off with the keyboard alone."""
    page = browser.new_page(viewport={"width": _DESK, "height": 900})
    desk.open(page, PATH)
    tab_to(page, "Run tie-out")
    page.keyboard.press("Enter")
    expect(page.get_by_text("6 entries match.")).to_be_visible()
    tab_to(page, "Comment")
    page.keyboard.type(COMMENT)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The sign-off ends when")).to_be_visible()
    page.close()
    assert desk.february.is_signed
    assert desk.february.newest.comment == COMMENT
    return desk


def test_a_signed_month_is_a_page_for_everybody(signed: Desk, page: Page) -> None:
    signed.open(page, PATH)
    expect(page.locator(".head .st")).to_have_text("Signed off")
    check(page)


def test_its_proof_pack_downloads(signed: Desk, page: Page) -> None:
    signed.open(page, PATH)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download proof pack").click()
    assert download.value.suggested_filename == f"{COMPANY}-2026-02-proof.zip"


def test_the_trail_tells_of_it_in_a_sentence_that_unfolds_by_keyboard(
    signed: Desk, page: Page
) -> None:
    signed.open(page, "history/trail?q=february")
    signed.open(page, "history/trail")
    line = page.locator("tbody tr", has_text=re.compile("Signed off.*February 2026")).first
    expect(line).to_be_visible()
    opener = line.locator("a[data-unfolds]")
    opener.press("Enter")
    unfolded = page.locator("tr.unfolded")
    expect(unfolded).to_contain_text("Hash")
    expect(unfolded).to_contain_text(COMMENT)
    expect(page.get_by_text(re.compile("transaction:\\d"))).to_have_count(0)
    check(page)


def test_an_edit_in_quickbooks_ends_it_and_overview_says_so(signed: Desk, page: Page) -> None:
    if signed.february.is_signed:
        office = signed.february.office
        invoice = office.entries("Invoice")[0]
        office.quickbooks.edit("Invoice", invoice["id"], "update", TxnDate="2026-02-20")
        office.run(INCOME)
    signed.open(page, "")
    steps = page.get_by_role("region", name="Next steps")
    expect(steps).to_contain_text("No longer signed off")
    steps.get_by_role("link", name="Review month").click()
    expect(page.locator(".head .st")).to_have_text("No longer signed off")
    expect(page.locator("main .notice.bad")).to_contain_text(
        "was edited in QuickBooks: date changed"
    )
    check(page)


def test_overview_closes_its_equation_and_runs_a_workflow_from_its_row(
    signed: Desk, page: Page
) -> None:
    signed.open(page, "")
    expect(page.locator(".equation .verdict")).to_contain_text("In balance")
    row = page.locator("tr", has_text="Agent expenses").first
    row.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Agent expenses: preview")).to_be_visible()
    expect(page.locator("main")).to_contain_text("CORE has no new or changed records")
    check(page)
