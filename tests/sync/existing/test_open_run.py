"""Nothing is linked while a run of the workflow isn't finished; other runs aren't in the way."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from include.clock import utc_now
from include.database import approvals
from include.database.engine import Database
from include.database.statuses import RunOutcome
from include.database.tables.companies import Company
from include.database.tables.runs import SyncRun
from include.sync.existing.errors import CompanyInBetween, RunIsOpen
from include.sync.existing.open_run import refuse_while_open
from include.workflows.category import Category
from tests.sync.office import COMPANY, EXPENSES, INCOME
from tests.sync.run_of import connected, run_of


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return connected(sqlite_database, "income-via-invoices", "expenses-via-bills")


def check(database: Database, category: Category = INCOME) -> None:
    with database.reading() as session:
        refuse_while_open(session, COMPANY, category)


def change(database: Database, **values: object) -> None:
    """Change every run."""
    with database.writing() as session:
        session.execute(update(SyncRun).values(**values))


def test_without_a_run_nothing_is_refused(database: Database) -> None:
    check(database)


def test_a_run_is_waited_for_and_named(database: Database) -> None:
    run = run_of(database, INCOME, "r1")
    with pytest.raises(RunIsOpen, match=f"Run {run.run_id} of Brokerage income isn't finished"):
        check(database)


def test_one_of_another_workflow_isnt(database: Database) -> None:
    run_of(database, EXPENSES, "r1")
    check(database)
    with pytest.raises(RunIsOpen):
        check(database, EXPENSES)


def test_a_finished_run_and_a_preview_arent(database: Database) -> None:
    run_of(database, INCOME, "r1")
    change(database, preview=True)
    check(database)
    change(database, preview=False, outcome=RunOutcome.COMPLETED)
    check(database)


def test_a_run_that_waits_for_approval_is_to_be_approved_first(database: Database) -> None:
    run = run_of(database, INCOME, "r1")
    with database.writing() as session:
        approvals.ask(session, session.get_one(SyncRun, run.run_id), None, "try 1", ("plan", []))
    with pytest.raises(RunIsOpen, match="waits for .*Approve or reject it, then try again"):
        check(database)


def test_nor_while_links_are_made_anew(database: Database) -> None:
    with database.writing() as session:
        session.get_one(Company, COMPANY).rebuilding_since = utc_now()
    with pytest.raises(CompanyInBetween, match="Nothing was changed"):
        check(database)
