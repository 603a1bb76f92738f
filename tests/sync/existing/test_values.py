"""What is proposed holds together: the score says whether it is certain."""

from __future__ import annotations

from include.sync.existing.matching import propose
from tests.sync.existing.both_sides import ELM, OAK, entry, income, the_one


def test_only_what_is_certain_has_a_score_of_ninety_and_more() -> None:
    certain = the_one([income()], [entry(5, memo=OAK, number="TR-2026-640224")])
    question = the_one([income()], [entry(5, cents=1_00, memo=OAK, number="TR-2026-640224")])
    assert certain.is_certain
    assert 90 <= certain.best.score <= 100
    assert not question.is_certain
    assert 1 <= question.best.score < 90


def test_the_next_best_entries_come_best_first_and_are_five_at_most() -> None:
    entries = [entry(at, memo=(OAK, "")[at % 2], number=("640224", "")[at > 1]) for at in range(9)]
    (found,) = propose([income()], entries)
    scores = [found.best.score, *(other.score for other in found.others)]
    assert scores == sorted(scores, reverse=True)
    assert len(found.others) == 5


def test_an_entry_may_be_the_next_best_of_a_document_though_it_is_anothers() -> None:
    wanted = [income(), income("TR-2026-640900", ELM)]
    found = propose(wanted, [entry(5, memo=OAK), entry(6, ELM, memo=ELM)])
    assert [one.best.entry.ref.id for one in found] == ["5", "6"]
