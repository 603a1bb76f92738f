"""A bookkeeper reads the words of their own country."""

from __future__ import annotations

import pytest

from include.books.country_words import sales_tax, spelled, words_of
from include.books.wording import a, counted, numbered


@pytest.mark.parametrize(
    ("country", "check", "postal", "tax"),
    [
        ("US", "check", "ZIP", "sales tax"),
        ("CA", "cheque", "Postal code", "GST/HST"),
        ("GB", "cheque", "Postcode", "VAT"),
        ("AU", "cheque", "Postcode", "GST"),
    ],
)
def test_each_country_has_its_words(country: str, check: str, postal: str, tax: str) -> None:
    with words_of(country):
        assert (spelled("check"), spelled("ZIP"), sales_tax()) == (check, postal, tax)
        assert numbered("check", "TR-1") == f"{check} TR-1"
        assert numbered("Check", "TR-1") == f"{check.capitalize()} TR-1"
        assert a("check") == f"a {check}"
        assert (counted(1, "check"), counted(2, "check")) == (f"1 {check}", f"2 {check}s")
        assert (counted(2, "bill"), numbered("invoice", "TR-1")) == ("2 bills", "invoice TR-1")
    assert spelled("check") == "check"
