"""Several of CORE's with one name: people are told apart, a firm's contacts are one vendor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.sync.post.manual_matches import match_manually, remove_match
from tests.matrices import under_each
from tests.sync.office import BILLING, EXPENSES, Office
from tests.sync.opening import PRODUCTS, open_office
from tests.sync.people import agent, contact, deal, matches, payees, statement

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole

COSTS = ("expenses-via-bills", "expenses-via-checks", "expenses-via-expenses")


@pytest.fixture
def books(product: str, tmp_path: Path) -> Iterator[Office]:
    """A new office with one of the two QuickBooks."""
    with open_office(tmp_path, 0, product) as office:
        yield office


worlds = under_each("product", PRODUCTS)


@worlds
@pytest.mark.parametrize("template", COSTS)
def test_two_agents_of_one_name_are_two_vendors(books: Office, template: str) -> None:
    books.use(template)
    first, second = agent(books, "Maria", "Garcia"), agent(books, "Maria", "Garcia")
    deal(books, "1 Oak St", second)
    deal(books, "2 Oak St", first)
    report = books.run(EXPENSES)
    assert (report.created, report.on_hold) == (2, ())
    assert payees(books) == [("Maria Garcia", 800_000), (f"Maria Garcia ({second})", 800_000)]
    known = matches(books)
    assert known[f"vendor/agent:{first}"] != known[f"vendor/agent:{second}"]

    # They stay who they are, whoever is synced next.
    deal(books, "3 Oak St", first)
    deal(books, "4 Oak St", second)
    assert books.run(EXPENSES).created == 2
    assert [name for name, _ in payees(books)] == ["Maria Garcia"] * 2 + [
        f"Maria Garcia ({second})"
    ] * 2


@worlds
def test_the_second_of_one_name_may_come_in_a_later_run(books: Office) -> None:
    deal(books, "1 Oak St", agent(books, "Maria", "Garcia"))
    books.run(EXPENSES)
    second = agent(books, "Maria", "Garcia")
    deal(books, "2 Oak St", second)
    assert books.run(EXPENSES).created == 1
    assert payees(books) == [("Maria Garcia", 800_000), (f"Maria Garcia ({second})", 800_000)]


@worlds
def test_two_contacts_of_one_firm_are_one_vendor(books: Office) -> None:
    ann = agent(books, "Ann", "Lee")
    one = contact(books, "Keller Williams", first_name="Kim", last_name="One")
    two = contact(books, "Keller Williams", first_name="Pat", last_name="Two")
    deal(books, "1 Oak St", ann, to={one: 100_000, two: 50_000})
    deal(books, "2 Oak St", ann, to={two: 60_000})
    report = books.run(EXPENSES)
    assert report.on_hold == ()
    assert payees(books)[2:] == [
        ("Keller Williams", 50_000),
        ("Keller Williams", 60_000),
        ("Keller Williams", 100_000),
    ]
    known = matches(books)
    assert known[f"vendor/vendor:{one}"] == known[f"vendor/vendor:{two}"]


@worlds
def test_a_contact_of_a_firm_that_is_there_is_that_vendor(books: Office) -> None:
    ann = agent(books, "Ann", "Lee")
    deal(books, "1 Oak St", ann, to={contact(books, "Keller Williams"): 100_000})
    books.run(EXPENSES)
    deal(books, "2 Oak St", ann, to={contact(books, "KELLER WILLIAMS"): 50_000})
    assert books.run(EXPENSES).on_hold == ()
    assert payees(books)[2:] == [("Keller Williams", 50_000), ("Keller Williams", 100_000)]


@worlds
def test_an_agent_and_a_contact_of_one_name_are_two_vendors(books: Office) -> None:
    maria = agent(books, "Maria", "Garcia")
    other = contact(books, first_name="Maria", last_name="Garcia")
    deal(books, "1 Oak St", maria, to={other: 100_000})
    assert books.run(EXPENSES).on_hold == ()
    assert [name for name, _ in payees(books)] == [
        "Maria Garcia",
        f"Maria Garcia (contact {other})",
    ]


@worlds
def test_an_agent_who_is_paid_as_a_company_is_the_vendor_of_its_contacts(books: Office) -> None:
    adler = agent(books, "", "", company="Adler Homes LLC")
    same = contact(books, "Adler Homes LLC", first_name="Amy")
    deal(books, "1 Oak St", adler, to={same: 100_000})
    assert books.run(EXPENSES).on_hold == ()
    assert {name for name, _ in payees(books)} == {"Adler Homes LLC"}
    # Another agent of that company is another one: only a bookkeeper knows better.
    second = agent(books, "", "", company="Adler Homes LLC")
    deal(books, "2 Oak St", second)
    assert books.run(EXPENSES).on_hold == ()
    assert f"Adler Homes LLC ({second})" in {name for name, _ in payees(books)}


@worlds
def test_two_billed_agents_of_one_name_are_two_customers(books: Office) -> None:
    first, second = agent(books, "Maria", "Garcia"), agent(books, "Maria", "Garcia")
    statement(books, first)
    statement(books, second)
    report = books.run(BILLING)
    assert (report.created, report.on_hold) == (2, ())
    names = [name for name, _ in payees(books)]
    assert names[0] == "Maria Garcia (agent billing)"
    assert names[1].startswith("Maria Garcia (agent billing")
    assert names[1].endswith(f"({second})")


@worlds
def test_a_long_name_keeps_the_whole_id(books: Office) -> None:
    long = "Wilhelmina Featherstonehaugh-Cholmondeley"
    first, second = agent(books, long, "Smith"), agent(books, long, "Smith")
    deal(books, "1 Oak St", first)
    deal(books, "2 Oak St", second)
    assert books.run(EXPENSES).on_hold == ()
    names = {name for name, _ in payees(books)}
    assert len(names) == 2
    assert any(name.endswith(f"({second})") for name in names)


@worlds
def test_two_agents_are_one_vendor_where_a_bookkeeper_says_so(books: Office) -> None:
    first, second = agent(books, "Amy", "Adler"), agent(books, "Abe", "Adler")
    deal(books, "1 Oak St", first)
    deal(books, "2 Oak St", second)
    books.run(EXPENSES)
    amy = matches(books)[f"vendor/agent:{first}"]
    key = f"vendor/agent:{second}"
    said = match_manually(books.database, "", key, amy, "finance ops")
    assert said == (
        f"Abe Adler ({second}) is matched to the vendor with the QuickBooks ID {amy}, as Amy Adler "
        f"({first}) is."
    )
    deal(books, "3 Oak St", second)
    assert books.run(EXPENSES).on_hold == ()
    assert payees(books) == [("Abe Adler", 800_000), ("Amy Adler", 800_000), ("Amy Adler", 800_000)]
    # What CORE says of one of them is none of the other's.
    books.core.patch(f"/agents/{second}", email="abe@example.com", last_name="Adler-Abel")
    deal(books, "4 Oak St", second)
    books.run(EXPENSES)
    assert payees(books).count(("Amy Adler", 800_000)) == 3

    # And apart again: by name, to the vendor that Abe had before.
    books.core.patch(f"/agents/{second}", last_name="Adler")
    assert remove_match(books.database, "", key, "finance ops").endswith("matches it by name.")
    deal(books, "5 Oak St", second)
    assert books.run(EXPENSES).on_hold == ()
    assert payees(books).count(("Abe Adler", 800_000)) == 2
    # Or to a new one.
    match_manually(books.database, "", key, "", "finance ops")
    deal(books, "6 Oak St", second)
    assert books.run(EXPENSES).on_hold == ()
    assert (f"Abe Adler ({second})", 800_000) in payees(books)


@worlds
def test_a_contact_of_another_firm_gets_that_firms_vendor(books: Office) -> None:
    ann = agent(books, "Ann", "Lee")
    one, two = contact(books, "Keller Williams"), contact(books, "Keller Williams")
    alone, other = contact(books, "Oak Realty"), contact(books, "Elm Realty")
    for cents, who in ((1_000, one), (2_000, two), (3_000, alone), (4_000, other)):
        deal(books, f"{cents} Oak St", ann, to={who: cents})
    books.run(EXPENSES)
    # One of two leaves, one moves to a firm that is there, and a firm gets another name.
    books.core.patch(f"/contacts/{one}", company="Compass")
    books.core.patch(f"/contacts/{alone}", company="Keller Williams")
    books.core.patch(f"/contacts/{other}", company="Elm & Oak Realty")
    for cents, who in ((1_001, one), (3_001, alone), (4_001, other)):
        deal(books, f"{cents} Oak St", ann, to={who: cents})
    assert books.run(EXPENSES).on_hold == ()
    paid = {cents: name for name, cents in payees(books)}
    assert [paid[cents] for cents in (1_001, 3_001, 4_001)] == [
        "Compass",
        "Keller Williams",
        "Elm & Oak Realty",
    ]
    assert [paid[cents] for cents in (1_000, 2_000, 3_000)] == [
        "Keller Williams",
        "Keller Williams",
        "Oak Realty",
    ]
    known = matches(books)
    assert known[f"vendor/vendor:{alone}"] == known[f"vendor/vendor:{two}"]
