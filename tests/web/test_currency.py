"""The pages of a Canadian company: every amount in Canadian dollars, and none left in another country's."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from include.database.engine import Database
from include.database.tables.companies import Company
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, KEY
from tests.sync.tax_office import charges, ontario_deal, open_abroad, use_codes
from tests.web.linked_pages import linked
from tests.web.office_pages import OfficePages, words

_US = re.compile(r"(?<!CA)(?<!\w)\$\d|\(USD\)|\bUSD\b")


@pytest.fixture(scope="module")
def maple(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficePages]:
    """A company with deals, synced in Canadian dollars."""
    folder = tmp_path_factory.mktemp("ca")
    with pytest.MonkeyPatch.context() as patch, open_abroad(folder, "CA") as one:
        patch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
        one.core.post("/examples/E")
        for gross in (3_000_000, 2_000_000):
            ontario_deal(one, gross=gross)
        use_codes(one, "CA")
        charges(one, agent=True, broker=True)
        pages = OfficePages(one.database, one)
        for category in (INCOME, EXPENSES, BILLING):
            pages.run(category)
        yield pages


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


def test_a_reader_in_the_uk_reads_days_as_written_there_and_one_in_the_us_as_here(
    maple: OfficePages,
) -> None:
    address = f"/corebooks/companies/{COMPANY}/history"
    there = maple.browser.get(address, headers={"Accept-Language": "en-GB,en;q=0.5"}).text
    here = maple.browser.get(address, headers={"Accept-Language": "en-US,en;q=0.5"}).text
    assert re.search(r"\d [A-Z][a-z]{2}(?: \d{4})?, \d\d:\d\d", words(there))
    assert not re.search(r"\d [AP]M", words(there))
    assert re.search(r"\d [AP]M", words(here))


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
