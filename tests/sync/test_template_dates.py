"""The day that every template's entries carry, and from which day on deals are synced at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from include.database.setup.companies import NewWorkflow, change
from include.workflows.choices import suggested
from include.workflows.template import template
from tests.matrices import under_each
from tests.sync.closings import (
    AGENT,
    BILLINGS,
    BILLS,
    CHECKS,
    CLOSED_ON,
    COSTS,
    DAY,
    DEPOSITS,
    INCOMES,
    INVOICES,
    RECEIPTS,
    SPENT,
    close,
    entries_of,
    press_run,
    read,
)
from tests.sync.office import BILLING, COMPANY, INCOME, Office
from tests.sync.opening import PRODUCTS, Since, open_office

# Whole: they post to sandboxes of both products; what each template makes of its options is tried
# quickly in tests/workflows, and what is posted in test_worked_examples.
pytestmark = pytest.mark.whole

DATE_OPTION = {
    INVOICES: "invoice_date",
    RECEIPTS: "receipt_date",
    DEPOSITS: "payment_date",
    BILLS: "bill_date",
    CHECKS: "check_date",
    SPENT: "expense_date",
}
CLOSE, DEMAND = "CORE close date", "Demand date"
MONDAY, FRIDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 6)


@pytest.fixture(scope="module", params=PRODUCTS)
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("options"), product=request.param) as opened:
        yield opened


@pytest.fixture
def new_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """For what can only be seen in books that are empty."""
    with open_office(tmp_path_factory.mktemp("new")) as opened:
        yield opened


def today_is(office: Office, monkeypatch: pytest.MonkeyPatch, day: dt.date) -> None:
    """It is noon of that day in Chicago."""
    noon = dt.datetime(day.year, day.month, day.day, 18, tzinfo=dt.UTC)
    monkeypatch.setattr(office, "now", noon)


@under_each("key", [*INCOMES, *COSTS])
def test_the_quickbooks_default_is_the_day_of_the_first_sync_and_later_updates_keep_it(
    office: Office, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.use(key)
    deal = close(office)
    today_is(office, monkeypatch, MONDAY)
    posted = press_run(office, key, deal)
    assert posted["TxnDate"] == "2026-03-02"

    office.core.patch(f"/transactions/{deal}", gross=1_100_000)
    today_is(office, monkeypatch, FRIDAY)
    updated = press_run(office, key, deal)
    assert updated["Id"] == posted["Id"]
    assert updated["TotalAmt"] > posted["TotalAmt"]
    assert updated["TxnDate"] == "2026-03-02"
    assert updated.get("DueDate") == posted.get("DueDate")


@under_each("key", [*INCOMES, *COSTS])
def test_the_close_date(office: Office, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office.use(key, **{DATE_OPTION[key]: CLOSE})
    deal = close(office)
    today_is(office, monkeypatch, MONDAY)
    assert press_run(office, key, deal)["TxnDate"] == "2026-02-02"
    # The closing was put off: the entry moves with it.
    office.core.patch(f"/transactions/{deal}", closing_date=CLOSED_ON + 7 * DAY)
    assert press_run(office, key, deal)["TxnDate"] == "2026-02-09"


@under_each("key", COSTS)
def test_the_demand_date(office: Office, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office.use(key, **{DATE_OPTION[key]: DEMAND})
    today_is(office, monkeypatch, MONDAY)
    demanded = close(office, attributes={"demand_date": CLOSED_ON + 14 * DAY})
    assert press_run(office, key, demanded)["TxnDate"] == "2026-02-16"
    without = close(office)
    assert press_run(office, key, without)["TxnDate"] == "2026-03-02"


def test_the_demand_date_may_be_another_field(office: Office) -> None:
    office.use(CHECKS, check_date=DEMAND, demand_date_field="County")
    deal = close(office, attributes={"county": "2026-02-20"})
    assert press_run(office, CHECKS, deal)["TxnDate"] == "2026-02-20"


@pytest.mark.parametrize(
    ("key", "dates", "expected"),
    [
        (INVOICES, {}, ("2026-03-02", "2026-03-02")),
        (INVOICES, {"due_date": CLOSE, "invoice_date": CLOSE}, ("2026-02-02", "2026-02-02")),
        (INVOICES, {"invoice_date": CLOSE}, ("2026-02-02", "2026-02-02")),
        # Nothing is due before it was invoiced.
        (INVOICES, {"due_date": CLOSE}, ("2026-03-02", "2026-03-02")),
        (BILLS, {"bill_date": CLOSE, "due_date": DEMAND}, ("2026-02-02", "2026-02-16")),
        (BILLS, {"bill_date": CLOSE, "due_date": CLOSE}, ("2026-02-02", "2026-02-02")),
    ],
)
def test_due_dates(
    office: Office,
    key: str,
    dates: dict[str, str],
    expected: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office.use(key, **dates)
    today_is(office, monkeypatch, MONDAY)
    entry = press_run(office, key, close(office, attributes={"demand_date": CLOSED_ON + 14 * DAY}))
    assert (entry["TxnDate"], entry["DueDate"]) == expected


@pytest.mark.parametrize(
    ("dates", "billed", "due", "paid"),
    [
        ("QuickBooks default", "2026-03-02", "2026-03-02", "2026-03-06"),
        ("CORE billing and payment date", "2026-02-02", "2026-02-16", "2026-02-10"),
    ],
)
def test_the_dates_of_bills_and_payments(
    office: Office,
    dates: str,
    billed: str,
    due: str,
    paid: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agent = AGENT + 2
    office.use(BILLINGS, dates=dates, deposit_account="Undeposited Funds")
    charge = [{"name": "Desk fee", "amount": 9_500}]
    made = office.core.post("/statements", agent=agent, items=charge, billing_date=CLOSED_ON)
    today_is(office, monkeypatch, MONDAY)
    office.run(BILLING, (str(agent),))
    invoice = read(office, "Invoice", office.entries("Invoice")[-1]["id"])
    assert (invoice["TxnDate"], invoice["DueDate"]) == (billed, due)

    office.core.post(f"/statements/{made['id']}/payments", paid_at=CLOSED_ON + 8 * DAY)
    today_is(office, monkeypatch, FRIDAY)
    since = Since(office)
    office.run(BILLING, (str(agent),))
    assert office.entries("Payment")[-1]["date"] == paid
    assert since.posted() == {"Undeposited Funds": "95.00", "Accounts Receivable": "-95.00"}


def set_up(office: Office, key: str, **when: Any) -> None:
    """Set the workflow up anew, as a person does in the pages."""
    chosen = template(key)
    with office.gateway() as gateway:
        options = suggested(chosen.options, gateway.catalogue())
    change(
        office.database, COMPANY, NewWorkflow(chosen.category, key, options, "finance ops", **when)
    )


def test_only_what_changes_from_now_on_is_synced_unless_told_otherwise(new_office: Office) -> None:
    office = new_office
    before = close(office)
    set_up(office, INVOICES)
    assert office.run(INCOME).created == 0
    after = close(office)
    assert office.run(INCOME).created == 1
    assert entries_of(office, INVOICES, after)
    assert not entries_of(office, INVOICES, before)
    # A change brings the earlier deal in.
    office.core.patch(f"/transactions/{before}", gross=1_100_000)
    assert office.run(INCOME).created == 1
    assert entries_of(office, INVOICES, before)[0]["TotalAmt"] == 11_000


def test_everything_is_synced_on_the_first_run_from_the_start_date_on(new_office: Office) -> None:
    office = new_office
    early = close(office)
    late = close(office, closed_on=CLOSED_ON + 30 * DAY)
    set_up(
        office,
        INVOICES,
        sync_from=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        start_date=dt.date(2026, 3, 1),
    )
    assert office.run(INCOME).created == 1
    assert entries_of(office, INVOICES, late)
    assert not entries_of(office, INVOICES, early)
    set_up(office, INVOICES, sync_from=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert office.run(INCOME, (early,)).created == 1
