"""Words that the country of the company being worked on has for others, as `currency` has its money.

Nouns are written with `spelled`, whole texts about entries, such as the titles of templates and options, with
`in_words`. In no text that goes through it may "check" be a verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from include.books.countries import tax_name
from include.books.currency import amounts_in

_CHEQUE = {"check": "cheque", "checks": "cheques", "Check": "Cheque", "Checks": "Cheques"}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "CA": {
        **_CHEQUE,
        "Checking account": "Chequing account",
        "checking account": "chequing account",
        "ZIP code": "postal code",
        "ZIP": "Postal code",
        "State": "Province",
    },
    "GB": {
        **_CHEQUE,
        "Checking account": "Current account",
        "checking account": "current account",
        "ZIP code": "postcode",
        "ZIP": "Postcode",
        "State": "County",
    },
    "AU": {
        **_CHEQUE,
        "Checking account": "Bank account",
        "checking account": "bank account",
        "ZIP code": "postcode",
        "ZIP": "Postcode",
    },
}
_SALES_TAX = re.compile(r"\bsales tax\b", re.IGNORECASE)

_country: ContextVar[str] = ContextVar("country", default="US")


@contextmanager
def words_of(country: str) -> Iterator[None]:
    """Write the words of a `with` block as a country does.

    Args:
        country: ISO 3166, two letters: "CA".
    """
    before = _country.set(country)
    try:
        yield
    finally:
        _country.reset(before)


@contextmanager
def written_for(currency: str, country: str) -> Iterator[None]:
    """Write the amounts and words of a `with` block as a company of this currency and country does."""
    with amounts_in(currency), words_of(country):
        yield


def write_words_of(country: str) -> None:
    """Write all words of a request from now on as a country does: `words_of` without an end."""
    _country.set(country)


def country_of_words() -> str:
    """The country whose words are written now, as two letters: "CA"."""
    return _country.get()


def spelled(noun: str) -> str:
    """A noun as the company's country spells it: "check" is "cheque" in Canada; any other stays."""
    return _WORDS.get(_country.get(), {}).get(noun, noun)


def sales_tax() -> str:
    """What the company's country calls its sales tax: "GST/HST"."""
    return tax_name(_country.get())


def in_words(text: str) -> str:
    """A text about entries and taxes as the company's country writes it; unchanged in the United States.

    "One check per agent or vendor" is "One cheque per agent or vendor" in Canada, and "Sales tax" there "GST/HST".
    """
    words = _WORDS.get(_country.get())
    if words is None:
        return text
    text = _any_of(_country.get()).sub(lambda found: words[found[0]], text)
    return _SALES_TAX.sub(sales_tax(), text)


@cache
def _any_of(country: str) -> re.Pattern[str]:
    longest_first = sorted(_WORDS[country], key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
