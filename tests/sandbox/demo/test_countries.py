"""COUNTRY of make: a company with tax codes, its own currency, and its own place beside the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.workflows.category import Category
from include.workflows.choices import OnlyWithTaxCodes, note_of
from include.workflows.template import templates
from sandbox.demo.__main__ import main
from sandbox.demo.companies import all_knobs, usable
from sandbox.demo.countries import ABROAD, CountryUnknown, country
from sandbox.demo.failures import DemoFailed
from sandbox.demo.settings import DemoSettings
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_online.settings import Settings
from sandbox.quickbooks_online.testing import running_sandbox


@pytest.mark.parametrize("code", ABROAD)
def test_the_codes_are_the_companys_own_and_the_rates_those_that_quickbooks_charges(
    code: str,
) -> None:
    abroad = ABROAD[code]
    with running_sandbox(**abroad.knobs) as quickbooks:
        active = {one["Name"] for one in quickbooks.ask("GET", "list/TaxCode") if one["Active"]}
        used = {account for account in quickbooks.balances() if account in abroad.accounts}
    assert {abroad.sold, abroad.bought, abroad.untaxed} <= active
    assert used == abroad.accounts
    rates = {"CA": 13, "GB": 20, "AU": 10}
    assert {int(abroad.sold_percent), int(abroad.bought_percent)} == {rates[code]}


@pytest.mark.parametrize("category", Category)
def test_every_option_that_chooses_a_tax_code_is_given(category: Category) -> None:
    for template in templates().values():
        if template.category is category:
            asked = {
                name
                for name, field in template.options.model_fields.items()
                if note_of(field, OnlyWithTaxCodes)
            }
            assert set(ABROAD["CA"].options(category)) == asked


def test_each_country_has_its_own_company_beside_the_usual_one() -> None:
    every = [DemoSettings(), *(DemoSettings(country=code) for code in ABROAD)]
    assert len({one.company for one in every}) == len(every)
    assert len({one.realm for one in every}) == len(every)
    assert len({one.quickbooks_data for one in every}) == len(every)
    assert [one.currency for one in every] == ["USD", "CAD", "GBP", "AUD"]
    for one in every:
        knobs = Settings.model_validate(all_knobs(one))
        assert (knobs.country, knobs.home) == (one.country, one.currency)
        assert knobs.sales_tax is (one.abroad is not None)


def test_a_canadian_company_file_is_one_of_its_own_with_its_own_codes() -> None:
    chosen = DemoSettings(country="CA", edition="desktop")
    usual, online = DemoSettings(edition="desktop"), DemoSettings(country="CA")
    assert len({one.company for one in (chosen, usual, online)}) == 3
    assert chosen.company_file != usual.company_file
    assert usual.company_file.name == "quickbooks-desktop.db"
    abroad = chosen.abroad
    assert abroad is not None
    file = CompanyFile()
    file.set(**all_knobs(chosen))
    with file.reading() as books:
        codes = {record.label for record in books.store.find(("SalesTaxCode",))}
    assert {abroad.sold, abroad.bought, abroad.untaxed} <= codes
    assert abroad.accounts <= set(file.balances())
    assert (abroad.currency, int(abroad.sold_percent), int(abroad.bought_percent)) == (
        "CAD",
        13,
        13,
    )
    file.close()


def test_with_tax_codes_a_company_file_takes_no_deposits() -> None:
    wanted = DemoSettings(country="CA", edition="desktop", income="income-via-deposits")
    settings, why = usable(wanted)
    assert settings.income == "income-via-invoices"
    (sentence,) = why
    assert "can't be used because this QuickBooks company has no sales tax on deposits" in sentence
    assert sentence.endswith("“Track broker income via invoices” is used instead.")


def test_what_cannot_be_shown_together_is_said() -> None:
    assert country("", "desktop", "sales-tax", "usual") == "US"
    assert country(" ca ", "online", "usual", "usual") == "CA"
    with pytest.raises(CountryUnknown, match="US, CA, GB, AU"):
        country("FR", "online", "usual", "usual")
    assert country("CA", "desktop", "usual", "usual") == "CA"
    with pytest.raises(
        DemoFailed, match="Leave out EDITION=desktop; it has company files in US, CA"
    ):
        country("GB", "desktop", "usual", "usual")
    with pytest.raises(DemoFailed, match="Leave out COMPANY=sales-tax"):
        country("CA", "online", "sales-tax", "usual")


def test_a_country_that_there_is_not_starts_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--once", "--state", str(tmp_path), "--country", "India"]) == 1
    assert "There is no company in 'India'." in capsys.readouterr().out
