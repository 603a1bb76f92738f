"""How the other hand books, learned from what is certain."""

from __future__ import annotations

from include.books.documents import DocumentKind
from include.sync.existing.comparing.habits import (
    CORE_NUMBER,
    CUSTOMER,
    DOCUMENT_NUMBER,
    FEWEST,
    GROSS,
    MEMO,
    NO_NUMBER,
    SAME_DAY,
    Habit,
    habits_of,
    usual,
    with_habits,
)
from include.sync.existing.comparing.pairs import Pair
from tests.sync.existing.both_sides import OAK, day, entry, income, pair


def booked(number: str = "CX-77", memo: str = OAK) -> Pair:
    return pair(income(), entry(5, OAK, number=number, memo=memo))


def test_how_an_entry_is_booked() -> None:
    assert habits_of(booked()) == {Habit("number", "CX-#"), CUSTOMER, MEMO, SAME_DAY, GROSS}
    other = pair(income(), entry(5, "Title Co", number="640224", on=day(3)))
    assert habits_of(other) == {CORE_NUMBER, GROSS}
    assert NO_NUMBER in habits_of(booked(""))
    assert DOCUMENT_NUMBER in habits_of(booked("TR-2026-640224"))


def test_another_amount_is_no_habit() -> None:
    net = income(other_amounts=(("brokerage net", 3_395_00),))
    assert Habit("amount", "brokerage net") in habits_of(pair(net, entry(5, cents=3_395_00)))
    assert GROSS not in habits_of(pair(net, entry(5, cents=1_00)))


def test_nearly_all_of_enough_entries_show_a_habit() -> None:
    most = [booked()] * 17 + [booked(memo="")] * 3
    assert MEMO in usual(most)[DocumentKind.INVOICE]
    assert MEMO not in usual([booked()] * 15 + [booked(memo="")] * 5)[DocumentKind.INVOICE]
    assert usual([booked()] * (FEWEST - 1)) == {}


def test_what_is_booked_as_the_others_weighs_more_than_what_is_not() -> None:
    """The connector's own entry, and a bonus that someone entered for the same property and amount."""
    own, bonus = booked("CX-99"), booked("422")
    marked = with_habits([own, bonus], [booked()] * FEWEST)
    assert [one.evidence.as_usual for one in marked] == [True, False]
    assert marked[0].evidence.steady > marked[1].evidence.steady


def test_too_few_entries_change_nothing() -> None:
    assert with_habits([booked()], [booked()]) == [booked()]
