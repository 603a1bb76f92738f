"""A worker process that is really killed (SIGKILL) loses nothing and doubles nothing."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time

import pytest
from sqlalchemy import select, update

from include.database.engine import Database
from include.database.lease import LeaseTaken
from include.database.statuses import OperationStatus
from include.database.tables.columns import utc_now
from include.database.tables.companies import Lease
from include.database.tables.runs import Operation
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.post import post
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.crash.worker import processes
from tests.sync.office import EXPENSES, Office


def work(office_of: dict[str, str]) -> None:
    """The worker: a run of agent expenses, in a process of its own."""
    database = Database(office_of["database"])
    office = Office.elsewhere(office_of, database)
    office.run(EXPENSES)


@pytest.mark.parametrize("when", ["before_commit", "after_commit"])
def test_a_worker_killed_while_quickbooks_works_is_cleaned_up_after(
    sqlite_database: Database, when: str
) -> None:
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        running_quickbooks(requestid_retention_seconds=0) as quickbooks,
    ):
        office = Office(core, quickbooks, sqlite_database)
        office.connect()
        for letter in "AB":
            core.post(f"/examples/{letter}")
        # The batch of bills is held for as long as the worker lives.
        quickbooks.fault("timeout", {"operation": "batch"}, times=1, after=1, when=when)

        a_worker_is_killed_while_quickbooks_works(office)

        with sqlite_database.reading() as session:
            sent = session.scalars(
                select(Operation.kind).where(Operation.status == OperationStatus.SENT)
            ).all()
        assert sent == ["bill"] * 4
        posted = len(office.entries("Bill"))
        assert posted == (4 if when == "after_commit" else 0)

        dead_workers_lease_still_holds(office)
        with sqlite_database.writing() as session:
            session.execute(update(Lease).values(expires_at=utc_now() - dt.timedelta(seconds=1)))
        report = office.run(EXPENSES)
        assert (report.created, report.on_hold) == (4 - posted, ())
        assert len(office.entries("Bill")) == 4
        assert office.balances("Accounts Payable") == (800_000 + 820_000,)
        assert {link.quickbooks_id for link in office.links().values()} == {
            entry["id"] for entry in office.entries("Bill")
        }
        assert office.run(EXPENSES).created == 0


def a_worker_is_killed_while_quickbooks_works(office: Office) -> None:
    """It has sent its bills, and QuickBooks has not answered."""
    worker = processes().Process(target=work, args=(office.address,))
    worker.start()
    deadline = time.monotonic() + 60
    while not office.quickbooks.calls()["waiting"]:
        assert worker.is_alive(), "the worker ended before it could be killed"
        assert time.monotonic() < deadline, "the worker never sent its bills"
        time.sleep(0.05)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    office.quickbooks.no_faults()


def dead_workers_lease_still_holds(office: Office) -> None:
    """Until the lease runs out nobody else writes: the dead worker's batch may still be at work."""
    with office.context(EXPENSES) as context:
        extract(context)
        with pytest.raises(LeaseTaken):
            diff(context, patience=dt.timedelta())
        with pytest.raises(LeaseTaken):
            post(context, patience=dt.timedelta())
