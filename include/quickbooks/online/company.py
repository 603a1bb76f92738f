"""What a company is, and whether CoreBooks can work with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from include.books.countries import COUNTRIES, Country, country_of
from include.books.gateway import CompanyFacts, Feature, GatewayUnavailable, Recovery
from include.plain_text import plain as plain_text
from include.quickbooks.home_currency import check_home_currency
from include.quickbooks.online.wire.error_codes.fault_translation import translate
from include.quickbooks.online.wire.error_codes.faults import Fault

_WITHOUT_BOOKS = {
    "self employed": "QuickBooks Self-Employed, which has no invoices, bills, customers, or vendors",
    "solopreneur": "QuickBooks Solopreneur, which has no bills, vendors, or chart of accounts",
}
"""Words of the plans without double-entry accounting -> their name, and what they lack."""
_READ_ONLY = frozenset({"EXPIRED", "RESTRICTED", "SUSPENDED", "CANCELED", "CANCELLED"})


def company_facts(
    realm_id: str,
    info: Mapping[str, Any],
    preferences: Mapping[str, Any],
    core_currency: str = "USD",
) -> CompanyFacts:
    """The facts, from CompanyInfo and Preferences.

    Args:
        realm_id: the company's ID.
        info: its CompanyInfo.
        preferences: its Preferences.
        core_currency: the currency of CORE's amounts, which must be the company's own.

    Raises:
        GatewayUnavailable: RECONNECT when the company is in a country whose books CoreBooks doesn't
            keep, has another home currency, or its subscription has ended.
    """
    extras = _name_values(info)
    name = plain_text(str(info.get("CompanyName") or realm_id))
    edition = plain_text(str(extras.get("OfferingSku") or "QuickBooks Online"))
    _reject_without_books(name, edition)
    currencies = preferences.get("CurrencyPrefs") or {}
    home = str((currencies.get("HomeCurrency") or {}).get("value") or "")
    country = _country(name, info, home)
    currency = home or country.currency
    check_home_currency(name, currency, core_currency, "a company that keeps its books in")
    status = str(extras.get("SubscriptionStatus") or info.get("SubscriptionStatus") or "")
    if status.upper() in _READ_ONLY:
        raise translate((Fault("6190"),), name).unavailable()
    accounting = preferences.get("AccountingInfoPrefs") or {}
    sales = preferences.get("SalesFormsPrefs") or {}
    sales_tax = bool((preferences.get("TaxPrefs") or {}).get("UsingSalesTax"))
    return CompanyFacts(
        id=realm_id,
        name=name,
        edition=edition,
        currency=currency,
        closing_date=_day(accounting.get("BookCloseDate")),
        numbers_kept=bool(sales.get("CustomTxnNumbers")),
        sales_tax=sales_tax,
        country=country.code,
        tax_codes=sales_tax and country.code != "US",
        multicurrency=bool(currencies.get("MultiCurrencyEnabled")),
        missing=frozenset() if _tracks_classes(accounting) else frozenset({Feature.CLASSES}),
    )


def _tracks_classes(accounting: Mapping[str, Any]) -> bool:
    return bool(accounting.get("ClassTrackingPerTxn") or accounting.get("ClassTrackingPerTxnLine"))


def _country(name: str, info: Mapping[str, Any], currency: str) -> Country:
    """Where the company is, by what its owner wrote as its country.

    Raises:
        GatewayUnavailable: in none whose books CoreBooks keeps, or it doesn't say.
    """
    spelled = plain_text(str(info.get("Country") or "")).strip()
    if not spelled and currency not in ("", COUNTRIES["US"].currency):
        raise GatewayUnavailable(
            Recovery.RECONNECT,
            f"{name} keeps its books in {currency} and doesn't say which country it is in.",
            "In QuickBooks, enter the country in the company's address under Account and settings > "
            "Company, then run again. Nothing was changed.",
        )
    if country := country_of(spelled):
        return country
    names = [one.name for one in COUNTRIES.values()]
    raise GatewayUnavailable(
        Recovery.RECONNECT,
        f"{name} is a company in {spelled}. CoreBooks works with QuickBooks Online companies in "
        f"{', '.join(names[:-1])}, and {names[-1]}.",
        "Connect a company in one of these countries. Nothing was changed.",
    )


def _reject_without_books(name: str, edition: str) -> None:
    """Two plans have no double-entry accounting."""
    for words, why in _WITHOUT_BOOKS.items():
        if all(word in edition.casefold() for word in words.split()):
            raise GatewayUnavailable(
                Recovery.RECONNECT,
                f"{name} is on {why} for CoreBooks to post to. Nothing was changed.",
                "Upgrade the company to QuickBooks Online Simple Start or higher, then connect it.",
            )


def _name_values(info: Mapping[str, Any]) -> dict[str, str]:
    pairs = info.get("NameValue") or ()
    return {str(pair.get("Name")): str(pair.get("Value")) for pair in pairs}


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None
