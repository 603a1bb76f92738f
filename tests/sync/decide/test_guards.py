"""What goes on hold before it is sent: inactive accounts, closed periods, reconciled entries."""

from __future__ import annotations

import pytest

from tests.sync.happenings import DEPOSITS, Case, both, check, closed, core, inactive, reconciled
from tests.sync.office import BILLING, INCOME, Office

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole

CASES = [
    Case(
        "an account made inactive: named, before anything is sent",
        both(inactive("Commission Income"), core(gross=1_100_000)),
        (0, 0, 0),
        {"Deposit": [("live", 1_000_000)]},
        ["in QuickBooks"],
        on_hold="uses the account Commission Income, which is inactive in QuickBooks.",
        template=DEPOSITS,
    ),
    Case(
        "an entry in a closed period: unchanged, with both amounts",
        both(closed("2099-12-31"), core(gross=1_100_000)),
        (0, 0, 0),
        {"Invoice": [("live", 1_000_000)]},
        ["in QuickBooks"],
        on_hold="in a closed period (closing date Dec 31, 2099). CORE's change, $10,000.00 to "
        "$11,000.00, wasn't posted.",
    ),
    Case(
        "a reconciled deposit is not changed",
        both(reconciled("Deposit"), core(gross=1_100_000)),
        (0, 0, 0),
        {"Deposit": [("live", 1_000_000)]},
        ["in QuickBooks"],
        on_hold="is reconciled in QuickBooks, so it wasn't changed. CORE's change, $10,000.00 to "
        "$11,000.00, wasn't posted.",
        template=DEPOSITS,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_must_not_change_goes_on_hold(
    case: Case, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    check(case, office, caplog)


def test_a_new_entry_in_a_closed_period_is_on_hold_with_the_closing_date(office: Office) -> None:
    office.quickbooks.set(book_close_date="2099-12-31")
    office.core.post("/examples/A")
    assert office.run(INCOME).created == 0
    (sentence,) = office.on_hold(INCOME)
    assert "in a closed period (closing date Dec 31, 2099). It wasn't posted." in sentence
    assert office.entries("Invoice") == []


def test_a_new_entry_in_a_closed_period_is_posted_on_the_first_open_day_if_so_chosen(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    office.use(
        "income-via-invoices",
        invoice_date="CORE close date",
        closed_period="Post on the first open day",
    )
    transaction = office.core.post("/examples/A")["transactions"][0]
    office.quickbooks.set(book_close_date="2098-12-31")

    assert office.run(INCOME).created == 1
    assert office.entries("Invoice")[0]["date"] == "2099-01-01"
    assert "dated 2099-01-01 instead of 2026-" in caplog.text
    # The closing date stays: a later correction keeps the date of the first posting.
    office.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    assert office.run(INCOME).updated == 1
    assert office.entries("Invoice")[0]["date"] == "2099-01-01"


def test_a_payment_on_a_bank_deposit_is_not_voided(office: Office) -> None:
    office.use("billings-and-payments", deposit_account="Undeposited Funds")
    statement = office.core.post("/examples/E")["statements"][0]
    payment = office.core.post(f"/statements/{statement}/payments")["payments"][-1]
    office.run(BILLING)
    (posted,) = office.entries("Payment")
    with office.gateway() as gateway:
        entries = gateway.catalogue().entries
    bank = next(entry for entry in entries if entry.name == "Checking Account")
    with office.quickbooks.api() as api:
        line = {
            "Amount": 100,
            "LinkedTxn": [{"TxnId": posted["id"], "TxnType": "Payment", "TxnLineId": "0"}],
        }
        deposit = {"DepositToAccountRef": {"value": bank.id}, "Line": [line]}
        api.post("deposit", json=deposit).raise_for_status()

    office.core.delete(f"/statements/{statement}/payments/{payment['id']}")
    report = office.run(BILLING)
    assert report.voided == 0
    (sentence,) = office.on_hold(BILLING)
    assert "bank deposit" in sentence
    assert office.balances("Accounts Receivable", "Checking Account") == (0, 10_000)
    assert {link.status for link in office.links().values()} == {"in QuickBooks"}
