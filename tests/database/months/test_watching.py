"""What moves a month is noticed in its own transaction: also beside a sign-off, and not if it was rolled back."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from include.clock import utc_now
from include.database.engine import Database
from include.database.months.signing import NotSignable, sign_month
from include.database.months.tie_outs import TiedOut, store
from include.database.reads.month import Month, month_of
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.setup.people import Who
from include.database.status_words import MonthStatus
from include.database.statuses import LinkStatus, RecordStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from tests.database.setup.test_companies import willow_park

MARCH, ZONE, ANN = dt.date(2026, 3, 1), ZoneInfo("America/Chicago"), Who("ann", "Ann")
KEY = "transaction:1"


def entry(**values: Any) -> Link:
    defaults: dict[str, Any] = {
        "company_id": "willow",
        "document_key": f"brokerage_income/{KEY}/income",
        "category": "brokerage_income",
        "record_key": KEY,
        "kind": "invoice",
        "quickbooks_id": "1",
        "version": "0",
        "number": "TR-1",
        "fingerprint": "a",
        "document": {"party": {"display_name": "12 Elm St"}, "lines": []},
        "total_cents": 1_000_000,
        "date": dt.date(2026, 3, 9),
        "due_date": dt.date(2026, 3, 9),
        "revision": 1,
        "setup_version": 1,
        "status": LinkStatus.IN_QUICKBOOKS,
        "posted_at": utc_now(),
        "updated_at": utc_now(),
    }
    return Link(**{**defaults, **values})


@dataclass
class Books:
    """A company whose one deal closed and posted in March, which is tied out."""

    database: Database
    signed: threading.Event = field(default_factory=threading.Event)

    @property
    def month(self) -> Month:
        with self.database.reading() as session:
            return month_of(session, "willow", MARCH)

    @property
    def status(self) -> str:
        return self.month.status.value

    @property
    def moved(self) -> list[str]:
        return [move.what for move in self.month.sign_offs[0].moved]

    def sign(self) -> None:
        sign_month(self.database, "willow", MARCH, ANN, "Agrees with the bank.", ZONE)

    def tie_out(self) -> None:
        with self.database.writing() as session:
            store(session, "willow", MARCH, TiedOut(utc_now(), "Ann", 1, [], [], 0))


@pytest.fixture
def books(database: Database) -> Books:
    connect_company(database, willow_park(), actor="finance ops")
    new = NewWorkflow(
        category="brokerage_income",
        template="income-via-invoices",
        options={},
        actor="finance ops",
        sync_from=utc_now(),
    )
    activate(database, "willow", new)
    with database.writing() as session:
        session.add(
            Record(
                company_id="willow",
                key=KEY,
                fingerprint="a",
                stream="transactions",
                title="12 Elm St",
                number="TR-1",
                day=dt.date(2026, 3, 9),
                amount_cents=1_000_000,
            )
        )
        state = RecordState(company_id="willow", category="brokerage_income", record_key=KEY)
        state.status = RecordStatus.SYNCED
        session.add(state)
        session.add(entry())
    made = Books(database)
    made.tie_out()
    return made


def test_a_change_that_commits_after_the_sign_off_ends_it(books: Books) -> None:
    """It was made before the month was signed off, and nobody could see it yet."""
    if books.database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: the sign-off waits for the change")
    failed: list[BaseException] = []

    def sign() -> None:
        try:
            books.sign()
        except BaseException as problem:  # noqa: BLE001  (shown by the test)
            failed.append(problem)

    with books.database.writing() as session:
        link = session.scalars(select(Link)).one()
        link.total_cents = 1_100_000
        session.flush()
        beside = threading.Thread(target=sign)
        beside.start()
        beside.join(30)
        assert failed == []
        assert books.status == MonthStatus.SIGNED
    assert books.status == MonthStatus.ENDED
    assert books.moved == ["Invoice TR-1 ($10,000.00) was changed to $11,000.00."]


def test_what_was_rolled_back_ends_nothing(books: Books) -> None:
    books.sign()
    with pytest.raises(RuntimeError), books.database.writing() as session:
        session.scalars(select(Link)).one().total_cents = 1
        session.flush()
        raise RuntimeError
    with books.database.writing() as session:
        with pytest.raises(RuntimeError), session.begin_nested():
            session.scalars(select(Link)).one().total_cents = 2
            session.flush()
            raise RuntimeError
        session.scalars(select(Record)).one().search_text = "elm"
    assert books.status == MonthStatus.SIGNED


def test_there_and_back_in_one_transaction_is_no_move(books: Books) -> None:
    books.sign()
    with books.database.writing() as session:
        link = session.scalars(select(Link)).one()
        link.total_cents = 5
        session.flush()
        link.total_cents = 1_000_000
    assert books.status == MonthStatus.SIGNED


def test_what_doesnt_matter_to_a_month_moves_nothing(books: Books) -> None:
    books.sign()
    with books.database.writing() as session:
        link = session.scalars(select(Link)).one()
        link.version, link.updated_at = "1", utc_now()
        session.scalars(select(Record)).one().search_text = "12 elm st"
    assert books.status == MonthStatus.SIGNED
    assert books.month.tied_out is not None
    assert books.month.tied_out.moved_at is None


def test_a_new_entry_and_one_that_leaves_the_month_end_it(books: Books) -> None:
    books.sign()
    with books.database.writing() as session:
        session.add(
            entry(document_key="agent_expenses/x", quickbooks_id="2", kind="bill", number="B-7")
        )
    with books.database.writing() as session:
        session.scalars(select(Link).where(Link.kind == "invoice")).one().date = dt.date(2026, 4, 2)
    assert books.moved == [
        "Bill B-7 ($10,000.00) was posted.",
        "Invoice TR-1 ($10,000.00) moved from Mar 9, 2026 to Apr 2, 2026.",
    ]


def test_two_who_sign_at_once_make_one_sign_off(books: Books) -> None:
    said: list[str] = []

    def sign() -> None:
        try:
            books.sign()
        except NotSignable as reason:
            said.append(str(reason))

    both = [threading.Thread(target=sign) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert len(books.month.sign_offs) == 1
    assert said in ([], ["March 2026 is signed off already. Nothing was signed off."])
    assert len(said) == 1


def test_only_the_first_moves_are_named_and_later_ones_cost_nothing(books: Books) -> None:
    books.sign()
    for number in range(60):
        with books.database.writing() as session:
            session.scalars(select(Link)).one().total_cents = 1_000_001 + number
    newest = books.month.sign_offs[0]
    assert (len(newest.moved), newest.moves) == (50, 50)
