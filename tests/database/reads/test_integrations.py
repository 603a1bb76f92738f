"""Integrations shows when a company last ran, whichever of its workflows that was."""

from __future__ import annotations

import datetime as dt

from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.companies import all_companies
from include.database.reads.integrations import online_connections
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.statuses import RunOutcome
from include.database.tables.companies import Company
from include.database.tables.runs import SyncRun
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY

EXPENSES = NewWorkflow("agent_expenses", "expenses-via-bills", {}, "finn")
INCOME = NewWorkflow("brokerage_income", "income-via-invoices", {}, "finn")
NOW = utc_now()


def ran(database: Database, company_id: str, workflow: NewWorkflow, hours: int) -> None:
    """Have a workflow run so many hours ago, and half an hour later."""
    setup_id = activate(database, company_id, workflow)
    with database.writing() as session:
        session.add_all(
            SyncRun(
                company_id=company_id,
                category=workflow.category,
                airflow_run_id=f"{workflow.category} {number}",
                trigger="manual",
                actor="finn",
                preview=False,
                setup_id=setup_id,
                started_at=NOW - dt.timedelta(hours=hours - number / 2),
                outcome=RunOutcome.COMPLETED,
                counts={},
            )
            for number in range(2)
        )


def oak() -> Company:
    company = willow_park("oak")
    company.realm_id = "914"
    return company


def test_the_newest_run_of_any_workflow_counts(database: Database) -> None:
    for company in (willow_park(), oak()):
        connect_company(database, company, actor="finn")
    ran(database, "willow", EXPENSES, hours=2)
    ran(database, "willow", INCOME, hours=5)
    activate(database, "oak", INCOME)
    with database.reading() as session:
        companies = all_companies(session)
    shown = {one.company.id: one.ran_at for one in online_connections(database, [KEY], companies)}
    assert shown == {"willow": NOW - dt.timedelta(hours=1.5), "oak": None}
