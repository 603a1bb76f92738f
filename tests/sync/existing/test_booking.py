"""What is marked as booked isn't posted, and is told once CORE's figures aren't those any more."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.books.causes import HoldCause
from include.database.statuses import MatchDecision
from include.database.tables.records import RecordState
from include.sync.existing.booking import mark_booked, mark_record_booked, unmark_booked
from include.sync.existing.errors import CantDecide
from include.sync.existing.linking import link
from tests.sync.existing.books import by_hand, find, found, sold
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office
from tests.sync.random_hands import Hands

pytestmark = pytest.mark.whole


def booked(office: Office, hands: Hands) -> str:
    sold(office)
    by_hand(office, hands)
    find(office, INCOME)
    (match,) = found(office)
    mark_booked(office.database, COMPANY, match.document_key, "finn", note="on a journal entry")
    return match.document_key


def test_what_is_booked_isnt_posted(either: Office, hands: Hands) -> None:
    booked(either, hands)
    for _ in range(2):
        report = either.run(INCOME)
        assert (report.created, report.on_hold) == (0, ())
    find(either, INCOME)
    assert either.run(INCOME).created == 0
    assert len(hands.look().live("Invoice")) == 1


def test_changed_figures_put_it_on_hold_until_it_is_marked_again(
    either: Office, hands: Hands
) -> None:
    key = booked(either, hands)
    (transaction,) = either.core.store.deals
    either.run(INCOME)
    either.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    (hold,) = either.run(INCOME).on_hold
    assert hold.cause == HoldCause.BOOKED_DIFFERS
    assert "with $10,000.00, and CORE now has $11,000.00" in hold.sentence
    assert "select “Mark as booked” again" in hold.what_to_do
    mark_booked(either.database, COMPANY, key, "finn")
    for _ in range(2):
        report = either.run(INCOME)
        assert (report.created, report.on_hold) == (0, ())


def test_a_change_between_the_search_and_the_next_run_is_told_too(
    either: Office, hands: Hands
) -> None:
    booked(either, hands)
    (transaction,) = either.core.store.deals
    either.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    (hold,) = either.run(INCOME).on_hold
    assert hold.cause == HoldCause.BOOKED_DIFFERS


def test_it_is_posted_once_it_isnt_marked_any_more(either: Office, hands: Hands) -> None:
    key = booked(either, hands)
    either.run(INCOME)
    (row,) = hands.look().live("Invoice")
    hands.end(row, "delete")
    unmark_booked(either.database, COMPANY, key, "finn")
    assert either.run(INCOME).created == 1


def test_a_whole_record_is_booked_though_no_search_found_anything(either: Office) -> None:
    transaction = sold(either)
    record = f"transaction:{transaction}"
    either.run(EXPENSES, preview=True)
    mark_record_booked(either.database, COMPANY, EXPENSES, record, "finn")
    report = either.run(EXPENSES)
    assert (report.created, report.on_hold) == (0, ())
    either.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    (hold,) = {hold.cause for hold in either.run(EXPENSES).on_hold}
    assert hold == HoldCause.BOOKED_DIFFERS


def test_what_was_found_for_a_booked_record_is_decided_with_it(
    either: Office, hands: Hands
) -> None:
    transaction = sold(either)
    record = f"transaction:{transaction}"
    by_hand(either, hands)
    find(either, INCOME)
    mark_record_booked(either.database, COMPANY, INCOME, record, "finn")
    find(either, INCOME)
    assert [match.decision for match in found(either)] == [MatchDecision.BOOKED]
    either.run(INCOME)
    (match,) = found(either)
    unmark_booked(either.database, COMPANY, match.document_key, "finn")
    assert found(either)[0].decision == MatchDecision.UNDECIDED
    assert either.run(INCOME).created == 0
    assert len(hands.look().live("Invoice")) == 1


def test_a_payment_of_a_booked_statement_isnt_posted_and_a_new_one_is_told(
    either: Office,
) -> None:
    ids = either.core.post("/examples/E")
    either.run(BILLING, preview=True)
    with either.database.reading() as session:
        records = session.scalars(
            select(RecordState.record_key).where(RecordState.category == BILLING)
        ).all()
    for record in records:
        mark_record_booked(either.database, COMPANY, BILLING, record, "finn")
    report = either.run(BILLING)
    assert (report.created, report.on_hold, bool(ids)) == (0, (), True)
    assert either.entries("Payment") == []


def test_what_is_linked_cant_be_marked(either: Office, hands: Hands) -> None:
    sold(either)
    by_hand(either, hands)
    find(either, INCOME)
    (match,) = found(either)
    link(either.database, COMPANY, match.document_key, "finn")
    with pytest.raises(CantDecide, match="Unlink it"):
        mark_booked(either.database, COMPANY, match.document_key, "finn")
