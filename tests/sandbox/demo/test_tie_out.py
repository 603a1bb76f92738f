"""CORE and QuickBooks tie out in the summary, whichever templates are chosen, and after a change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from include.database.engine import Database
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.demo.countries import ABROAD
from sandbox.demo.settings import DemoSettings
from sandbox.demo.summary import Summary, collect
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.matrices import under_each
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office
from tests.sync.tax_office import AGENT, charges, ontario_deal, open_abroad, use_codes

# Every template is tried alone in tests/sync/verify/test_tie_out.py.
pytestmark = pytest.mark.whole


@pytest.fixture
def office(sqlite_database: Database) -> Iterator[Office]:
    """A brokerage with settings on items, records on hold, and agents who owe it."""
    with (
        running_core(transactions=24, agents=8, billing_months=1) as core,
        running_quickbooks() as quickbooks,
    ):
        office = Office(core, quickbooks, sqlite_database)
        office.connect()
        yield office


def summed_up(office: Office, folder: Path, income: str, expenses: str) -> Summary:
    """Turn on templates, run the three workflows, and sum up."""
    office.use(income)
    office.use(expenses)
    for category in (INCOME, EXPENSES, BILLING):
        office.run(category)
    return sum_up(office, folder, income, expenses)


def sum_up(office: Office, folder: Path, income: str, expenses: str) -> Summary:
    ports = [httpx.URL(side.url).port or 0 for side in (office.core, office.quickbooks)]
    return collect(
        DemoSettings(
            state=folder,
            core_port=ports[0],
            quickbooks_port=ports[1],
            income=income,
            expenses=expenses,
        )
    )


def agent_owes(office: Office) -> None:
    """A transaction whose agent pays more for marketing than was earned."""
    (deal,) = office.core.post("/examples/A")["transactions"]
    share = office.core.get(f"/transactions/{deal}")["agents"][0]
    fee = {"name": "Marketing", "amount": 900_000}
    items = [*share["items"], fee]
    office.core.patch(f"/transactions/{deal}", agents=[{**share, "items": items}])


@under_each(
    ("income", "expenses"),
    [
        ("income-via-invoices", "expenses-via-bills"),
        ("income-via-sales-receipts", "expenses-via-expenses"),
        ("income-via-deposits", "expenses-via-checks"),
        ("income-via-deposits", "expenses-via-bills"),
    ],
)
def test_both_sides_tie_out_under_every_template(
    office: Office, tmp_path: Path, income: str, expenses: str
) -> None:
    agent_owes(office)
    summary = summed_up(office, tmp_path, income, expenses)
    assert [row.variance for row in summary.comparisons] == [0, 0, 0, 0]
    assert summary.ties_out
    assert summary.balanced
    sentences = [line.sentence for line in summary.workflows[1].on_hold]
    owes = any("Amy Adler owes the brokerage" in sentence for sentence in sentences)
    assert owes is (expenses != "expenses-via-bills")


def test_another_template_is_for_new_entries_and_both_sides_still_tie_out(
    office: Office, tmp_path: Path
) -> None:
    agent_owes(office)
    assert summed_up(office, tmp_path, "income-via-deposits", "expenses-via-checks").ties_out

    switched = summed_up(office, tmp_path, "income-via-invoices", "expenses-via-bills")
    assert [figures.created for figures in switched.workflows] == [0, 0, 0]
    assert switched.ties_out

    office.core.post("/examples/B")
    more = summed_up(office, tmp_path, "income-via-invoices", "expenses-via-bills")
    assert [figures.created for figures in more.workflows] == [1, 2, 0]
    kinds = {entry["type"] for entry in office.quickbooks.entries()}
    assert {"Deposit", "Purchase", "Invoice", "Bill"} <= kinds
    assert more.ties_out


def test_a_deposit_deleted_in_quickbooks_is_a_variance_until_it_is_on_hold(
    office: Office, tmp_path: Path
) -> None:
    chosen = ("income-via-deposits", "expenses-via-checks")
    assert summed_up(office, tmp_path, *chosen).ties_out
    deposit = office.entries("Deposit")[0]
    office.quickbooks.edit("Deposit", deposit["id"], "delete")

    summary = sum_up(office, tmp_path, *chosen)
    assert [row.variance for row in summary.comparisons] == [
        0,
        0,
        -deposit["total"],
        -deposit["total"],
    ]
    # The next run puts it on hold, and it is excluded on both sides.
    assert summed_up(office, tmp_path, *chosen).ties_out


class Ontario(DemoSettings):
    """The demo of a Canadian company that is set up by a test, under the ID that tests give it."""

    @property
    def company(self) -> str:
        return COMPANY


def test_a_company_in_ontario_ties_out_with_tax_and_a_deleted_invoice_is_a_variance(
    tmp_path: Path,
) -> None:
    with open_abroad(tmp_path, "CA", realm=ABROAD["CA"].realm) as office:
        use_codes(office, "CA")
        charges(office, agent=True, broker=False)
        for gross in (3_000_000, 1_234_567):
            ontario_deal(office, gross=gross)
        desk_fee = {"name": "Desk fee", "amount": 9_505}
        made = office.core.post("/statements", agent=AGENT, items=[desk_fee])
        office.core.post(f"/statements/{made['id']}/payments", amount=5_000)
        for category in (INCOME, EXPENSES, BILLING):
            office.run(category)
        ports = [httpx.URL(side.url).port or 0 for side in (office.core, office.quickbooks)]
        settings = Ontario(
            state=tmp_path, country="CA", core_port=ports[0], quickbooks_port=ports[1]
        )
        summary = collect(settings)
        assert [row.variance for row in summary.comparisons] == [0] * 7
        tax = {row.name: row.quickbooks_cents for row in summary.comparisons[4:]}
        assert tax["Tax charged on income and billing"] == 3_900_00 + 1_604_94 + 12_36
        assert tax["Tax claimed back on payments"] > 0

        invoice = next(one for one in office.entries("Invoice") if one["total"] == 33_900_00)
        office.quickbooks.edit("Invoice", invoice["id"], "delete")
        variances = [row.variance for row in collect(settings).comparisons]
        assert variances == [-33_900_00, 0, 0, -30_000_00, -3_900_00, 0, -3_900_00]
