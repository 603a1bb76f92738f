"""Words that the country of the company being worked on spells otherwise, as `currency` has its money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from include.books.countries import tax_name

_CHEQUE = {"check": "cheque", "checks": "cheques", "Check": "Cheque", "Checks": "Cheques"}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "CA": {**_CHEQUE, "ZIP": "Postal code", "State": "Province"},
    "GB": {**_CHEQUE, "ZIP": "Postcode", "State": "County"},
    "AU": {**_CHEQUE, "ZIP": "Postcode"},
}

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


def write_words_of(country: str) -> None:
    """Write all words of a request from now on as a country does: `words_of` without an end."""
    _country.set(country)


def spelled(noun: str) -> str:
    """A noun as the company's country spells it: "check" is "cheque" in Canada; any other stays."""
    return _WORDS.get(_country.get(), {}).get(noun, noun)


def sales_tax() -> str:
    """What the company's country calls its sales tax: "GST/HST"."""
    return tax_name(_country.get())
