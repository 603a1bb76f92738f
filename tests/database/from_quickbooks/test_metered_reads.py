"""Reads are counted per company, app and month, whoever counts at the same time."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from include.clock import utc_now
from include.database.engine import Database
from include.database.from_quickbooks import metered_reads
from include.database.from_quickbooks.metered_reads import DatabaseMeter
from include.database.reads.metered import reads_of_month, running_out
from include.database.setup.companies import connect_company
from tests.database.setup.test_companies import willow_park

APP = "ABwillowparkapp7Qx1"


@pytest.fixture
def books(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finance ops")
    return database


def count(books: Database, reads: int) -> None:
    meter = DatabaseMeter(books, "willow", APP)
    for _ in range(reads):
        meter.count()
    meter.save()
    meter.save()  # what was added once isn't added again


def test_processes_that_count_at_once_lose_none(books: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: count(books, 5), range(8)))

    (app,) = reads_of_month(books, 500_000)
    assert (app.reads, dict(app.companies)) == (40, {"willow": ("Willow & Park Realty", 40)})
    assert app.app == "…pp7Qx1"
    assert not app.runs_out


def test_each_month_begins_at_zero(books: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    last_month = utc_now().replace(day=1) - dt.timedelta(days=1)
    monkeypatch.setattr(metered_reads, "utc_now", lambda: last_month)
    count(books, 3)

    assert reads_of_month(books, 500_000) == []
    (app,) = reads_of_month(books, 500_000, last_month)
    assert app.reads == 3


@pytest.mark.parametrize(
    ("reads", "day", "warns"),
    [
        (79, 30, False),
        (80, 30, True),
        (20, 4, False),  # the first days say nothing yet
        (20, 6, True),  # 20 in five days are 120 in a month
        (15, 6, False),
    ],
)
def test_it_warns_before_the_end_and_where_the_pace_is_too_high(
    books: Database, monkeypatch: pytest.MonkeyPatch, reads: int, day: int, warns: bool
) -> None:
    now = dt.datetime(2026, 11, day, tzinfo=dt.UTC)
    monkeypatch.setattr(metered_reads, "utc_now", lambda: now)
    count(books, reads)

    assert bool(running_out(books, 100, now)) is warns


def test_a_database_that_is_away_fails_no_run(
    books: Database, caplog: pytest.LogCaptureFixture
) -> None:
    meter = DatabaseMeter(books, "no such company", APP)
    meter.count()

    meter.save()

    assert "1 metered reads weren't counted" in caplog.text
