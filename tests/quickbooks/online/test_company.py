from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from include.books.gateway import GatewayUnavailable, Recovery
from include.quickbooks.online.company import company_facts
from include.quickbooks.online.entries.sales_forms import sales_forms

INFO: dict[str, Any] = {
    "CompanyName": "Willow & Park Realty",
    "Country": "US",
    "NameValue": [
        {"Name": "OfferingSku", "Value": "QuickBooks Online Essentials"},
        {"Name": "SubscriptionStatus", "Value": "SUBSCRIBED"},
    ],
}
PREFERENCES: dict[str, Any] = {
    "AccountingInfoPrefs": {"BookCloseDate": "2026-01-31"},
    "SalesFormsPrefs": {"CustomTxnNumbers": False},
    "CurrencyPrefs": {"HomeCurrency": {"value": "USD"}},
}
CANADIAN: dict[str, Any] = {
    "CurrencyPrefs": {"HomeCurrency": {"value": "CAD"}, "MultiCurrencyEnabled": True},
    "TaxPrefs": {"UsingSalesTax": True},
}


def test_a_company_describes_itself() -> None:
    facts = company_facts("123", INFO, PREFERENCES)

    assert (facts.id, facts.name) == ("123", "Willow & Park Realty")
    assert facts.edition == "QuickBooks Online Essentials"
    assert facts.closing_date == dt.date(2026, 1, 31)
    assert not facts.numbers_kept


@pytest.mark.parametrize(
    ("info", "preferences", "says"),
    [
        (
            {"Country": "France"},
            {},
            (
                "is a company in France. CoreBooks works with QuickBooks Online companies in the United "
                "States, Canada, the United Kingdom, and Australia. Connect a company in one of these"
            ),
        ),
        ({"Country": "IND"}, {}, "is a company in IND"),
        (
            {"Country": ""},
            CANADIAN,
            "keeps its books in CAD and doesn't say which country it is in",
        ),
        (
            {"Country": "Canada"},
            CANADIAN,
            (
                "CORE's amounts are in USD, and Willow & Park Realty keeps its books in CAD. CoreBooks "
                "converts no amounts. If CORE's amounts are in CAD, select Change currency under "
                "Integrations and choose CAD. Otherwise, connect a company that keeps its books in USD."
            ),
        ),
        ({}, {"CurrencyPrefs": {"HomeCurrency": {"value": "EUR"}}}, "keeps its books in EUR"),
        (
            {"NameValue": [{"Name": "SubscriptionStatus", "Value": "CANCELED"}]},
            {},
            "subscription ended or is unpaid",
        ),
    ],
)
def test_companies_that_cannot_be_kept_are_refused(
    info: dict[str, Any], preferences: dict[str, Any], says: str
) -> None:
    with pytest.raises(GatewayUnavailable, match=says) as stopped:
        company_facts("123", {**INFO, **info}, {**PREFERENCES, **preferences})

    assert stopped.value.recovery is Recovery.RECONNECT


@pytest.mark.parametrize(
    ("spelled", "home", "country", "tax_name"),
    [
        ("CA", "CAD", "CA", "GST/HST"),
        ("can", "CAD", "CA", "GST/HST"),
        ("Canada ", "CAD", "CA", "GST/HST"),
        ("UK", "GBP", "GB", "VAT"),
        ("GBR", "GBP", "GB", "VAT"),
        ("United Kingdom", "GBP", "GB", "VAT"),
        ("AUS", "AUD", "AU", "GST"),
        ("USA", "USD", "US", "sales tax"),
    ],
)
def test_a_country_is_known_however_its_owner_wrote_it(
    spelled: str, home: str, country: str, tax_name: str
) -> None:
    preferences = {"CurrencyPrefs": {"HomeCurrency": {"value": home}}}

    facts = company_facts("123", {**INFO, "Country": spelled}, preferences, home)

    assert (facts.country, facts.currency, facts.tax_name) == (country, home, tax_name)
    assert not facts.tax_codes  # sales tax is off


def test_outside_the_united_states_sales_tax_means_tax_codes() -> None:
    canadian = company_facts("123", {**INFO, "Country": "CA"}, CANADIAN, "CAD")
    american = company_facts("123", INFO, {"TaxPrefs": {"UsingSalesTax": True}})

    assert (canadian.sales_tax, canadian.tax_codes, canadian.multicurrency) == (True, True, True)
    assert (american.sales_tax, american.tax_codes, american.multicurrency) == (True, False, False)


def test_a_company_in_us_dollars_outside_the_united_states_is_kept() -> None:
    """Who turns on multicurrency may choose another home currency than the country's."""
    facts = company_facts("123", {**INFO, "Country": "Canada"}, PREFERENCES, "USD")

    assert (facts.country, facts.currency) == ("CA", "USD")


def test_a_company_that_says_little_is_taken_as_it_is() -> None:
    facts = company_facts("123", {}, {})

    assert (facts.name, facts.currency, facts.closing_date) == ("123", "USD", None)
    assert not facts.numbers_kept


@pytest.mark.parametrize(
    ("per_entry", "per_line", "one"),
    [(True, False, True), (True, True, False), (False, True, False), (False, False, False)],
)
def test_a_class_is_kept_per_entry_or_per_line(per_entry: bool, per_line: bool, one: bool) -> None:
    kept = {"ClassTrackingPerTxn": per_entry, "ClassTrackingPerTxnLine": per_line}

    assert sales_forms({"AccountingInfoPrefs": kept}).one_class is one
    assert not sales_forms({}).one_class
