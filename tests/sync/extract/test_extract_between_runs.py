"""What a run reads of CORE: no change is lost between two runs, however CORE's clock and lists lag."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from include.core_backoffice.records.records import Transaction
from include.database.engine import Database
from include.database.statuses import RecordStatus
from include.database.tables.records import Record, RecordState
from include.sync.extract.extract import extract
from include.workflows.category import Category
from tests.sync.run_of import connected, run_of
from tests.workflows.records import deal

INCOME = Category.BROKERAGE_INCOME
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def at(hour: int, minute: int, second: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, 20, hour, minute, second, tzinfo=dt.UTC)


@dataclass
class Core:
    """CORE with some transactions; saving one gives it a price and a time of change."""

    deals: dict[str, Transaction] = field(default_factory=dict)
    while_reading: Callable[[], None] = lambda: None
    origin: str = ""

    def save(self, number: int, saved: dt.datetime, price: int = 500_000_00) -> None:
        id_ = str(number)
        self.deals[id_] = dataclasses.replace(
            deal(), id=id_, number=f"TR-{id_}", updated_at=saved, price_cents=price
        )

    def check(self) -> None:
        """The API key is accepted."""

    def transactions_changed(self, since: dt.datetime | None) -> Iterator[Transaction]:
        for id_ in sorted(self.deals):
            if since is None or self.deals[id_].updated_at >= since:
                yield self.deals[id_]
                self.while_reading()

    def transaction_keys(self) -> Iterator[str]:
        return (one.key for one in self.deals.values())


@dataclass
class Desk:
    """The company's database, and a clock that shows the time of the run."""

    database: Database
    core: Core
    patch: pytest.MonkeyPatch

    def run(self, now: dt.datetime, since: dt.datetime | None = None) -> None:
        self.patch.setattr("include.sync.extract.extract.utc_now", lambda: now)
        extract(run_of(self.database, INCOME, f"run of {now}", core=self.core), (), since)

    def stored(self) -> dict[str, int]:
        """What CoreBooks has of CORE: each transaction's price, in dollars."""
        with self.database.reading() as session:
            records = session.query(Record).order_by(Record.key)
            return {r.key[12:]: r.payload["price_cents"] // 100 for r in records if r.payload}

    def ready(self) -> list[str]:
        """The transactions that are ready to sync."""
        with self.database.reading() as session:
            rows = session.query(RecordState).filter_by(status=RecordStatus.READY)
            return sorted(row.record_key for row in rows)


@pytest.fixture
def desk(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(connected(sqlite_database, "income-via-invoices"), Core(), monkeypatch)


@pytest.mark.parametrize(
    ("saved", "is_read"),
    [
        (at(11, 57), True),
        (at(11, 54), True),
        (at(11, 53, 59), False),
    ],
    ids=["two minutes late", "five minutes late", "later than CORE ever is"],
)
def test_a_deal_that_core_shows_late_is_read_by_the_next_run(
    desk: Desk, saved: dt.datetime, *, is_read: bool
) -> None:
    desk.core.save(1, at(11, 59))
    desk.run(NOON)
    desk.core.save(2, saved)
    desk.run(at(13, 0))
    assert ("2" in desk.stored()) is is_read
    assert desk.ready() == [f"transaction:{id_}" for id_ in desk.stored()]


def test_a_deal_saved_again_while_core_is_read_is_read_by_the_next_run(desk: Desk) -> None:
    """Reading takes half an hour; the price of 1 Main St changes right after it was read."""
    desk.core.save(1, at(11, 0), price=500_000_00)
    desk.core.save(2, at(11, 0))

    def somebody_works() -> None:
        desk.core.save(1, at(12, 5), price=525_000_00)
        desk.core.save(2, at(12, 25))

    desk.core.while_reading = somebody_works
    desk.run(NOON)
    assert desk.stored()["1"] == 500_000
    desk.core.while_reading = lambda: None
    desk.run(at(13, 0))
    assert desk.stored()["1"] == 525_000


@pytest.mark.parametrize(
    "since",
    [at(12, 30), NOON, at(11, 0)],
    ids=["read from later on", "read from where it stopped", "read from earlier on"],
)
def test_reading_from_a_chosen_moment_leaves_no_gap(desk: Desk, since: dt.datetime) -> None:
    desk.core.save(1, at(11, 59))
    desk.run(NOON)
    desk.core.save(2, at(12, 10))
    desk.core.save(3, at(12, 40))
    desk.run(at(13, 0), since)
    desk.run(at(14, 0))
    assert sorted(desk.stored()) == ["1", "2", "3"]


def test_what_was_read_again_moves_the_reading_on_only_without_a_gap(desk: Desk) -> None:
    """What a run from 11:00 on read isn't read again."""
    desk.core.save(1, at(11, 59))
    desk.run(NOON)
    desk.core.save(2, at(12, 40))
    desk.run(at(13, 0), at(11, 0))
    desk.core.save(3, at(12, 20))  # shown twenty minutes late, which CORE never does
    desk.run(at(14, 0))
    assert sorted(desk.stored()) == ["1", "2"]
