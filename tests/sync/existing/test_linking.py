"""Linking writes nothing to QuickBooks, and what is linked is never posted a second time."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.database.statuses import MatchDecision, RecordStatus
from include.database.tables.runs import Operation
from include.sync.existing.errors import CantLink, RunIsOpen
from include.sync.existing.linking import link, link_certain
from include.sync.run.mode import RunMode
from tests.sync.existing.books import by_hand, find, found, sold, statuses
from tests.sync.happenings import entries_now
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.sync.random_hands import Hands

pytestmark = pytest.mark.whole


def changes(office: Office, run_id: int) -> list[Operation]:
    """The entries that a run wrote."""
    with office.database.reading() as session:
        query = select(Operation).where(Operation.run_id == run_id, Operation.kind == "invoice")
        return list(session.scalars(query))


def test_what_someone_entered_is_linked_and_not_posted_again(either: Office, hands: Hands) -> None:
    transaction = sold(either)
    by_hand(either, hands, number=f"TR-2026-{transaction}"[:11])
    report = find(either, INCOME)
    (match,) = found(either)
    before = hands.look()
    assert (report.created, match.certain, match.entry_cents) == (0, True, 1_000_000)
    assert link_certain(either.database, COMPANY, INCOME, "finn") == 1
    assert statuses(either, INCOME) == [RecordStatus.SYNCED]
    # Linking wrote nothing, and neither does the next sync.
    assert hands.look() == before
    again = either.run(INCOME)
    assert (again.created, again.updated, again.on_hold) == (0, 0, ())
    assert hands.look() == before


def test_a_correction_in_core_updates_the_linked_entry_in_place(
    either: Office, hands: Hands
) -> None:
    transaction = sold(either)
    by_hand(either, hands)
    find(either, INCOME)
    (match,) = found(either)
    link(either.database, COMPANY, match.document_key, "finn")
    either.run(INCOME)
    either.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    report = either.run(INCOME)
    assert (report.created, report.updated, report.on_hold) == (0, 1, ())
    (row,) = hands.look().live("Invoice")
    assert (row.key[1], row.total, len(row.tags)) == (match.quickbooks_id, 1_100_000, 1)


def test_an_edit_between_the_search_and_the_click_is_noticed(either: Office, hands: Hands) -> None:
    sold(either)
    by_hand(either, hands)
    either.run(EXPENSES)
    find(either, INCOME)
    (row,) = hands.look().live("Invoice")
    hands.set_amount(row, 950_000)
    (match,) = found(either)
    link(either.database, COMPANY, match.document_key, "finn")
    # As the options say, what someone edited is overwritten with CORE's figures.
    report = either.run(INCOME)
    (change,) = changes(either, report.run_id)
    assert "total changed from $10,000.00 to $9,500.00" in change.reason
    assert entries_now(either)["Invoice"] == [("live", 1_000_000)]


def test_an_edit_after_linking_is_noticed(either: Office, hands: Hands) -> None:
    sold(either)
    by_hand(either, hands)
    find(either, INCOME)
    link_certain(either.database, COMPANY, INCOME, "finn")
    (row,) = hands.look().live("Invoice")
    hands.set_amount(row, 950_000)
    report = either.run(INCOME)
    (change,) = changes(either, report.run_id)
    assert "total changed from $10,000.00 to $9,500.00" in change.reason
    assert entries_now(either)["Invoice"] == [("live", 1_000_000)]


def test_a_linked_entry_that_was_booked_differently_stays_until_core_changes(
    either: Office, hands: Hands
) -> None:
    sold(either)
    by_hand(either, hands, cents=980_000)
    find(either, INCOME)
    (match,) = found(either)
    assert match.certain is False
    said = link(either.database, COMPANY, match.document_key, "finn")
    assert "differs from CORE by -$200.00" in said
    report = either.run(INCOME)
    assert (report.created, report.updated, report.on_hold) == (0, 0, ())
    assert entries_now(either)["Invoice"] == [("live", 980_000)]
    (transaction,) = either.core.store.deals
    report = either.run(INCOME, (str(transaction),), mode=RunMode.OVERWRITE)
    assert report.updated == 1
    assert entries_now(either)["Invoice"] == [("live", 1_000_000)]


def test_nothing_is_linked_while_a_run_is_open(either: Office, hands: Hands) -> None:
    sold(either)
    by_hand(either, hands)
    find(either, INCOME)
    (match,) = found(either)
    with either.context(INCOME), pytest.raises(RunIsOpen, match="isn't finished"):
        link(either.database, COMPANY, match.document_key, "finn")
    assert either.links() == {}


def test_an_entry_is_linked_once(either: Office, hands: Hands) -> None:
    sold(either)
    by_hand(either, hands)
    find(either, INCOME)
    (match,) = found(either)
    link(either.database, COMPANY, match.document_key, "finn")
    with either.database.writing() as session:
        session.merge(match).decision = MatchDecision.UNDECIDED
    with pytest.raises(CantLink, match="already has invoice 1042 in QuickBooks"):
        link(either.database, COMPANY, match.document_key, "finn")
