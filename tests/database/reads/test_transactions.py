"""The list of transactions: its order, its filters, and everything that matches."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from include.database.engine import Database
from include.database.reads.transactions import (
    NOT_SYNCED,
    PAGE,
    SORTS,
    TransactionFilter,
    TransactionList,
    all_transactions,
    matching_ids,
    status_counts,
    transactions,
)
from include.database.statuses import RecordStatus
from include.database.tables.companies import Company
from include.database.tables.records import Record, RecordState
from include.workflows.category import Category, Stream
from tests.sync.office import COMPANY, EXPENSES, INCOME

JUNE = dt.date(2026, 6, 1)


def deal(number: int, day: dt.date | None, title: str = "11 Arlington St", who: str = "") -> Record:
    """A transaction as the list shows it."""
    return Record(
        company_id=COMPANY,
        key=f"transaction:{number}",
        payload=None,
        fingerprint="",
        stream=Stream.TRANSACTIONS.value,
        title=title,
        number=f"TR-{number}",
        day=day,
        amount_cents=10_000_00,
        search_text=f"{title} tr-{number} {number} {who}".casefold(),
    )


def state(number: int, category: Category, status: RecordStatus) -> RecordState:
    return RecordState(
        company_id=COMPANY, category=category, record_key=f"transaction:{number}", status=status
    )


@pytest.fixture
def deals(database: Database) -> Database:
    """Sixty transactions, one a day; the last two days' are synced or on hold; one has no close date."""
    with database.writing() as session:
        session.add(
            Company(
                id=COMPANY,
                name="Willow & Park Realty",
                edition="online",
                realm_id="1",
                core_connection="core",
                quickbooks_connection="quickbooks",
                timezone="America/Chicago",
            )
        )
        session.flush()
        session.add_all(deal(n, JUNE + dt.timedelta(days=n), who="Jane Doe") for n in range(1, 60))
        session.add(deal(60, None, title="100% Percent Way"))
        session.add(state(59, INCOME, RecordStatus.SYNCED))
        session.add(state(59, EXPENSES, RecordStatus.ON_HOLD))
        session.add(state(58, INCOME, RecordStatus.SYNCED))
    return database


def found(database: Database, wanted: TransactionFilter) -> TransactionList:
    with database.reading() as session:
        return transactions(session, COMPANY, wanted)


def ids(database: Database, **wanted: object) -> list[str]:
    with database.reading() as session:
        listed = transactions(session, COMPANY, TransactionFilter(**wanted))  # type: ignore[arg-type]  # (by name)
    return [row.id for row in listed.rows]


def test_the_newest_close_date_comes_first_and_none_last(deals: Database) -> None:
    first, second = ids(deals), ids(deals, page=2)
    assert (first[:2], len(first), second[-2:]) == (["59", "58"], PAGE, ["1", "60"])


def test_the_list_is_sorted_by_a_column_both_ways(deals: Database) -> None:
    with deals.writing() as session:
        session.get_one(Record, (COMPANY, "transaction:7")).amount_cents = 99_000_00
        session.get_one(Record, (COMPANY, "transaction:8")).amount_cents = None
    assert ids(deals, sort="gross")[0] == "7"
    assert ids(deals, sort="gross", ascending=True)[0] == "8"
    assert ids(deals, sort="gross", ascending=True, page=2)[-1] == "7"
    assert ids(deals, sort="title")[0] == "9"
    assert ids(deals, sort="title", ascending=True, page=2)[-1] == "9"
    assert ids(deals, sort="title", ascending=True)[-1] != "60"
    assert ids(deals, sort="closed", ascending=True)[:2] == ["60", "1"]


def test_the_page_says_what_all_that_matches_comes_to(deals: Database) -> None:
    with deals.reading() as session:
        everything = transactions(session, COMPANY, TransactionFilter(size=25, page=3))
        synced = transactions(session, COMPANY, TransactionFilter(status="synced"))
        none = transactions(session, COMPANY, TransactionFilter(search="nowhere"))
    assert (everything.total, everything.amount_cents) == (60, 600_000_00)
    assert (everything.first_row, len(everything.rows), everything.last_page) == (51, 10, 3)
    assert (synced.total, synced.amount_cents) == (2, 20_000_00)
    assert (none.total, none.amount_cents, none.first_row) == (0, 0, 0)


