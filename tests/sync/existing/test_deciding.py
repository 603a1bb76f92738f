"""What users say of entries that were found counts in every later run."""

from __future__ import annotations

import pytest

from include.database.statuses import MatchDecision
from include.sync.existing.deciding import (
    accept_difference,
    decide_again,
    not_the_same,
    post_anyway,
)
from include.sync.existing.errors import CantDecide, NothingFound
from include.sync.existing.linking import link
from tests.sync.existing.books import by_hand, find, found, sold
from tests.sync.office import COMPANY, INCOME, Office
from tests.sync.random_hands import Hands

pytestmark = pytest.mark.whole


def test_what_no_one_decided_about_is_never_posted(either: Office, hands: Hands) -> None:
    sold(either)
    # Neither its number, nor its customer, nor its day: only the search finds it.
    by_hand(either, hands, customer="11 Arlington St", days_ago=12)
    find(either, INCOME)
    assert len(found(either)) == 1
    report = either.run(INCOME)
    (hold,) = report.on_hold
    assert "QuickBooks already has invoice 1042" in hold.sentence
    assert len(hands.look().live("Invoice")) == 1


def test_what_was_found_and_is_gone_since_holds_nothing(either: Office, hands: Hands) -> None:
    sold(either)
    by_hand(either, hands)
    find(either, INCOME)
    (row,) = hands.look().live("Invoice")
    hands.end(row, "delete")
    report = either.run(INCOME)
    assert (report.created, report.on_hold) == (1, ())


def test_what_isnt_a_match_is_never_proposed_nor_held_for_again(
    either: Office, hands: Hands
) -> None:
    sold(either)
    by_hand(either, hands)
    find(either, INCOME)
    (match,) = found(either)
    said = not_the_same(either.database, COMPANY, match.document_key, "finn")
    assert "isn't proposed for TR-" in said
    find(either, INCOME)
    assert found(either) == []
    report = either.run(INCOME)
    assert (report.created, report.on_hold) == (1, ())
    assert len(hands.look().live("Invoice")) == 2


def test_it_may_be_proposed_again_once_that_is_taken_back(either: Office, hands: Hands) -> None:
    sold(either)
    by_hand(either, hands)
    find(either, INCOME)
    (match,) = found(either)
    not_the_same(either.database, COMPANY, match.document_key, "finn")
    decide_again(either.database, COMPANY, match.document_key, "finn")
    find(either, INCOME)
    assert len(found(either)) == 1


def test_what_is_posted_anyway_stands_beside_the_other(either: Office, hands: Hands) -> None:
    sold(either)
    by_hand(either, hands)
    find(either, INCOME)
    (match,) = found(either)
    post_anyway(either.database, COMPANY, match.document_key, "finn")
    # Another search changes nothing of what was decided.
    find(either, INCOME)
    report = either.run(INCOME)
    assert (report.created, report.on_hold) == (1, ())
    assert len(hands.look().live("Invoice")) == 2
    assert either.run(INCOME).created == 0


def test_a_decision_is_taken_back(either: Office, hands: Hands) -> None:
    sold(either)
    by_hand(either, hands)
    find(either, INCOME)
    (match,) = found(either)
    post_anyway(either.database, COMPANY, match.document_key, "finn")
    with pytest.raises(CantDecide, match="was decided already"):
        not_the_same(either.database, COMPANY, match.document_key, "finn")
    decide_again(either.database, COMPANY, match.document_key, "finn")
    assert found(either)[0].decision == MatchDecision.UNDECIDED
    assert either.run(INCOME).created == 0


def test_nothing_is_decided_about_what_no_search_found(either: Office) -> None:
    with pytest.raises(NothingFound, match="Find existing entries"):
        post_anyway(either.database, COMPANY, "brokerage_income/transaction:1/income", "finn")


def test_a_difference_is_accepted(either: Office, hands: Hands) -> None:
    sold(either)
    by_hand(either, hands, cents=980_000)
    find(either, INCOME)
    (match,) = found(either)
    with pytest.raises(CantDecide):
        accept_difference(either.database, COMPANY, match.document_key, "finn")
    link(either.database, COMPANY, match.document_key, "finn")
    accept_difference(either.database, COMPANY, match.document_key, "finn")
    assert found(either)[0].accepted
