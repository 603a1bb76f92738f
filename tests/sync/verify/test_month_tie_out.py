"""A month's accounts are those of QuickBooks' own ledger, whichever QuickBooks and template; edits end a sign-off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from include.database.months.signing import sign_month
from include.database.months.tie_outs import BANK, RECEIVABLE, TiedOut
from include.database.reads.month import month_of
from include.database.reads.month_entries import entries_of_month
from include.database.setup.people import Who
from include.database.status_words import MonthStatus
from include.sync.run.mode import RunMode
from include.sync.verify.month_tie_out import tie_out_month
from tests.sync.closings import BILLS, CHECKS, DAY, DEPOSITS, INVOICES, RECEIPTS, SPENT, close, item
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, KEY, ZONE, Office
from tests.sync.opening import PRODUCTS, open_office

FEBRUARY = dt.date(2026, 2, 1)
CARLA = Who("carla", "Carla Ruiz")
PAIRS = ((INVOICES, BILLS), (RECEIPTS, SPENT), (DEPOSITS, CHECKS))
DATES = {
    INVOICES: ("invoice_date", "due_date"),
    RECEIPTS: ("receipt_date",),
    DEPOSITS: ("payment_date",),
    BILLS: ("bill_date", "due_date"),
    CHECKS: ("check_date",),
    SPENT: ("expense_date",),
}


@pytest.fixture(params=PRODUCTS)
def office(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    no_limit: None,  # noqa: ARG001  (CORE is not asked slowly)
) -> Iterator[Office]:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    with open_office(tmp_path_factory.mktemp("month"), product=request.param) as one:
        yield one


def use_closing_dates(office: Office, *keys: str) -> None:
    for key in keys:
        office.use(key, **dict.fromkeys(DATES[key], "CORE close date"))


def tied_out(office: Office, month: dt.date = FEBRUARY) -> TiedOut:
    with office.database.reading() as session:
        entries = entries_of_month(session, COMPANY, month)
    with office.gateway() as gateway:
        catalogue = gateway.catalogue()
        return tie_out_month(
            office.database, COMPANY, month, entries, gateway, catalogue, CARLA.name
        )


def is_signed(office: Office) -> bool:
    with office.database.reading() as session:
        return month_of(session, COMPANY, FEBRUARY).status is MonthStatus.SIGNED


@pytest.mark.parametrize("pair", PAIRS, ids=" and ".join)
def test_each_account_has_what_quickbooks_ledger_has(office: Office, pair: tuple[str, str]) -> None:
    use_closing_dates(office, *pair)
    for number, gross in enumerate((1_000_000, 2_345_678)):
        close(
            office,
            gross=gross,
            closed_on=1_770_033_600_000 + number * DAY,
            items=[item("Referral", 25_000)],
        )
    office.run(INCOME)
    office.run(EXPENSES)
    found = tied_out(office)
    assert found.variance_count == 0
    ledger = office.quickbooks.balances()
    named = {line.account: line for line in found.accounts}
    assert {"Commission Income", "Agent Commissions"} <= named.keys()
    for account, line in named.items():
        debit = line.quickbooks if line.group in (RECEIVABLE, BANK) else -line.quickbooks
        held = next(cents for name, cents in ledger.items() if name.startswith(account))
        assert abs(held) == abs(debit), account
        assert (line.cut_off, line.variance) == (0, 0)
    signed = [
        line.quickbooks if line.group in (RECEIVABLE, BANK) else -line.quickbooks
        for line in found.accounts
    ]
    assert sum(signed) == 0  # debits are credits


def test_an_entry_of_another_month_is_cut_off_in_both(office: Office) -> None:
    """The deal closed in February; its invoice has the date of the first sync."""
    close(office, gross=1_000_000)
    office.run(INCOME)
    by_closing = {line.account: line for line in tied_out(office).accounts}["Commission Income"]
    assert (by_closing.closing, by_closing.cut_off, by_closing.quickbooks) == (
        1_000_000,
        -1_000_000,
        0,
    )
    month = office.today.replace(day=1)
    by_date = {line.account: line for line in tied_out(office, month).accounts}["Commission Income"]
    assert (by_date.closing, by_date.cut_off, by_date.quickbooks) == (0, 1_000_000, 1_000_000)


def test_a_paid_statement_is_in_the_bank_and_owed_by_nobody(office: Office) -> None:
    made = office.core.post("/examples/E")
    office.core.post(f"/statements/{made['statements'][0]}/payments")
    office.run(BILLING)
    month = office.today.replace(day=1)
    found = {line.account: line for line in tied_out(office, month).accounts}
    assert all(line.variance == 0 for line in found.values())
    assert sum(line.quickbooks for line in found.values() if line.group == RECEIVABLE) == 0
    assert sum(line.quickbooks for line in found.values() if line.group == BANK) > 0


@pytest.mark.parametrize("how", ["edited", "deleted"])
def test_whatever_happens_to_an_entry_in_quickbooks_ends_the_sign_off(
    office: Office, how: str
) -> None:
    use_closing_dates(office, INVOICES, BILLS)
    close(office, gross=1_000_000)
    office.run(INCOME)
    office.run(EXPENSES)
    tied_out(office)
    sign_month(office.database, COMPANY, FEBRUARY, CARLA, "Agrees with the bank.", ZONE)
    assert is_signed(office)
    invoice = office.entries("Invoice")[0]
    if how == "deleted":
        office.quickbooks.edit("Invoice", invoice["id"], "delete")
    else:
        office.quickbooks.edit("Invoice", invoice["id"], "update", TxnDate="2026-02-20")
    office.run(INCOME, preview=True)
    with office.database.reading() as session:
        month = month_of(session, COMPANY, FEBRUARY)
    assert month.status is MonthStatus.ENDED
    moved = month.sign_offs[0].moved[0]
    assert moved.what.startswith("Invoice ")
    assert f"{how} in QuickBooks" in moved.what
    assert moved.who.startswith(("QuickBooks user", "someone in QuickBooks"))


def test_an_undo_of_its_run_ends_the_sign_off_by_who_undid_it(office: Office) -> None:
    use_closing_dates(office, INVOICES, BILLS)
    close(office, gross=1_000_000)
    run = office.run(INCOME)
    office.run(EXPENSES)
    tied_out(office)
    sign_month(office.database, COMPANY, FEBRUARY, CARLA, "Agrees with the bank.", ZONE)
    for _ in ("preview", "undo"):
        office.run(INCOME, mode=RunMode.UNDO, undo=run.run_id, actor="Dan Ortiz")
    with office.database.reading() as session:
        newest = month_of(session, COMPANY, FEBRUARY).sign_offs[0]
    assert newest.ended_at is not None
    assert any(
        move.who == "Dan Ortiz" and move.what.endswith("was voided.") for move in newest.moved
    )
