"""Which entries are compared with a document at all."""

from __future__ import annotations

import pytest

from include.books.documents import DocumentKind, marker
from include.books.entries import Entry
from include.sync.existing.comparing.entry_index import EntryIndex
from include.sync.existing.comparing.sides import Found, Sought
from include.sync.existing.values import Wanted
from tests.sync.existing.both_sides import OAK, bill, day, entry, income, paid_to

FAR = day(1, 12)
TAG = marker("willow-park", "any")


def near(one: Wanted, entries: list[Entry], paid_id: str = "") -> set[int]:
    return EntryIndex([Found.of(each) for each in entries]).near(Sought.of(one), paid_id)


@pytest.mark.parametrize(
    "found",
    [
        entry(5, "Someone", 1_00, on=FAR, memo=f"[{TAG}]"),
        entry(5, "Someone", 1_00, on=FAR, number="INV-640224"),
        entry(5, "Someone", 1_00, on=FAR, memo="see TR-2026-640224"),
        entry(5, "Someone", 1_00, on=day(20, 8), memo="12 Oka St"),
        entry(5, "Someone", 30_000_00, on=day(20, 7)),
        entry(5, "Someone", 3_395_00, on=day(20, 7)),
    ],
)
def test_by_tag_number_address_or_amount(found: Entry) -> None:
    wanted = income(other_amounts=(("brokerage net", 3_395_00),), tag=TAG)
    assert near(wanted, [found]) == {0}


def test_what_has_nothing_in_common_is_not_compared() -> None:
    assert (
        near(income(), [entry(5, "Someone", 1_00, memo="17 Elm St"), entry(6, "X", on=FAR)])
        == set()
    )


def test_an_amount_of_many_is_narrowed_but_the_payee_always_found() -> None:
    """A hundred agents got the same fee in a month; the document's own is 20 days away."""
    crowd = [paid_to(at, f"Agent {at}", on=day(2 + at % 25), memo="") for at in range(100)]
    own = paid_to("own", on=day(21))
    found = near(bill(on=day(1)), [*crowd, own])
    assert len(crowd) in found
    assert len(found) < 40


def test_a_payment_is_found_by_what_it_pays() -> None:
    paying = entry(9, "X", 1_00, on=FAR, kind=DocumentKind.PAYMENT, links=("6",))
    assert near(income(place=OAK), [paying], "6") == {0}
