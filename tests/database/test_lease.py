"""One writer per company: a second run waits, and one presumed dead writes nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from include.database.engine import Database
from include.database.lease import LeaseLost, LeaseTaken, WriterLease
from include.database.setup.companies import connect_company
from include.database.tables.columns import utc_now
from include.database.tables.companies import Lease
from tests.database.setup.test_companies import willow_park


@pytest.fixture
def books(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finance ops")
    return database


def expire(books: Database) -> None:
    with books.writing() as session:
        session.execute(update(Lease).values(expires_at=utc_now() - dt.timedelta(seconds=1)))


def test_a_second_run_learns_which_one_is_posting(books: Database) -> None:
    WriterLease.take(books, "willow", "income run 1")
    with pytest.raises(LeaseTaken, match="income run 1 is posting to willow"):
        WriterLease.take(books, "willow", "expenses run 2")


def test_a_released_lease_is_free(books: Database) -> None:
    WriterLease.take(books, "willow", "income run 1").release(books)
    assert WriterLease.take(books, "willow", "expenses run 2").fence == 2


def test_a_dead_runs_lease_expires_and_its_ghost_cannot_write(books: Database) -> None:
    ghost = WriterLease.take(books, "willow", "income run 1")
    expire(books)
    heir = WriterLease.take(books, "willow", "expenses run 2")
    with pytest.raises(LeaseLost, match="another run is posting"):
        ghost.renew(books)
    ghost.release(books)
    heir.renew(books)


def test_renewing_keeps_it(books: Database) -> None:
    lease = WriterLease.take(books, "willow", "income run 1")
    expire(books)
    lease.renew(books)
    with pytest.raises(LeaseTaken):
        WriterLease.take(books, "willow", "expenses run 2")
