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


def test_a_company_describes_itself() -> None:
    facts = company_facts("123", INFO, PREFERENCES)

    assert (facts.id, facts.name) == ("123", "Willow & Park Realty")
    assert facts.edition == "QuickBooks Online Essentials"
    assert facts.closing_date == dt.date(2026, 1, 31)
    assert not facts.numbers_kept


@pytest.mark.parametrize(
    ("info", "preferences", "says"),
    [
        ({"Country": "CA"}, {}, "is a company in CA"),
        ({}, {"CurrencyPrefs": {"HomeCurrency": {"value": "EUR"}}}, "has the home currency EUR"),
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
