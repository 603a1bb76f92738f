"""A search reads, compares, and stores what it found; it plans and posts nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from include.database.statuses import RecordStatus
from include.database.tables.runs import Operation
from tests.sync.existing.books import by_hand, find, found, sold, statuses
from tests.sync.office import INCOME, Office
from tests.sync.opening import open_books
from tests.sync.random_hands import Hands

pytestmark = pytest.mark.whole


@pytest.fixture
def books(tmp_path: Path) -> Iterator[tuple[Office, Hands]]:
    with open_books(tmp_path, "online") as opened:
        yield opened


def planned(office: Office) -> int:
    with office.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Operation)) or 0


def test_nothing_is_planned_and_no_status_changes(books: tuple[Office, Hands]) -> None:
    office, hands = books
    sold(office)
    by_hand(office, hands)
    before = hands.look()
    report = find(office, INCOME)
    assert (report.outcome, planned(office), hands.look() == before) == ("completed", 0, True)
    assert statuses(office, INCOME) == [RecordStatus.READY]


def test_searching_again_finds_what_is_there_now(books: tuple[Office, Hands]) -> None:
    office, hands = books
    sold(office)
    by_hand(office, hands)
    find(office, INCOME)
    (before,) = found(office)
    (row,) = hands.look().live("Invoice")
    hands.end(row, "delete")
    find(office, INCOME)
    assert found(office) == []
    by_hand(office, hands, customer="11 Arlington St", days_ago=2)
    find(office, INCOME)
    (now,) = found(office)
    assert now.quickbooks_id != before.quickbooks_id


def test_what_corebooks_posted_is_no_existing_entry(books: tuple[Office, Hands]) -> None:
    office, _ = books
    sold(office)
    office.run(INCOME)
    sold(office)
    find(office, INCOME)
    assert found(office) == []


def test_entries_long_before_a_sale_arent_read(books: tuple[Office, Hands]) -> None:
    office, hands = books
    sold(office)
    by_hand(office, hands, days_ago=dt.timedelta(weeks=52).days)
    find(office, INCOME)
    assert found(office) == []
