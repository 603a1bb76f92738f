"""A bookkeeper reads the words of their own country."""

from __future__ import annotations

import pytest

from include.books.country_words import in_words, sales_tax, spelled, words_of, written_for
from include.books.documents import DocumentKind
from include.books.money import format_money
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


def test_a_text_about_entries_is_written_in_the_words_of_the_country() -> None:
    texts = {
        "One check per agent, drawn on the checking account. Checks have numbers.": (
            "One cheque per agent, drawn on the chequing account. Cheques have numbers."
        ),
        "Checking account": "Chequing account",
        "Sales tax": "GST/HST",
        "Needed if the company uses sales tax.": "Needed if the company uses GST/HST.",
        "A bill per payee": "A bill per payee",
        "a name of the ZIP code": "a name of the postal code",
    }
    for american, canadian in texts.items():
        assert in_words(american) == american
        with words_of("CA"):
            assert in_words(american) == canadian
        with words_of("FR"):
            assert in_words(american) == american


def test_a_kind_is_written_as_the_country_spells_it_and_stored_as_it_is() -> None:
    with words_of("GB"):
        assert f"{DocumentKind.CHECK}" == str(DocumentKind.CHECK) == "cheque"
        assert f"{DocumentKind.CHECK:>8}" == "  cheque"
        assert (DocumentKind.CHECK.value, DocumentKind.CHECK) == ("check", "check")
        assert f"{DocumentKind.BILL}" == "bill"
    assert f"{DocumentKind.CHECK}" == "check"


def test_amounts_and_words_of_a_company_come_together() -> None:
    with written_for("GBP", "GB"):
        assert (format_money(150), spelled("check")) == ("£1.50", "cheque")
    assert (format_money(150), spelled("check")) == ("$1.50", "check")
