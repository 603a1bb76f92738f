"""A brokerage in Ontario with QuickBooks Desktop: deals are synced, and the tax is where it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.people import Who
from include.provider.approving.approval import Decision, approval_request, record_decision
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.approved import NotApproved
from include.sync.post.post import post
from include.workflows.template import TemplateUnavailable
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_desktop.bookkeeping import Bookkeeper
from sandbox.quickbooks_desktop.canada import GST_HST
from sandbox.quickbooks_desktop.testing import canadian_file
from tests.database_files import give_back, sqlite_database
from tests.sync.closings import BILLINGS, BILLS, CHECKS, DEPOSITS, INVOICES, RECEIPTS, SPENT
from tests.sync.direct_desktop import DirectDesktopOffice
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, KEY
from tests.sync.tax_office import charges, ontario_deal
from tests.sync.test_agent_billing import Billing

HST, EXEMPT = "H", "E"
_TAX_DUE = 441_35
"""3,900.00 of HST on 30,000.00, less 1,950.00 to the co-operating brokerage and 1,508.65 to the agent."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[DirectDesktopOffice]:
    database = sqlite_database(tmp_path)
    file = canadian_file()
    empty: dict[str, Any] = {"transactions": 0, "bad_records": False, "billing_months": 0}
    with running_core(**empty, agents=3, currency="CAD", pays_more=True) as core:
        opened = DirectDesktopOffice(core, file, database)
        opened.connect()
        yield opened
    file.close()
    give_back(database)


def use(office: DirectDesktopOffice, income: str = INVOICES, expenses: str = BILLS) -> None:
    office.use(income, tax_code=HST)
    office.use(expenses, registered_tax_code=HST, unregistered_tax_code=EXEMPT)
    office.use(BILLINGS, tax_code=HST)


def balances(office: DirectDesktopOffice) -> dict[str, int]:
    return {name: cents for name, cents in office.pc.file.balances().items() if cents}


def raise_hst(office: DirectDesktopOffice, percent: str) -> None:
    """Someone changes the rate of the HST on sales in the company file."""
    item = office.pc.file.names("ItemSalesTax")["HST (ON) on Sales"]
    office.pc.file.edit(item, "Pat Doe", TaxRate=percent)


def run(office: DirectDesktopOffice) -> None:
    for category in (INCOME, EXPENSES):
        office.run(category)


@pytest.mark.parametrize("rounding", ["rate", "line"])
def test_invoices_and_bills_leave_the_tax_due_to_the_receiver_general(
    office: DirectDesktopOffice, rounding: str
) -> None:
    office.pc.file.set(tax_rounding=rounding)
    use(office)
    charges(office, agent=True, broker=True)
    ontario_deal(office)
    run(office)
    assert balances(office) == {
        "Accounts Receivable": 33_900_00,
        "Accounts Payable": 16_950_00 + 13_113_65,
        "Commission Income": 30_000_00,
        **_payouts(office),
        GST_HST: _TAX_DUE,
    }
    run(office)
    assert len(office.pc.file.entries()) == 3
    assert not office.on_hold(INCOME)
    assert not office.on_hold(EXPENSES)


def _payouts(office: DirectDesktopOffice) -> dict[str, int]:
    """What the agent and the co-operating brokerage got, by account: 26,605.00 together."""
    accounts = ("Agent Commissions", "Co-broke Commissions", "Transaction Fee Income")
    found = {name: cents for name, cents in balances(office).items() if name in accounts}
    income = found.get("Transaction Fee Income", 0)
    assert sum(found.values()) - 2 * income == 26_605_00
    return found


@pytest.mark.parametrize("expenses", [CHECKS, SPENT])
def test_what_is_received_and_paid_at_once_brings_the_brokerage_net_and_the_tax_due(
    office: DirectDesktopOffice, expenses: str
) -> None:
    use(office, RECEIPTS, expenses)
    charges(office, agent=True, broker=True)
    ontario_deal(office)
    run(office)
    found = balances(office)
    money = sum(found.get(name, 0) for name in ("Undeposited Funds", "Checking Account", "Escrow"))
    assert money == 3_836_35
    assert found[GST_HST] == _TAX_DUE


