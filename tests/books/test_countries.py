"""The countries whose books CoreBooks keeps, however companies write them."""

from __future__ import annotations

import pytest

from include.books.countries import COUNTRIES, country_of, tax_name


@pytest.mark.parametrize(
    ("spelled", "code"),
    [
        ("US", "US"),
        ("USA", "US"),
        ("United States", "US"),
        ("", "US"),
        ("CA", "CA"),
        (" can ", "CA"),
        ("Canada", "CA"),
        ("UK", "GB"),
        ("gb", "GB"),
        ("United Kingdom", "GB"),
        ("England", "GB"),
        ("AUS", "AU"),
        ("australia", "AU"),
    ],
)
def test_a_country_is_known_by_what_companies_write(spelled: str, code: str) -> None:
    found = country_of(spelled)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("spelled", ["France", "IN", "India", "Canadia", "U S"])
def test_any_other_country_is_none(spelled: str) -> None:
    assert country_of(spelled) is None


def test_no_two_countries_are_written_alike() -> None:
    spellings = [word for country in COUNTRIES.values() for word in country.spellings]
    assert len(spellings) == len(set(spellings))


def test_each_tax_has_the_name_of_its_country() -> None:
    names = {code: tax_name(code) for code in COUNTRIES}
    assert names == {"US": "sales tax", "CA": "GST/HST", "GB": "VAT", "AU": "GST"}
    assert tax_name("FR") == "sales tax"
