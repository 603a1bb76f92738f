"""How far a pair is ahead of all others of its document and its entry."""

from __future__ import annotations

from include.sync.existing.comparing.pairs import Rivals
from tests.sync.existing.both_sides import ELM, OAK, bill, day, paid_to, pair


def test_the_strongest_pair_ranks_first_and_the_nearest_of_equals() -> None:
    pairs = [
        pair(bill(), paid_to(7)),
        pair(bill(), paid_to(5, memo=OAK)),
        pair(bill(), paid_to(6, memo=OAK, on=day(4))),
    ]
    assert [one.entry.entry.ref.id for one in sorted(pairs, key=lambda one: one.rank)] == [
        "5",
        "6",
        "7",
    ]


def test_the_lead_is_over_the_best_other_of_either_side() -> None:
    one, other = bill(), bill(number="TR-2026-640900", place=ELM)
    pairs = [
        pair(one, paid_to(5, memo=OAK)),
        pair(one, paid_to(6)),
        pair(other, paid_to(5, memo=OAK)),
    ]
    rivals = Rivals(pairs)
    best = pairs[0].evidence.steady
    assert rivals.lead(pairs[0]) == best - max(each.evidence.steady for each in pairs[1:])
    assert rivals.lead(pairs[1]) < 0


def test_days_apart_give_no_lead() -> None:
    pairs = [pair(bill(), paid_to(5, memo=OAK)), pair(bill(), paid_to(6, memo=OAK, on=day(25)))]
    assert [Rivals(pairs).lead(one) for one in pairs] == [0, 0]


def test_a_pair_alone_leads_by_all_it_weighs() -> None:
    alone = pair(bill(), paid_to(5))
    assert Rivals([alone]).lead(alone) == alone.evidence.steady
