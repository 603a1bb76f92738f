"""What a company is, and whether CoreBooks can work with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from include.books.gateway import CompanyFacts, Feature, GatewayUnavailable, Recovery
from include.plain_text import plain as plain_text
from include.quickbooks.online.wire.error_codes.fault_translation import translate
from include.quickbooks.online.wire.error_codes.faults import Fault

_COUNTRIES = frozenset({"US", "USA", ""})
_READ_ONLY = frozenset({"EXPIRED", "RESTRICTED", "SUSPENDED", "CANCELED", "CANCELLED"})


def company_facts(
    realm_id: str, info: Mapping[str, Any], preferences: Mapping[str, Any]
) -> CompanyFacts:
    """The facts, from CompanyInfo and Preferences.

    Raises:
        GatewayUnavailable: RECONNECT when the company isn't in the United States with US dollars, or
            its subscription has ended.
    """
    extras = _name_values(info)
    name = plain_text(str(info.get("CompanyName") or realm_id))
    edition = plain_text(str(extras.get("OfferingSku") or "QuickBooks Online"))
    _reject_self_employed(name, edition)
    currency = _checked_currency(name, info, preferences)
    status = str(extras.get("SubscriptionStatus") or info.get("SubscriptionStatus") or "")
    if status.upper() in _READ_ONLY:
        raise translate((Fault("6190"),), name).unavailable()
    accounting = preferences.get("AccountingInfoPrefs") or {}
    sales = preferences.get("SalesFormsPrefs") or {}
    return CompanyFacts(
        id=realm_id,
        name=name,
        edition=edition,
        currency=currency,
        closing_date=_day(accounting.get("BookCloseDate")),
        numbers_kept=bool(sales.get("CustomTxnNumbers")),
        sales_tax=bool((preferences.get("TaxPrefs") or {}).get("UsingSalesTax")),
        missing=frozenset() if _tracks_classes(accounting) else frozenset({Feature.CLASSES}),
    )


def _tracks_classes(accounting: Mapping[str, Any]) -> bool:
    return bool(accounting.get("ClassTrackingPerTxn") or accounting.get("ClassTrackingPerTxnLine"))


def _checked_currency(name: str, info: Mapping[str, Any], preferences: Mapping[str, Any]) -> str:
    home = (preferences.get("CurrencyPrefs") or {}).get("HomeCurrency") or {}
    currency = str(home.get("value") or "USD")
    country = plain_text(str(info.get("Country") or ""))
    if country.upper() in _COUNTRIES and currency == "USD":
        return currency
    abroad = country.upper() not in _COUNTRIES
    reason = f"is a company in {country}" if abroad else f"has the home currency {currency}"
    raise GatewayUnavailable(
        Recovery.RECONNECT,
        f"{name} {reason}. CoreBooks supports US companies that use US dollars.",
        "Connect a US company. Nothing was changed.",
    )


def _reject_self_employed(name: str, edition: str) -> None:
    """QuickBooks Self-Employed has no double-entry accounting."""
    if "self" in edition.casefold() and "employed" in edition.casefold():
        raise GatewayUnavailable(
            Recovery.RECONNECT,
            f"{name} is on QuickBooks Self-Employed, which has no invoices, bills, customers, or "
            "vendors for CoreBooks to post to. Nothing was changed.",
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
