"""What a company file is, and whether CoreBooks can work with it."""

from __future__ import annotations

import datetime as dt

from lxml import etree

from include.books.catalogue import HOME_CURRENCY
from include.books.gateway import CompanyFacts, Feature, GatewayUnavailable, Recovery
from include.plain_text import plain as plain_text
from include.quickbooks.desktop.entries.currencies import code_of
from include.quickbooks.desktop.wire.qbxml import SetAnswer

NEVER = frozenset({Feature.EXPENSE_METHODS})
"""What no company file has: a check or a charge has no payment method."""

_COUNTRIES = frozenset({"US", "USA", ""})


def company_queries(owner_id: str) -> list[etree._Element]:
    """Query the product, the company with what is stored in its file, and its preferences."""
    company = etree.Element("CompanyQueryRq")
    etree.SubElement(company, "OwnerID").text = owner_id
    return [etree.Element("HostQueryRq"), company, etree.Element("PreferencesQueryRq")]


def company_facts(company_id: str, answer: SetAnswer) -> CompanyFacts:
    """The facts.

    Raises:
        GatewayUnavailable: RETRY_LATER when the response doesn't have all of them; RECONNECT when
            the company isn't in the United States, or has another home currency.
    """
    host, company, preferences = (
        _ret(answer, name) for name in ("HostRet", "CompanyRet", "PreferencesRet")
    )
    if host is None or company is None or preferences is None:
        raise GatewayUnavailable(
            Recovery.RETRY_LATER,
            "QuickBooks didn't return which company file is open.",
            "Open the company file in QuickBooks on the PC, then select Update Selected.",
        )
    name = plain_text(company.findtext("CompanyName") or company_id)
    _check_country(name, host, preferences)
    accounting = preferences.find("AccountingPreferences")
    classes = accounting is not None and accounting.findtext("IsUsingClassTracking") == "true"
    return CompanyFacts(
        id=company_id,
        name=name,
        edition=plain_text(
            " ".join(
                part
                for part in (host.findtext("ProductName") or "QuickBooks Desktop", _version(host))
                if part
            )
        ),
        closing_date=_day(accounting.findtext("ClosingDate") if accounting is not None else ""),
        missing=NEVER | (frozenset() if classes else {Feature.CLASSES}),
        sales_tax=bool(non_taxable_code(answer)),
    )


def non_taxable_code(answer: SetAnswer) -> str:
    """The ListID of the sales tax code for what isn't taxable; empty if the file has no sales tax."""
    preferences = _ret(answer, "PreferencesRet")
    path = "SalesTaxPreferences/DefaultNonTaxableSalesTaxCodeRef/ListID"
    return "" if preferences is None else preferences.findtext(path) or ""


def file_id_of(answer: SetAnswer, owner_id: str) -> str:
    """The FileID that the Web Connector stored in the file for this owner; empty for none."""
    company = _ret(answer, "CompanyRet")
    for stamp in company.iterfind("DataExtRet") if company is not None else ():
        owner = (stamp.findtext("OwnerID") or "").upper()
        if owner == owner_id.upper() and stamp.findtext("DataExtName") == "FileID":
            return stamp.findtext("DataExtValue") or ""
    return ""


def _check_country(name: str, host: etree._Element, preferences: etree._Element) -> None:
    country = host.findtext("Country") or ""
    home = preferences.findtext("MultiCurrencyPreferences/HomeCurrencyRef/FullName") or ""
    foreign = code_of(home) not in ("", HOME_CURRENCY)
    if country.upper() in _COUNTRIES and not foreign:
        return
    reason = f"has the home currency {home}" if foreign else f"is a company file for {country}"
    raise GatewayUnavailable(
        Recovery.RECONNECT,
        f"{name} {reason}. CoreBooks supports US company files in US dollars.",
        "Connect a US company file. Nothing was changed.",
    )


def _ret(answer: SetAnswer, tag: str) -> etree._Element | None:
    rets = (ret for part in answer.answers for ret in part.rets)
    return next((ret for ret in rets if ret.tag == tag), None)


def _version(host: etree._Element) -> str:
    """The version, where the product's name has none: "QuickBooks Enterprise Solutions 24.0"."""
    major, minor = host.findtext("MajorVersion") or "", host.findtext("MinorVersion") or ""
    named = any(sign.isdigit() for sign in host.findtext("ProductName") or "")
    return "" if named or not major else f"{major}.{minor}".rstrip(".")


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
