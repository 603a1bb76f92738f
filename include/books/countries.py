"""The countries whose books CoreBooks keeps, and what each calls its sales tax and its currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from include.books.catalogue import plain


@dataclass(frozen=True, slots=True)
class Country:
    """A country whose QuickBooks editions CoreBooks posts to.

    Attributes:
        code: ISO 3166, two letters: "CA".
        name: in English, as a sentence has it: "Canada", "the United States".
        currency: the ISO 4217 code of its own currency: "CAD".
        tax: what its sales tax is called: "GST/HST".
        spellings: how companies write it in QuickBooks, folded: CompanyInfo.Country is free text.
    """

    code: str
    name: str
    currency: str
    tax: str
    spellings: frozenset[str]


def _country(code: str, name: str, currency: str, tax: str, *spellings: str) -> Country:
    return Country(code, name, currency, tax, frozenset({plain(code), plain(name), *spellings}))


COUNTRIES: Mapping[str, Country] = {
    one.code: one
    for one in (
        _country(
            "US",
            "the United States",
            "USD",
            "sales tax",
            "",
            "usa",
            "united states",
            "united states of america",
            "u.s.",
            "u.s.a.",
        ),
        _country("CA", "Canada", "CAD", "GST/HST", "can"),
        _country(
            "GB",
            "the United Kingdom",
            "GBP",
            "VAT",
            "uk",
            "gbr",
            "united kingdom",
            "great britain",
            "england",
            "scotland",
            "wales",
            "northern ireland",
            "u.k.",
        ),
        _country("AU", "Australia", "AUD", "GST", "aus"),
    )
}


def country_of(spelled: str) -> Country | None:
    """The country of a text that companies write for it; None for any other."""
    wanted = plain(spelled)
    return next((one for one in COUNTRIES.values() if wanted in one.spellings), None)


def tax_name(code: str) -> str:
    """What a country calls its sales tax: "GST/HST", "VAT"; "sales tax" where it isn't known."""
    country = COUNTRIES.get(code)
    return country.tax if country else "sales tax"
