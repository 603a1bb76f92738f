"""What is worked out once of each document and each entry, and whose what is."""

from __future__ import annotations

from dataclasses import replace

from include.books.documents import DocumentKind, marker
from include.books.entries import EntryStatus
from include.sync.existing.comparing.sides import (
    Found,
    Owners,
    Sought,
    found_of,
    identity,
    sought_of,
)
from tests.sync.existing.both_sides import ELM, OAK, bill, day, entry, income, paid_to, statement


def test_the_tag_is_no_part_of_the_memo() -> None:
    tag = marker("willow-park", "a")
    found = Found.of(entry(5, memo=f"{OAK} [{tag}]"))
    assert (found.tag, found.memo) == (tag, "12 oak st boston ma 02128")


def test_the_name_of_a_billed_agent_is_no_second_sign() -> None:
    assert Sought.of(statement("ST-1", day(1))).place.whole == ""
    assert Sought.of(income()).is_at_place
    assert not Sought.of(bill()).is_at_place


def test_each_is_taken_once_in_an_order_of_its_own() -> None:
    wanted = [income("TR-2"), income("TR-1"), income("TR-2")]
    assert [one.wanted.number for one in sought_of(wanted)] == ["TR-1", "TR-2"]
    twice = [entry(6), entry(5), entry(6), replace(entry(7), status=EntryStatus.VOIDED)]
    assert [one.entry.ref.id for one in found_of(twice)] == ["5", "6"]


def test_a_purchase_is_one_whatever_it_is_read_as() -> None:
    assert identity(DocumentKind.CHECK, "5") == identity(DocumentKind.REFUND, "5")
    assert identity(DocumentKind.BILL, "5") != identity(DocumentKind.INVOICE, "5")


def test_whose_number_address_and_name_it_is() -> None:
    one, other = bill(), bill("Al Roe", 10402, "TR-2026-640900", ELM)
    sought = [Sought.of(each) for each in (one, other)]
    theirs = Found.of(paid_to(5, "Al Roe", memo=ELM, number=other.document.number))
    owners = Owners(sought, [theirs])
    asked = (owners.has_others_number, owners.has_others_name, owners.has_others_place)
    assert [ask(sought[0], theirs) for ask in asked] == [True, True, True]
    assert [ask(sought[1], theirs) for ask in asked] == [False, False, False]


def test_a_number_in_part_is_anothers_too() -> None:
    one, other = income(), income("TR-2026-640900", ELM)
    sought = [Sought.of(each) for each in (one, other)]
    owners = Owners(sought, [])
    assert owners.has_others_number(sought[0], Found.of(entry(5, number="INV-640900")))
    assert not owners.has_others_number(sought[0], Found.of(entry(5, number="1042")))
    assert not owners.has_others_number(sought[0], Found.of(entry(5, number="INV-640224")))


def test_how_often_there_is_an_amount() -> None:
    found = [Found.of(paid_to(5)), Found.of(paid_to(6, on=day(1, 2)))]
    sought = [Sought.of(bill())]
    assert not Owners(sought, found).is_only_one(sought[0], found[0])
    assert Owners(sought, found[:1]).is_only_one(sought[0], found[0])
