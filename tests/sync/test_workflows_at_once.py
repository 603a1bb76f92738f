"""The three workflows of one company at the same time: each is a run of its own, on its own connection."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from include.database import audit
from include.database.engine import Database
from include.sync.verify.report import RunReport
from include.workflows.category import Category
from sandbox.core_backoffice.testing import RunningSandbox as CoreSandbox
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.database_files import postgresql_database, sqlite_database
from tests.profiles import profile
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office

ROUNDS = {"quick": 1, "whole": 5, "long": 50}


@pytest.fixture(scope="module")
def core() -> Iterator[CoreSandbox]:
    """Three deals with their agents, and a month of billing; runs change nothing in CORE."""
    with running_core(
        transactions=3, agents=2, billing_months=1, bad_records=False, switches=False
    ) as sandbox:
        yield sandbox


def run_all_at_once(office: Office) -> dict[Category, RunReport]:
    """Start the three workflows together, each with a database of its own as a worker has."""
    url = office.database.engine.url.render_as_string(hide_password=False)
    together = threading.Barrier(len(Category))

    def run(category: Category) -> RunReport:
        own = Database(url)
        try:
            together.wait()
            return dataclasses.replace(office, database=own).run(category)
        finally:
            own.close()

    with ThreadPoolExecutor(len(Category)) as workers:
        started = {category: workers.submit(run, category) for category in Category}
        return {category: run.result() for category, run in started.items()}


def are_posted_to_the_cent(core: CoreSandbox, database: Database, *, again: bool) -> None:
    with running_quickbooks(requestid_retention_seconds=0) as quickbooks:
        office = Office(core, quickbooks, database)
        office.connect()
        first = run_all_at_once(office)
        totals = core.get("/totals")
        billing = totals["billing"]
        paid_out = totals["co_broke"] + totals["vendor_payments"] + totals["agent_net"]
        assert {report.outcome for report in first.values()} == {"completed"}
        assert first[INCOME].created_cents == totals["income"]
        assert first[EXPENSES].created_cents == paid_out
        assert first[BILLING].created_cents == billing["billed"]
        assert office.balances("Accounts Receivable", "Accounts Payable", "Checking Account") == (
            totals["income"] + billing["open"],
            paid_out,
            billing["paid"],
        )
        posted = quickbooks.entries()
        assert len({entry["id"] for entry in posted}) == len(posted) == len(office.links())
        for run in run_all_at_once(office).values() if again else ():
            assert (run.outcome, run.created, run.updated, run.voided) == ("completed", 0, 0, 0)
        assert quickbooks.entries() == posted
    with database.reading() as session:
        audit.verify(session, COMPANY)


def test_on_postgresql_three_workflows_at_once_post_everything_once_round_after_round(
    core: CoreSandbox, postgresql: str
) -> None:
    rounds = ROUNDS[profile()]
    for number in range(rounds):
        database = postgresql_database(postgresql, "at once")
        try:
            are_posted_to_the_cent(core, database, again=number == rounds - 1)
        finally:
            database.close()


def test_on_sqlite_three_workflows_at_once_post_everything_once(
    core: CoreSandbox, tmp_path: Path
) -> None:
    database = sqlite_database(tmp_path)
    try:
        are_posted_to_the_cent(core, database, again=True)
    finally:
        database.close()
