"""Companies outside the US: what they say of themselves, their currency, and what belongs to a country."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from sandbox.quickbooks_online.testing import running_company
from tests.sandbox.quickbooks_online.abroad import TaxedBookkeeper
from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused

Abroad = Callable[[str], TaxedBookkeeper]


@pytest.mark.parametrize(
    ("country", "currency", "iso3"),
    [("CA", "CAD", "CAN"), ("GB", "GBP", "GBR"), ("AU", "AUD", "AUS")],
)
def test_a_company_says_where_it_is(abroad: Abroad, country: str, currency: str, iso3: str) -> None:
    books = abroad(country)
    info = books.read("CompanyInfo", books.sandbox.realm)
    (preferences,) = books.query("SELECT * FROM Preferences")["Preferences"]
    assert (info["Country"], info["CompanyAddr"]["Country"]) == (country, iso3)
    assert preferences["CurrencyPrefs"]["HomeCurrency"] == {"value": currency}
    assert preferences["TaxPrefs"] == {"UsingSalesTax": True, "PartnerTaxEnabled": False}
    invoice = books.taxed_invoice(
        books.customer("Oak"), books.sold(1, "Out of Scope" if country != "GB" else "No VAT")
    )
    assert invoice["CurrencyRef"]["value"] == currency


def test_a_country_may_be_spelled_in_any_way(ontario: TaxedBookkeeper) -> None:
    ontario.sandbox.set(country_spelling="Canada")
    assert ontario.read("CompanyInfo", ontario.sandbox.realm)["Country"] == "Canada"


def test_a_home_currency_other_than_the_countrys() -> None:
    with running_company("CA", home_currency="USD") as sandbox, sandbox.api() as client:
        books = TaxedBookkeeper(sandbox, client)
        assert books.read("Account", books.accounts["Escrow"])["CurrencyRef"]["value"] == "USD"
        (preferences,) = books.query("SELECT * FROM Preferences")["Preferences"]
        assert preferences["CurrencyPrefs"]["HomeCurrency"] == {"value": "USD"}


def test_a_company_moves_only_before_anything_is_entered(books: Bookkeeper) -> None:
    books.sandbox.set(country="CA", sales_tax=True)
    assert "HST ON" in books.sandbox.tax_codes()
    assert "GST/HST Payable" in books.sandbox.balances()
    books.customer("Oak")
    with pytest.raises(httpx.HTTPStatusError, match="409"):
        books.sandbox.set(country="US")


def test_multicurrency_at_home_in_canadian_dollars(ontario: TaxedBookkeeper) -> None:
    ontario.sandbox.set(multicurrency=True, exchange_rate="1.36")
    customer, line = ontario.customer("Oak"), ontario.sold(100, "HST ON")
    with pytest.raises(Refused, match="CurrencyRef is missing"):
        ontario.taxed_invoice(customer, line)
    home = ontario.taxed_invoice(customer, line, CurrencyRef={"value": "CAD"})
    assert (home["TotalAmt"], home["ExchangeRate"]) == (113, 1)
    with pytest.raises(Refused, match="exchange rate of the home currency CAD is 1"):
        ontario.taxed_invoice(customer, line, CurrencyRef={"value": "CAD"}, ExchangeRate=1.2)
    with pytest.raises(Refused, match="currency of the transaction is invalid"):
        ontario.taxed_invoice(customer, line, CurrencyRef={"value": "USD"})


@pytest.mark.parametrize(("country", "kept"), [("CA", True), ("GB", False), ("AU", True)])
def test_how_long_an_accounts_number_may_be(abroad: Abroad, country: str, kept: bool) -> None:
    books = abroad(country)
    body = {"Name": "Signs", "AccountType": "Expense", "AcctNum": "5000-12345"}
    if kept:
        assert books.save("Account", body)["AcctNum"] == "5000-12345"
        return
    with pytest.raises(Refused, match="Max:7") as refused:
        books.save("Account", body)
    assert refused.value.code == "2050"


def test_tax_numbers_come_back_masked_and_only_where_they_belong(abroad: Abroad) -> None:
    sent = {"BusinessNumber": "123456789RT0001", "T4AEligible": True, "HasTPAR": True}
    vendor = abroad("CA").save("Vendor", {"DisplayName": "Jane Doe", **sent})
    assert (vendor["BusinessNumber"], vendor["T4AEligible"]) == ("XXXXXT0001", True)
    assert "HasTPAR" not in vendor
    customer = abroad("CA").save(
        "Customer", {"DisplayName": "Oak", "PrimaryTaxIdentifier": "123456789"}
    )
    assert customer["PrimaryTaxIdentifier"] == "XXXXX56789"
    assert "T4AEligible" not in abroad("AU").save("Vendor", {"DisplayName": "Jane Doe", **sent})


def test_a_company_without_sales_tax_has_no_codes_until_it_is_turned_on() -> None:
    with running_company("CA", sales_tax=False) as sandbox, sandbox.api() as client:
        books = TaxedBookkeeper(sandbox, client)
        (preferences,) = books.query("SELECT * FROM Preferences")["Preferences"]
        assert preferences["TaxPrefs"]["UsingSalesTax"] is False
        assert books.query("SELECT * FROM TaxCode") == {}
        assert "GST/HST Payable" not in sandbox.balances()
        customer = books.customer("Oak")
        before = books.invoice(customer, books.sold(100, None))
        assert "GlobalTaxCalculation" not in before

        sandbox.set(sales_tax=True)

        with pytest.raises(Refused, match="GST/HST rate"):
            books.changed(before, "Invoice", PrivateNote="12 Oak Street")
        taxed = books.taxed_invoice(customer, books.sold(100, "HST ON"))
        assert taxed["TotalAmt"] == 113


@pytest.mark.parametrize(
    ("settings", "inactive", "voided"),
    [
        ({}, "supprimé", "Annulé"),
        ({"inactive_word": "désactivé", "voided_word": "Nulle"}, "désactivé", "Nulle"),
    ],
)
def test_a_french_company_has_words_of_its_own_for_what_is_inactive_or_voided(
    settings: dict[str, str], inactive: str, voided: str
) -> None:
    with (
        running_company("CA", language="fr", sales_tax=False, **settings) as sandbox,
        sandbox.api() as client,
    ):
        books = TaxedBookkeeper(sandbox, client)
        vendor = books.vendor("Amy Côté")["value"]
        sandbox.edit("Vendor", vendor, "deactivate")
        assert books.read("Vendor", vendor)["DisplayName"] == f"Amy Côté ({inactive})"
        sandbox.edit("Vendor", vendor, Active=True)
        assert books.read("Vendor", vendor)["DisplayName"] == "Amy Côté"
        invoice = books.invoice(books.customer("Chêne"), books.sold(100, None))
        sandbox.edit("Invoice", invoice["Id"], "void")
        assert books.read("Invoice", invoice["Id"])["PrivateNote"].startswith(voided)