def test_an_agent_who_charges_no_tax_gets_none(office: DirectDesktopOffice) -> None:
    use(office)
    charges(office, agent=False, broker=True)
    ontario_deal(office)
    run(office)
    assert balances(office)["Accounts Payable"] == 16_950_00 + 11_605_00
    assert balances(office)[GST_HST] == 3_900_00 - 1_950_00


def test_another_tax_code_in_quickbooks_is_an_edit_and_core_s_value_comes_back(
    office: DirectDesktopOffice,
) -> None:
    use(office)
    charges(office, agent=True, broker=True)
    ontario_deal(office)
    run(office)
    [invoice] = office.pc.file.entries("Invoice")
    Bookkeeper(office.pc.file).set_on_line(invoice["id"], SalesTaxCodeRef={"FullName": "G"})
    assert balances(office)[GST_HST] == _TAX_DUE - 3_900_00 + 1_500_00
    office.run(INCOME)
    assert balances(office)[GST_HST] == _TAX_DUE
    assert balances(office)["Accounts Receivable"] == 33_900_00


def test_deposits_are_refused_because_they_bear_no_tax_in_quickbooks_desktop(
    office: DirectDesktopOffice,
) -> None:
    use(office, DEPOSITS)
    ontario_deal(office)
    with pytest.raises(TemplateUnavailable, match="no sales tax on deposits"):
        office.run(INCOME)
    assert not office.pc.file.entries()


@pytest.mark.parametrize("rounding", ["rate", "line"])
def test_an_agent_pays_the_statement_with_its_tax(
    office: DirectDesktopOffice, rounding: str
) -> None:
    office.pc.file.set(tax_rounding=rounding)
    use(office)
    billing = Billing(office)
    billing.sync()
    assert billing.invoice() == (113_00, 113_00)
    billing.pay(113_00)
    billing.sync()
    assert billing.invoice() == (113_00, 0)
    assert balances(office) == {
        "Checking Account": 113_00,
        "Agent Billing Income": 100_00,
        GST_HST: 13_00,
    }


def test_a_refund_of_an_agent_s_credit_bears_no_tax(office: DirectDesktopOffice) -> None:
    use(office)
    billing = Billing(office)
    billing.pay(119_00)
    billing.sync()
    office.core.post(f"/statements/{billing.statement}/refunds", amount=6_00)
    billing.sync()
    assert balances(office) == {
        "Checking Account": 113_00,
        "Agent Billing Income": 100_00,
        GST_HST: 13_00,
    }
    assert not office.on_hold(BILLING)


def test_a_rate_that_changed_after_an_approval_is_asked_about_again(
    office: DirectDesktopOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = office.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    use(office)
    charges(office, agent=True, broker=True)
    settings = AutomationSettings(approval_required=True, approvers=("1",), four_eyes=True)
    automation.change(office.database, COMPANY, settings, "ada")
    ontario_deal(office)
    with office.context(INCOME) as context:
        extract(context)
        diff(context)
        run_id = context.run_id
    assert "30,000.00 | 3,900.00 | 33,900.00 |" in approve(run_id, "task 1")
    raise_hst(office, "15.0")
    with office.again(run_id) as context, pytest.raises(NotApproved, match="planned now differs"):
        post(context)
    assert not office.pc.file.entries()
    assert "30,000.00 | 4,500.00 | 34,500.00 |" in approve(run_id, "task 2")
    with office.again(run_id) as context:
        post(context)
    assert balances(office)["Accounts Receivable"] == 34_500_00


def approve(run_id: int, task: str) -> str:
    """Ada approves. Returns what she was shown."""
    request = approval_request(run_id, task)
    assert request is not None
    assert record_decision(run_id, Decision(task, Who("1", "ada"), approved=True)) == ""
    return request.body
