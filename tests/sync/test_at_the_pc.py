"""A company file that bookkeepers work in, where QuickBooks Desktop isn't like QuickBooks Online."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from include.sync.run.mode import RunMode
from sandbox.quickbooks_desktop.bookkeeping import Bookkeeper
from tests.sync import people
from tests.sync.direct_desktop import DirectDesktopOffice
from tests.sync.happenings import entries_now
from tests.sync.office import EXPENSES, INCOME, Office
from tests.sync.opening import open_books
from tests.sync.random_hands import Hands

pytestmark = pytest.mark.whole


@pytest.fixture
def books(tmp_path: Path) -> Iterator[tuple[Office, Hands]]:
    with open_books(tmp_path, "desktop") as opened:
        yield opened


@pytest.fixture
def office(books: tuple[Office, Hands]) -> Office:
    return books[0]


@pytest.fixture
def hands(books: tuple[Office, Hands]) -> Hands:
    return books[1]


@pytest.fixture
def person(office: Office) -> Bookkeeper:
    """A bookkeeper at the PC."""
    return Bookkeeper(office.quickbooks.pc.file)  # type: ignore[attr-defined]


def sold_by_amy(office: Office) -> str:
    return people.deal(office, "11 Oak St", people.agent(office, "Amy", "Adler"))


@pytest.mark.parametrize("quickbooks", ["accept", "refuse"])
def test_nothing_is_posted_for_a_vendor_who_was_made_inactive(
    office: Office, person: Bookkeeper, quickbooks: str
) -> None:
    adler = people.agent(office, "Amy", "Adler")
    people.deal(office, "11 Oak St", adler)
    office.run(EXPENSES)
    amy = person.file.names("Vendor")["Amy Adler"]
    person.file.set(inactive_names=quickbooks)
    person.set_active(amy, active=False)
    people.deal(office, "12 Oak St", people.agent(office, "Ben", "Baker"))
    second = people.deal(office, "13 Oak St", adler)

    office.run(EXPENSES)
    (sentence,) = office.on_hold(EXPENSES)
    assert "wasn't posted. The vendor Amy Adler is inactive in QuickBooks." in sentence
    assert len(office.entries("Bill")) == 2  # hers of before, and the other agent's

    person.set_active(amy, active=True)
    assert office.run(EXPENSES, (second,)).created == 1
    assert office.on_hold(EXPENSES) == []


def test_an_expense_that_was_printed_as_a_check_is_not_changed(
    office: Office, person: Bookkeeper
) -> None:
    office.use("expenses-via-expenses")
    deal = sold_by_amy(office)
    office.run(EXPENSES)
    (check,) = office.entries("Purchase")
    person.print_checks(check["id"], first=1042)
    office.core.patch(f"/transactions/{deal}", gross=900_000)
    office.run(EXPENSES)
    (sentence,) = office.on_hold(EXPENSES)
    assert "was printed as no. 1042 in QuickBooks, so it wasn't changed" in sentence
    office.run(EXPENSES, (deal,), mode=RunMode.OVERWRITE)
    (entry,) = office.entries("Purchase")
    assert (entry["number"], entry["total"], office.on_hold(EXPENSES)) == ("1042", 720_000, [])


def test_a_company_file_with_several_currencies_is_held_back_only_where_one_is_used(
    office: Office, person: Bookkeeper
) -> None:
    file = person.file
    file.set(multicurrency=True)
    canadian: dict[str, Any] = {"CurrencyRef": {"FullName": "Canadian Dollar"}}
    file.enter("Vendor", Name="Amy Adler", **canadian)
    file.enter("Account", Name="Canadian Bank", AccountType="Bank", **canadian)
    sold_by_amy(office)
    people.deal(office, "12 Oak St", people.agent(office, "Ben", "Baker"))

    office.run(INCOME)
    office.run(EXPENSES)
    assert entries_now(office)["Invoice"] == [("live", 1_000_000)] * 2
    assert entries_now(office)["Bill"] == [("live", 800_000)]
    (sentence,) = office.on_hold(EXPENSES)
    assert "The vendor Amy Adler in QuickBooks is in CAD" in sentence
    with office.gateway() as gateway:
        foreign = [one.name for one in gateway.catalogue().entries if one.is_foreign]
    assert foreign == ["Canadian Bank"]


@pytest.mark.parametrize("suffix", ["(vendor)", ""])
def test_a_name_on_the_list_of_other_names_is_taken_too(
    office: Office, person: Bookkeeper, suffix: str
) -> None:
    office.use("expenses-via-bills", vendor_suffix=suffix)
    person.file.enter("OtherName", Name="Amy Adler")
    sold_by_amy(office)
    report = office.run(EXPENSES)
    if suffix:
        assert people.payees(office, "Bill") == [("Amy Adler (vendor)", 800_000)]
    else:
        (sentence,) = office.on_hold(EXPENSES)
        assert "an entry on its list Other Names named Amy Adler" in sentence
        assert report.created == 0


@pytest.mark.parametrize("linked", [True, False], ids=["named", "not named"])
@pytest.mark.parametrize("template", ["expenses-via-bills", "expenses-via-checks"])
def test_what_was_billed_to_a_customer_is_not_changed(
    office: Office, person: Bookkeeper, hands: Hands, linked: bool, template: str
) -> None:
    office.use(template)
    deal = sold_by_amy(office)
    office.run(EXPENSES)
    (entry,) = hands.look().live("Bill", "Purchase")
    hands.set_on_line(entry, 0, billed=True)
    person.file.set(billed_lines_linked=linked)
    person.bill_on(entry.key[1], "Gross Commission")
    office.core.patch(f"/transactions/{deal}", gross=900_000)

    office.run(EXPENSES)
    (sentence,) = office.on_hold(EXPENSES)
    assert "was billed to a customer in QuickBooks, so it wasn't changed" in sentence
    assert [row.total for row in hands.look().live("Bill", "Purchase")] == [800_000]
    # The way out: the bookkeeper insists, and the line stays billed.
    assert office.run(EXPENSES, (deal,), mode=RunMode.OVERWRITE).updated == 1
    (now,) = hands.look().live("Bill", "Purchase")
    assert now.total == 720_000
    assert [extras[2] for _, extras in now.lines()] == ["HasBeenBilled"]


def test_a_check_that_becomes_an_expense_is_voided_and_not_taken_for_it(
    office: Office, hands: Hands
) -> None:
    # In a company file both are checks, with the same tag.
    office.use("expenses-via-checks", print_later=True)
    deal = sold_by_amy(office)
    office.run(EXPENSES)
    office.use("expenses-via-expenses")
    office.run(EXPENSES)
    office.run(EXPENSES, mode=RunMode.REPOST)
    report = office.run(EXPENSES, mode=RunMode.REPOST)
    assert (report.created, report.updated, report.voided) == (1, 0, 1)
    assert sorted(entries_now(office)["Purchase"]) == [("live", 800_000), ("voided", 0)]
    assert office.on_hold(EXPENSES) == []
    # A copy of it is one copy, whichever of the two it is read as.
    hands.copy(hands.look().live("Purchase")[0], "1042")
    for _ in range(3):
        report = office.run(EXPENSES)
    (sentence,) = office.on_hold(EXPENSES)
    assert "the same tag as" in sentence or "no record asks for it" in sentence
    assert office.run(EXPENSES, (deal,)).created == 0


def test_the_check_that_an_expense_replaces_is_not_the_response_to_the_expense(
    office: Office, hands: Hands
) -> None:
    assert isinstance(office, DirectDesktopOffice)
    office.use("expenses-via-checks")
    sold_by_amy(office)
    office.run(EXPENSES)
    (check,) = office.links().values()
    office.use("expenses-via-expenses")
    office.run(EXPENSES, mode=RunMode.REPOST)
    office.losses += ["TxnVoid", "CheckAdd"]
    office.run(EXPENSES, mode=RunMode.REPOST)
    assert office.losses == []
    (link,) = office.links().values()
    assert (link.kind, link.quickbooks_id) != ("expense", check.quickbooks_id)
    for _ in range(2):
        office.run(EXPENSES)
    office.run(EXPENSES, mode=RunMode.REPOST)
    office.run(EXPENSES, mode=RunMode.REPOST)
    assert sorted(entries_now(office)["Purchase"]) == [("live", 800_000), ("voided", 0)]
    (link,) = office.links().values()
    assert [row.key[1] for row in hands.look().live("Purchase")] == [link.quickbooks_id]
    assert office.on_hold(EXPENSES) == []