def test_a_transaction_is_counted_under_each_status_it_has(deals: Database) -> None:
    with deals.writing() as session:
        session.add(state(57, INCOME, RecordStatus.ON_HOLD))
        session.add(state(57, EXPENSES, RecordStatus.ON_HOLD))
        session.add(state(56, INCOME, RecordStatus.READY))
    with deals.reading() as session:
        assert status_counts(session, COMPANY) == {"on hold": 2, "ready": 1}


def test_all_that_matches_is_read_in_the_order_of_the_list(deals: Database) -> None:
    wanted = TransactionFilter(sort="number", ascending=True, size=25)
    rows = list(all_transactions(deals, COMPANY, wanted))
    assert len(rows) == 60
    assert [row.id for row in rows[:25]] == ids(deals, sort="number", ascending=True, size=25)
    assert rows[-1].states == {}


def test_a_page_past_the_end_is_the_last_one(deals: Database) -> None:
    assert ids(deals, page=99) == ids(deals, page=2)
    with deals.reading() as session:
        assert transactions(session, COMPANY, TransactionFilter(page=99)).total == 60
        assert transactions(session, COMPANY, TransactionFilter(search="none", page=9)).total == 0


def test_every_word_of_a_search_must_match_and_signs_are_taken_literally(deals: Database) -> None:
    assert ids(deals, search="ARLINGTON tr-7 doe") == ["7"]
    assert ids(deals, search="100%") == ["60"]
    assert ids(deals, search="%") == ["60"]
    assert ids(deals, search="arlington nobody") == []


def test_close_dates_are_both_included(deals: Database) -> None:
    assert ids(deals, since=JUNE + dt.timedelta(days=3), until=JUNE + dt.timedelta(days=4)) == [
        "4",
        "3",
    ]


def test_a_status_is_matched_in_one_workflow_or_in_either(deals: Database) -> None:
    assert ids(deals, status="synced") == ["59", "58"]
    assert ids(deals, status="on hold") == ["59"]
    assert ids(deals, status="on hold", workflows=(INCOME,)) == []
    assert ids(deals, status="on hold", workflows=(EXPENSES,)) == ["59"]


def test_what_no_run_has_read_is_not_synced(deals: Database) -> None:
    assert ids(deals, status=NOT_SYNCED)[0] == "57"
    assert ids(deals, status=NOT_SYNCED, workflows=(EXPENSES,))[0] == "58"


def test_everything_that_matches_is_selected_on_every_page(deals: Database) -> None:
    with deals.reading() as session:
        assert len(matching_ids(session, COMPANY, TransactionFilter(), 500)) == 60
        assert matching_ids(session, COMPANY, TransactionFilter(search="100%"), 500) == ["60"]
        assert len(matching_ids(session, COMPANY, TransactionFilter(), 7)) == 7


@pytest.mark.parametrize("ascending", [True, False])
@pytest.mark.parametrize("sort", SORTS)
def test_the_pages_one_after_the_other_are_the_whole_list(
    deals: Database, sort: str, ascending: bool
) -> None:
    wanted = TransactionFilter(sort=sort, ascending=ascending, size=7)
    whole = [row.id for row in all_transactions(deals, COMPANY, wanted)]
    pages = [
        [row.id for row in found(deals, replace(wanted, page=number)).rows]
        for number in range(1, 10)
    ]
    assert len(whole) == 60
    assert [key for page in pages for key in page] == whole
    assert [len(page) for page in pages] == [7] * 8 + [4]


def test_what_fits_on_a_page_is_totaled_as_what_does_not(deals: Database) -> None:
    on_a_page = found(deals, TransactionFilter(size=100))
    on_many = found(deals, TransactionFilter(size=7))
    assert on_a_page.total == on_many.total == 60
    assert on_a_page.amount_cents == on_many.amount_cents == 600_000_00
    beyond = found(deals, TransactionFilter(search="no such street", page=5))
    assert (beyond.total, beyond.page, beyond.last_page, beyond.rows) == (0, 1, 1, [])
