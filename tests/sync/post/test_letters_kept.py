"""Names that QuickBooks keeps in other letters: told apart, and never blank."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.books.parties import Party, PartyKind
from include.quickbooks.latin import latin
from include.sync.operations.chosen_names import has_letters
from tests.matrices import under_each
from tests.sync.office import BILLING, EXPENSES, INCOME, Office
from tests.sync.opening import PRODUCTS, open_office
from tests.sync.people import agent, deal, payees, statement


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Amy Adler", True),
        ("Łukasz Żak (agent billing)", True),
        ("李 Lee", True),
        ("... ---", True),
        ("李 明", False),
        ("李 明 (agent billing)", False),
        ("Иван Иванов", False),
        ("", False),
        (" ", False),
    ],
)
def test_a_name_has_letters_of_its_own(name: str, kept: bool) -> None:
    party = Party("vendor/agent:45", PartyKind.VENDOR, name)
    assert has_letters(party, latin) is kept


@pytest.fixture
def books(product: str, tmp_path: Path) -> Iterator[Office]:
    """A new office with one of the two QuickBooks."""
    with open_office(tmp_path, 0, product) as office:
        yield office


worlds = under_each("product", PRODUCTS)


@pytest.mark.whole
@worlds
def test_agents_whose_names_differ_in_letters_that_quickbooks_lacks_are_all_paid(
    books: Office,
) -> None:
    books.use("expenses-via-checks")
    spelled = ("O'Brien", "O\u2019Brien", "O\u02bcBrien", "O\u200b'Brien", "OBrien")
    for number, last in enumerate(spelled, start=1):
        deal(books, f"{number} Oak St", agent(books, "Maria", last))
    report = books.run(EXPENSES)
    assert (report.created, report.on_hold) == (5, ())
    assert len({name for name, _ in payees(books)}) == 5
    again = books.run(EXPENSES)
    assert (again.created, again.updated, again.on_hold) == (0, 0, ())


@pytest.mark.whole
@worlds
def test_a_name_without_a_letter_that_quickbooks_keeps_waits(books: Office) -> None:
    who = agent(books, "李", "明")
    deal(books, "1 Oak St", who)
    statement(books, who)
    (hold,) = books.run(EXPENSES).on_hold
    assert "QuickBooks can't keep any letter of the name 李 明." in hold.sentence
    (hold,) = books.run(BILLING).on_hold
    assert hold.cause == "name without a letter that QuickBooks keeps"
    assert payees(books) == []


@pytest.mark.whole
@worlds
def test_a_property_without_a_street_is_the_customer_of_its_town(books: Office) -> None:
    ann = agent(books, "Ann", "Lee")
    for street in ("", " ", "\u200b", ":"):
        deal(books, street, ann)
    assert books.run(INCOME).on_hold == ()
    assert payees(books) == [("Boston, MA 02128", 1_000_000)] * 4
