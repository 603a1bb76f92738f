"""The engine does the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from include.database import audit
from include.database.engine import Database
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office


def test_a_small_brokerage_is_booked_agrees_with_core_and_running_again_writes_nothing(
    database: Database,
) -> None:
    with (
        running_core(transactions=40, agents=12, billing_months=2, switches=False) as core,
        running_quickbooks(requestid_retention_seconds=0) as quickbooks,
    ):
        office = Office(core, quickbooks, database)
        office.connect()
        reports = {category: office.run(category) for category in (INCOME, EXPENSES, BILLING)}

        keys = [line.record_key.partition(":")[2] for line in reports[INCOME].on_hold]
        totals = core.get("/totals", exclude=",".join(keys))
        billing = totals["billing"]
        paid_out = totals["co_broke"] + totals["vendor_payments"] + totals["agent_net"]
        assert len(keys) == 3
        assert reports[INCOME].created_cents == totals["income"]
        assert reports[EXPENSES].created_cents == paid_out
        assert reports[BILLING].created_cents == billing["billed"]
        assert office.balances("Accounts Receivable", "Accounts Payable", "Checking Account") == (
            totals["income"] + billing["open"],
            paid_out,
            billing["paid"],
        )
        assert quickbooks.trial_balance()["balanced"]

        before = quickbooks.entries()
        for category in (INCOME, EXPENSES, BILLING):
            again = office.run(category)
            assert (again.created, again.updated, again.voided) == (0, 0, 0)
        assert quickbooks.entries() == before
    with database.reading() as session:
        assert audit.verify(session, COMPANY) > len(before)
