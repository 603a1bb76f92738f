"""docs/editions.md says of every country and edition what the product says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.books.countries import COUNTRIES
from sandbox.demo.countries import ABROAD
from sandbox.demo.plans import PLANS as SUBSCRIPTIONS
from sandbox.demo.settings import EDITIONS
from sandbox.quickbooks_online.countries import COUNTRIES as OF_SANDBOX
from sandbox.quickbooks_online.plans import PLANS
from tests.docs.supported import PROOFS, Proof, countries_text, desktop_text, online_text

CHECKOUT = Path(__file__).resolve().parents[2]


def row(text: str, first: str) -> list[str]:
    """The cells of the one row that begins so."""
    (found,) = [line for line in text.splitlines() if line.startswith(f"| {first} |")]
    return [cell.strip() for cell in found.strip("| ").split("|")]


def test_every_country_and_every_subscription_has_its_row() -> None:
    assert COUNTRIES.keys() == OF_SANDBOX.keys()
    for country in COUNTRIES.values():
        assert country.currency in row(countries_text(), country.name.removeprefix("the "))
    rows = online_text().splitlines()[2:]
    assert len(rows) == len(PLANS)
    for line, plan in zip(rows, PLANS, strict=True):
        assert plan.words in line
        assert "| US, CA, GB, AU |" in line


def test_simple_start_has_everything_but_bills() -> None:
    cells = row(online_text(), "Simple Start")
    assert (cells.count("yes"), cells.count("no")) == (6, 1)
    assert "It has no bills." in cells[-1]


def test_a_canadian_company_file_with_sales_tax_has_everything_but_deposits() -> None:
    cells = row(desktop_text(), "Canadian edition, sales tax on")
    assert cells[1:3] == ["no", "yes"]
    assert cells[-1] == "It has no sales tax on deposits."


@pytest.mark.parametrize("edition", ["UK edition", "QuickBooks for Mac"])
def test_what_cannot_be_connected_says_why(edition: str) -> None:
    cells = row(desktop_text(), edition)
    assert set(cells[1:-1]) == {"no"}
    assert "editions for the United States and Canada" in cells[-1]


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.edition)
def test_what_proves_an_edition_is_there(proof: Proof) -> None:
    assert all((CHECKOUT / path).is_file() for path in proof.tests)
    for word in proof.demo.split()[3:]:
        name, _, value = word.partition("=")
        assert {
            "COUNTRY": value in ABROAD,
            "PLAN": value in SUBSCRIPTIONS,
            "EDITION": value in EDITIONS,
        }[name]
