"""Imports in Chromium: from nothing to an active profile, the preview that follows, and no barriers.

The pages are served without an Airflow around them; `test_first_import` goes through a live one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from include.core_backoffice.mapping.own_layout import sample_workbook
from sandbox.serving import serving
from tests.sync.office import COMPANY, KEY
from tests.sync.opening import open_office
from tests.web.office_pages import ADMIN, OfficePages

pytestmark = pytest.mark.live

PLAIN = b"Deal,Street,Done on,Gross,Agent,Agent gets,House\n7,1 Elm,11/30/2026,1000.00,Jane Doe,600.00,400.00\n"


@pytest.fixture
def imports(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page Imports of an office that has no source yet."""
    with pytest.MonkeyPatch.context() as patch, open_office(tmp_path) as office:
        patch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
        pages = OfficePages(office.database, office)
        pages.sign_in(ADMIN)
        with serving(pages.served) as url:
            context = browser.new_context(viewport={"width": 1380, "height": 1000})
            context.set_default_timeout(20_000)
            page = context.new_page()
            page.goto(f"{url}/corebooks/companies/{COMPANY}/imports")
            yield page
            context.close()


def choose(page: Page, name: str, content: bytes) -> None:
    """Upload a file."""
    page.get_by_role("link", name="Upload file").first.click()
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("File", exact=True).set_input_files(file)  # type: ignore[arg-type]  # (a FilePayload)
    page.get_by_role("button", name="Upload file").click()
    page.get_by_role("heading", name="Match columns").wait_for()


def barriers(page: Page) -> list[str]:
    """What axe finds, serious or worse."""
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def test_from_nothing_to_an_active_profile_with_the_sample(imports: Page) -> None:
    assert barriers(imports) == []
    choose(imports, "sample.xlsx", sample_workbook())
    expect(imports.locator("#preview")).to_contain_text("Invoice TR-0001")
    expect(imports.locator("#preview .verdict")).to_contain_text("In balance")
    assert barriers(imports) == []
    imports.get_by_role("button", name="Activate and read").click()
    imports.get_by_text("The import profile is active").wait_for()
    assert barriers(imports) == []
    imports.get_by_role("link", name=re.compile("row 2")).first.click()
    expect(imports.locator("tr.chosen")).to_be_visible()
    assert barriers(imports) == []
    imports.get_by_role("link", name="Imports").first.click()
    expect(imports.get_by_role("row", name=re.compile("sample.xlsx"))).to_contain_text("Read")
    assert barriers(imports) == []


def test_the_preview_follows_what_is_typed(imports: Page) -> None:
    choose(imports, "plain.csv", PLAIN)
    preview = imports.locator("#preview")
    expect(preview.locator(".verdict")).to_contain_text("In balance")
    # What is matched is folded.
    imports.locator("details.fold > summary").first.click()
    gross = imports.get_by_label("Gross commission", exact=True)
    gross.fill("House")
    gross.blur()
    expect(preview.locator(".verdict")).to_contain_text("Can't be activated")
    gross.fill("Grosss")
    gross.blur()
    expect(preview).to_contain_text("Correct the fields marked in the form")
    expect(imports.locator("[data-unsaved-told]")).to_contain_text("unsaved change")
    assert barriers(imports) == []
