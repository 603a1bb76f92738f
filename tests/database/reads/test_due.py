"""What is due is counted from CORE's records and from their statuses, and both counts must agree."""

from __future__ import annotations

import datetime as dt

import pytest

from include.database.engine import Database
from include.database.reads.due import Amount, ClosingMonth, DueTransactions, due_transactions
from include.database.setup.companies import connect_company
from include.database.statuses import RecordStatus
from include.database.tables.companies import Company
from include.database.tables.records import Record, RecordState
from include.workflows.category import Category, Stream
from tests.sync.office import COMPANY, EXPENSES, INCOME
from tests.sync.run_of import _COMPANY

TODAY = dt.date(2026, 11, 29)
NOVEMBER = dt.date(2026, 11, 12)


@pytest.fixture
def books(database: Database) -> Database:
    connect_company(database, Company(id=COMPANY, **_COMPANY), actor="finance ops")
    return database


def deal(
    books: Database,
    number: int,
    day: dt.date | None = NOVEMBER,
    gross: int | None = 10_000_00,
    *,
    key: str = "",
    gone: bool = False,
    **statuses: RecordStatus,
) -> None:
    """A transaction with its status in each workflow that has read it."""
    key = key or f"transaction:{number}"
    with books.writing() as session:
        session.add(
            Record(
                company_id=COMPANY,
                key=key,
                payload=None,
                fingerprint="",
                stream=Stream.TRANSACTIONS.value,
                day=day,
                amount_cents=gross,
                gone=gone,
            )
        )
        session.flush()
        for category, status in statuses.items():
            session.add(
                RecordState(company_id=COMPANY, category=category, record_key=key, status=status)
            )


def count(books: Database, *categories: Category) -> DueTransactions:
    with books.reading() as session:
        return due_transactions(session, COMPANY, categories or (INCOME, EXPENSES), TODAY)


def test_each_transaction_is_counted_once_under_its_worst_status(books: Database) -> None:
    ready, synced = RecordStatus.READY, RecordStatus.SYNCED
    deal(books, 1, brokerage_income=synced, agent_expenses=synced)
    deal(books, 2, brokerage_income=synced, agent_expenses=RecordStatus.ON_HOLD)
    deal(books, 3, brokerage_income=ready, agent_expenses=synced)
    deal(books, 4, brokerage_income=RecordStatus.UNDONE, agent_expenses=synced)
    found = count(books)
    assert found.due == Amount(4, 40_000_00)
    assert found.parts == {
        RecordStatus.SYNCED: Amount(1, 10_000_00),
        RecordStatus.ON_HOLD: Amount(1, 10_000_00),
        RecordStatus.READY: Amount(1, 10_000_00),
        RecordStatus.UNDONE: Amount(1, 10_000_00),
    }
    assert not found.missing


def test_what_cannot_post_yet_is_not_due(books: Database) -> None:
    deal(books, 1, brokerage_income=RecordStatus.NOT_READY, agent_expenses=RecordStatus.NOT_READY)
    deal(books, 2, brokerage_income=RecordStatus.SYNCED, agent_expenses=RecordStatus.NOT_READY)
    found = count(books)
    assert (found.due, found.not_ready) == (Amount(1, 10_000_00), Amount(1, 10_000_00))
    assert found.parts == {RecordStatus.SYNCED: Amount(1, 10_000_00)}


def test_what_no_workflow_that_is_on_has_read_is_missing(books: Database) -> None:
    deal(books, 1, brokerage_income=RecordStatus.SYNCED)
    deal(books, 2, gross=83_861_25)
    deal(books, 3, agent_expenses=RecordStatus.SYNCED)
    assert count(books).missing == Amount(1, 83_861_25)
    assert count(books, INCOME).missing == Amount(2, 93_861_25)


def test_what_is_on_hold_without_a_close_date_or_since_long_is_counted(books: Database) -> None:
    on_hold = RecordStatus.ON_HOLD
    deal(books, 1, None, None, brokerage_income=on_hold, agent_expenses=on_hold)
    deal(books, 2, dt.date(2019, 5, 1), brokerage_income=on_hold, agent_expenses=on_hold)
    deal(books, 3, dt.date(2019, 5, 1), brokerage_income=RecordStatus.READY)
    deal(books, 4, dt.date(2019, 5, 1), brokerage_income=RecordStatus.SYNCED)
    found = count(books)
    assert found.due == Amount(3, 20_000_00)
    assert found.parts[on_hold] == Amount(2, 10_000_00)
    assert found.parts[RecordStatus.READY] == Amount(1, 10_000_00)
    assert not found.missing


def test_what_core_deleted_and_entries_of_others_are_not_due(books: Database) -> None:
    on_hold = RecordStatus.ON_HOLD
    deal(books, 1, gone=True, brokerage_income=on_hold)
    deal(books, 2, key="entry:7", brokerage_income=on_hold)
    found = count(books)
    assert (found.due, found.parts) == (Amount(), {})


def test_months_show_what_is_synced_and_what_is_not(books: Database) -> None:
    deal(books, 1, dt.date(2025, 12, 1), brokerage_income=RecordStatus.SYNCED)
    deal(books, 2, dt.date(2025, 11, 30), brokerage_income=RecordStatus.SYNCED)
    deal(books, 3, NOVEMBER, brokerage_income=RecordStatus.READY)
    deal(books, 4, NOVEMBER, brokerage_income=RecordStatus.NOT_READY)
    found = count(books, INCOME)
    assert found.since == dt.date(2025, 12, 1)
    assert len(found.months) == 12
    assert found.months[0] == ClosingMonth(dt.date(2025, 12, 1), synced=10_000_00)
    assert found.months[-1] == ClosingMonth(dt.date(2026, 11, 1), open=10_000_00)


@pytest.mark.parametrize("today", [dt.date(2026, 1, 31), dt.date(2024, 2, 29)])
def test_twelve_months_end_with_this_one(books: Database, today: dt.date) -> None:
    with books.reading() as session:
        months = due_transactions(session, COMPANY, [INCOME], today).months
    assert months[-1].first == today.replace(day=1)
    assert months[0].first == (today.replace(day=1) - dt.timedelta(days=330)).replace(day=1)
    assert [one.first for one in months] == sorted(one.first for one in months)
