"""The pages of a Canadian company: every amount in Canadian dollars, and none left in another country's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from include.database.engine import Database
from include.database.tables.companies import Company
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, KEY
from tests.sync.opening import open_office
from tests.web.office_pages import OfficePages, words

_US = re.compile(r"(?<!CA)(?<!\w)\$\d|\(USD\)|\bUSD\b")
_ASIDE = ("/static/", "/htmx/", "disconnect", "/quickbooks/", "/run_", "/dags", "/add", ".py")


@pytest.fixture(scope="module")
def maple(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficePages]:
    """A company with deals, synced in Canadian dollars."""
    with pytest.MonkeyPatch.context() as patch, open_office(tmp_path_factory.mktemp("ca")) as one:
        patch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
        for example in "ABC":
            one.core.post(f"/examples/{example}")
        pages = OfficePages(one.database, one)
        with one.database.writing() as session:
            session.get_one(Company, COMPANY).currency = "CAD"
        for category in (INCOME, EXPENSES, BILLING):
            pages.run(category)
        yield pages


def linked(pages: OfficePages) -> dict[str, str]:
    """The pages of the company that can be reached from its first one by links, each by its address."""
    home = f"/corebooks/companies/{COMPANY}/"
    found: dict[str, str] = {}
    to_open = [home]
    while to_open:
        address = to_open.pop()
        if address in found or len(found) > 120:
            continue
        answer = pages.browser.get(address)
        kind = answer.headers.get("content-type", "")
        # Excel's files have the columns of the CSV beside them.
        found[address] = answer.text if kind.startswith("text/") else ""
        if kind.startswith("text/html"):
            to_open += [one for one in _links(answer.text) if one.startswith(home)]
    return found


def _links(page: str) -> Iterator[str]:
    for href in re.findall(r'href="([^"#]+)', page):
        address = urlsplit(href.replace("&amp;", "&"))
        if not address.netloc and not any(one in address.path for one in _ASIDE):
            yield f"{address.path}?{address.query}" if address.query else address.path


def test_no_page_and_no_export_has_an_amount_in_another_currency(maple: OfficePages) -> None:
    found = linked(maple)
    in_cad = {address for address, text in found.items() if "CA$" in text or "(CAD)" in text}
    left = {
        address: text[max(0, hit.start() - 80) : hit.end() + 20]
        for address, text in found.items()
        if (hit := _US.search(text))
    }
    assert left == {}
    assert len(in_cad) > 15, sorted(found)


def test_what_is_selected_is_summed_in_it(maple: OfficePages) -> None:
    assert 'data-currency="CAD"' in maple.open("transactions")


def test_the_page_of_integrations_names_it(maple: OfficePages) -> None:
    page = words(maple.browser.get("/corebooks/settings/integrations").text)
    assert "Currency Canadian dollars (CAD)" in page


def test_a_page_of_another_company_after_it_is_in_its_own(maple: OfficePages) -> None:
    with maple.database.writing() as session:
        session.add(
            Company(
                id="oak-street",
                name="Oak Street",
                edition="QuickBooks Online",
                realm_id="77",
                core_connection="core",
                quickbooks_connection="qbo",
                timezone="America/Chicago",
            )
        )
    assert "(CAD)" in maple.open("")
    assert "(CAD)" not in maple.browser.get("/corebooks/companies/oak-street/").text
    assert "(USD)" in maple.browser.get("/corebooks/companies/oak-street/").text
    remove(maple.database)


def remove(database: Database) -> None:
    with database.writing() as session:
        session.delete(session.get_one(Company, "oak-street"))
