"""The worked examples of the help centre, asserted in QuickBooks' general ledger."""

from __future__ import annotations

from tests.sync.office import BILLING, EXPENSES, INCOME, Office

RECEIVABLE, PAYABLE = "Accounts Receivable", "Accounts Payable"
INCOME_ACCOUNT, COST = "Commission Income", "Agent Commissions"


def by_party(office: Office, entity: str) -> dict[str, int]:
    return {entry["party"]: entry["total"] for entry in office.entries(entity)}


def test_a_gross_10000_agent_8000_less_160_for_the_team_leader(office: Office) -> None:
    office.core.post("/examples/A")
    income, expenses = office.run(INCOME), office.run(EXPENSES)
    assert (income.created, income.created_cents) == (1, 1_000_000)
    assert (expenses.created, expenses.created_cents) == (2, 800_000)
    assert office.balances(RECEIVABLE, INCOME_ACCOUNT) == (1_000_000, 1_000_000)
    assert office.balances(PAYABLE, COST) == (800_000, 800_000)
    assert by_party(office, "Bill") == {"Amy Adler": 784_000, "Lee Lawson": 16_000}
    assert office.quickbooks.trial_balance()["balanced"]


def test_b_referral_of_1000_paid_to_a_vendor_before_the_split(office: Office) -> None:
    office.core.post("/examples/B")
    office.run(INCOME)
    office.run(EXPENSES)
    assert office.balances(INCOME_ACCOUNT, PAYABLE) == (1_000_000, 820_000)
    assert by_party(office, "Bill") == {"Acme Realty": 100_000, "Bea Barlow": 720_000}
    brokerage_net = 1_000_000 - 820_000
    assert brokerage_net == 180_000


def test_c_the_referral_is_a_line_on_the_income_instead(office: Office) -> None:
    office.core.post("/examples/C")
    office.run(INCOME)
    office.run(EXPENSES)
    assert office.balances(RECEIVABLE) == (900_000,)
    assert by_party(office, "Bill") == {"Bea Barlow": 720_000}


def test_d_the_referral_appears_nowhere_in_quickbooks(office: Office) -> None:
    office.core.post("/examples/D")
    office.run(INCOME)
    office.run(EXPENSES)
    assert office.balances(RECEIVABLE, INCOME_ACCOUNT) == (1_000_000, 1_000_000)
    assert by_party(office, "Bill") == {"Bea Barlow": 720_000}


def test_e_billed_100_unpaid_then_paid_on_the_same_invoice(office: Office) -> None:
    statement = office.core.post("/examples/E")["statements"][0]
    office.run(BILLING)
    (invoice,) = office.entries("Invoice")
    assert office.balances(RECEIVABLE, "Checking Account") == (10_000, 0)

    office.core.post(f"/statements/{statement}/payments")
    report = office.run(BILLING)
    assert (report.created, report.updated) == (1, 0)
    (same,) = office.entries("Invoice")
    (payment,) = office.entries("Payment")
    assert same["id"] == invoice["id"]
    assert payment["total"] == 10_000
    assert office.balances(RECEIVABLE, "Checking Account") == (0, 10_000)
    assert sum(office.balances("Agent Billing Income", "Desk Fee Income", "Other Income")) == 10_000


def test_e_a_payment_taken_back_is_voided_and_the_invoice_is_open_again(office: Office) -> None:
    statement = office.core.post("/examples/E")["statements"][0]
    payment = office.core.post(f"/statements/{statement}/payments")
    office.run(BILLING)
    assert office.balances(RECEIVABLE, "Checking Account") == (0, 10_000)

    payment_id = payment["payments"][-1]["id"]
    office.core.delete(f"/statements/{statement}/payments/{payment_id}")
    office.run(BILLING)
    assert office.balances(RECEIVABLE, "Checking Account") == (10_000, 0)
    assert office.run(BILLING).created == 0
