"""What a company file is, and whether CoreBooks can work with it."""

from __future__ import annotations

import datetime as dt

from lxml import etree

from include.books.countries import COUNTRIES, Country, country_of
from include.books.gateway import CompanyFacts, Feature, GatewayUnavailable, Recovery
from include.plain_text import plain as plain_text
from include.quickbooks.desktop.entries.currencies import code_of
from include.quickbooks.desktop.wire.qbxml import SetAnswer
from include.quickbooks.home_currency import check_home_currency

_MULTICURRENCY = "MultiCurrencyPreferences/IsMultiCurrencyOn"
NEVER = frozenset({Feature.EXPENSE_METHODS})
"""What no company file has: a check or a charge has no payment method."""

_EDITIONS = (COUNTRIES["US"], COUNTRIES["CA"])
"""The countries whose editions CoreBooks works with. Intuit's SDK covers the UK edition until 2022, and
there is none for the Mac."""


def company_queries(owner_id: str) -> list[etree._Element]:
    """Query the product, the company with what is stored in its file, and its preferences."""
    company = etree.Element("CompanyQueryRq")
    etree.SubElement(company, "OwnerID").text = owner_id
    return [etree.Element("HostQueryRq"), company, etree.Element("PreferencesQueryRq")]


def company_facts(company_id: str, answer: SetAnswer, core_currency: str = "USD") -> CompanyFacts:
    """The facts.

    Args:
        company_id: of the company in CoreBooks.
        answer: QuickBooks' response to `company_queries`.
        core_currency: the currency of CORE's amounts, which must be the company's own.

    Raises:
        GatewayUnavailable: RETRY_LATER when the response doesn't have all of them; RECONNECT when
            the file is of an edition that CoreBooks doesn't work with, or has another home currency.
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
    country = _country(name, host)
    currency = _home_currency(preferences) or country.currency
    check_home_currency(name, currency, core_currency, "a company file that is kept in")
    accounting = preferences.find("AccountingPreferences")
    classes = accounting is not None and accounting.findtext("IsUsingClassTracking") == "true"
    sales_tax = bool(non_taxable_code(answer))
    tax_codes = sales_tax and country.code != "US"
    return CompanyFacts(
        id=company_id,
        name=name,
        edition=_edition(host),
        closing_date=_day(accounting.findtext("ClosingDate") if accounting is not None else ""),
        currency=currency,
        missing=_missing(classes=classes, tax_codes=tax_codes),
        sales_tax=sales_tax,
        country=country.code,
        tax_codes=tax_codes,
        multicurrency=preferences.findtext(_MULTICURRENCY) == "true",
    )


def _missing(*, classes: bool, tax_codes: bool) -> frozenset[Feature]:
    """What the file doesn't have; qbXML has no field for tax on a deposit's lines."""
    off = frozenset() if classes else frozenset({Feature.CLASSES})
    return NEVER | off | (frozenset({Feature.DEPOSIT_TAX}) if tax_codes else frozenset())


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


def _country(name: str, host: etree._Element) -> Country:
    """The country of the edition that has the file open.

    Raises:
        GatewayUnavailable: it is another than those that CoreBooks works with, or that of the Mac.
    """
    spelled = plain_text(host.findtext("Country") or "")
    country = country_of(spelled)
    if "mac" in (host.findtext("ProductName") or "").casefold().split():
        raise _refused(f"{name} is open in QuickBooks for Mac, which has no Web Connector.")
    if country in _EDITIONS:
        return country
    edition = country.name if country else spelled
    raise _refused(f"{name} is a company file of the edition for {edition}.")


def _refused(sentence: str) -> GatewayUnavailable:
    names = " and ".join(country.name for country in _EDITIONS)
    return GatewayUnavailable(
        Recovery.RECONNECT,
        f"{sentence} CoreBooks works with QuickBooks Desktop for Windows in the editions for {names}.",
        "Connect a company file of one of these editions, or move the company to QuickBooks Online. "
        "Nothing was changed.",
    )


def _home_currency(preferences: etree._Element) -> str:
    """The file's own currency; empty where it has only one, which is then its country's."""
    return code_of(preferences.findtext("MultiCurrencyPreferences/HomeCurrencyRef/FullName") or "")


def _ret(answer: SetAnswer, tag: str) -> etree._Element | None:
    rets = (ret for part in answer.answers for ret in part.rets)
    return next((ret for ret in rets if ret.tag == tag), None)


def _edition(host: etree._Element) -> str:
    parts = (host.findtext("ProductName") or "QuickBooks Desktop", _version(host))
    return plain_text(" ".join(part for part in parts if part))


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
