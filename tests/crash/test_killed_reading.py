"""A worker that reads a file is killed wherever it writes: read again, nothing is there twice and nothing is lost."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from include.core_backoffice.mapping.own_examples import EXAMPLES
from include.core_backoffice.mapping.own_layout import sample_workbook, workbook
from include.database.engine import Database
from include.database.feeds import reading
from include.database.feeds.reading import read_arrival
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival, ArrivalHeld, FeedRecord, FeedVersion
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.database_files import give_back, sqlite_database
from tests.profiles import is_quick
from tests.sync.imports import arrive, feed_by_import, import_file, use_profile
from tests.sync.office import BILLING, EXPENSES, INCOME, KEY, Office

FORK = multiprocessing.get_context("fork")
A_FEW_RECORDS = 3
"""A transaction, so that reading takes several."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    database = sqlite_database(tmp_path)
    with (
        running_core(transactions=0, agents=1, bad_records=False, billing_months=0) as core,
        running_quickbooks(requestid_retention_seconds=0) as quickbooks,
    ):
        opened = Office(core, quickbooks, database)
        opened.connect()
        feed_by_import(opened)
        use_profile(opened)
        yield opened
    give_back(database)


def read_until_killed(url: str, arrival: int, kill_at: int, seen: Any) -> None:
    """In a process of its own: read an arrival, and die at a boundary; count them all if it is 0."""
    setattr(reading, "CHUNK", A_FEW_RECORDS)  # noqa: B010  (mypy: it is imported there)
    boundaries = 0

    def at_a_boundary(_connection: Any) -> None:
        nonlocal boundaries
        boundaries += 1
        seen.value = boundaries
        if boundaries == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    with closing(Database(url)) as database:
        event.listen(database.engine, "begin", at_a_boundary)
        event.listen(database.engine, "commit", at_a_boundary)
        read_arrival(database, with_digests(database, Seal([KEY])), arrival)


def worker(url: str, arrival: int, kill_at: int) -> tuple[int, int]:
    """Returns how the worker ended, and how many boundaries it saw."""
    seen = FORK.Value("i", 0)
    process = FORK.Process(target=read_until_killed, args=(url, arrival, kill_at, seen))
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode, seen.value


def kept(database: Database) -> list[tuple[Any, ...]]:
    """What is kept of the file: records and their versions, what is on hold, what became of it."""
    with database.reading() as session:
        records = session.execute(
            select(FeedRecord.key, FeedRecord.content_hash, FeedRecord.gone, FeedRecord.payload)
        ).all()
        versions = session.execute(select(FeedVersion.key, FeedVersion.what)).all()
        held = session.execute(select(ArrivalHeld.number, ArrivalHeld.sentence)).all()
        arrivals = session.execute(select(Arrival.status, Arrival.counts)).all()
    rows = [("record", *row) for row in records] + [("version", *row) for row in versions]
    rows += [("held", *row) for row in held] + [("arrival", *row) for row in arrivals]
    return sorted(rows, key=str)


def test_killed_at_every_boundary_the_same_is_kept_in_the_end(
    office: Office, tmp_path: Path
) -> None:
    arrival = arrive(office, "sample.xlsx", sample_workbook())
    file = Path(str(office.database.engine.url.database))
    office.database.close()
    before = tmp_path / "before.db"
    shutil.copy(file, before)

    def set_back(name: str) -> str:
        copy = tmp_path / f"{name}.db"
        shutil.copy(before, copy)
        return f"sqlite:///{copy}"

    whole = set_back("whole")
    assert worker(whole, arrival, 0)[0] == 0
    with closing(Database(whole)) as database:
        wanted = kept(database)
    total = worker(set_back("counted"), arrival, 0)[1]
    assert total > 20
    for number in range(1, total + 1, 5 if is_quick() else 1):
        url = set_back("killed")
        assert worker(url, arrival, number)[0] == -signal.SIGKILL, number
        assert worker(url, arrival, 0)[0] == 0, number
        with closing(Database(url)) as database:
            assert kept(database) == wanted, number


def test_what_a_killed_worker_read_posts_once_and_whole(office: Office) -> None:
    first = {
        **EXAMPLES,
        "Transactions": EXAMPLES["Transactions"][:1],
        "Items": EXAMPLES["Items"][:2],
    }
    import_file(office, "first.xlsx", workbook(first))
    arrival = arrive(office, "sample.xlsx", sample_workbook())
    url = office.database.engine.url.render_as_string(hide_password=False)
    for number in (9, 14, 19, 24):
        ended, _ = worker(url, arrival, number)
        office.run(INCOME)  # somebody runs the workflow while half of the file is read
        if ended == 0:
            break
    outcome = read_arrival(office.database, office.seal, arrival)
    assert outcome.status is ArrivalStatus.READ
    for category in (INCOME, EXPENSES, BILLING):
        office.run(category)
    assert office.balances("Commission Income", "Agent Commissions", "Agent Billing Income") == (
        39_000_00,
        30_600_00,
        100_00,
    )
    assert len(office.entries("Invoice")) == 5
    assert len(office.entries("Bill")) == 6
