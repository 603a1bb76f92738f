"""Every option of every template, asserted in QuickBooks.

Each test chooses a template with an option, closes a deal, presses Run for it, and opens the entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

import include.sync.run
from include.books.catalogue import ListKind, ListRef
from include.ledger.companies import NewWorkflow, change
from include.workflows.category import Category
from include.workflows.options import suggested
from include.workflows.template import template
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office
from tests.sync.opening import Since, open_office

INVOICES, RECEIPTS, DEPOSITS = (
    "income-via-invoices",
    "income-via-sales-receipts",
    "income-via-deposits",
)
BILLS, CHECKS, SPENT = "expenses-via-bills", "expenses-via-checks", "expenses-via-expenses"
BILLINGS = "billings-and-payments"
ENTITIES = {
    INVOICES: "Invoice",
    RECEIPTS: "SalesReceipt",
    DEPOSITS: "Deposit",
    BILLS: "Bill",
    CHECKS: "Purchase",
    SPENT: "Purchase",
}
INCOMES, COSTS = (INVOICES, RECEIPTS, DEPOSITS), (BILLS, CHECKS, SPENT)
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
AGENT = 10_401
CLOSED_ON = 1_770_033_600_000
"""2 February 2026, noon UTC."""
DAY = 86_400_000


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("options")) as opened:
        yield opened


@pytest.fixture
def new_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """For what can only be seen in books that are empty."""
    with open_office(tmp_path_factory.mktemp("new")) as opened:
        yield opened


def today_is(monkeypatch: pytest.MonkeyPatch, day: dt.date) -> None:
    """It is noon of that day in Chicago."""
    noon = dt.datetime(day.year, day.month, day.day, 18, tzinfo=dt.UTC)
    monkeypatch.setattr(include.sync.run, "utc_now", lambda: noon)


def category(key: str) -> Category:
    return template(key).category


def item(name: str, amount: int, *, side: str = "listing", **more: Any) -> dict[str, Any]:
    """A debit of the deal to an outside vendor, before the split."""
    vendor = {"kind": "Contact", "id": 52_001}
    return {"name": name, "side": side, "amount": amount, "payee": vendor, **more}


def close(
    office: Office,
    *,
    gross: int = 1_000_000,
    items: Sequence[dict[str, Any]] = (),
    sides: Sequence[str] = ("listing",),
    weights: Sequence[int] = (1, 1),
    fees: Sequence[dict[str, Any]] = (),
    closed_on: int = CLOSED_ON,
    **more: Any,
) -> str:
    """A deal with its disbursement: one agent who keeps 80 % of each of our sides."""
    made = office.core.post(
        "/transactions",
        address=f"{len(office.core.store.deals) + 1} Option Way",
        gross=gross,
        closing_date=closed_on,
        finalized=True,
        shares=[
            {"side": side, "weight": weight} for side, weight in zip(sides, weights, strict=False)
        ],
        items=list(items),
        agents=[{"agent": AGENT, "side": side, "items": list(fees)} for side in sides],
        **more,
    )
    return str(made["id"])


def press_run(office: Office, key: str, deal: str) -> dict[str, Any]:
    """Sync the deal; the one entry that was created or updated for it, as QuickBooks has it."""
    office.run(category(key), (deal,))
    return standing(office, key, deal)[-1]


def standing(office: Office, key: str, deal: str) -> list[dict[str, Any]]:
    """The entries of a deal, as QuickBooks has them."""
    part = f"{category(key)}/transaction:{deal}/"
    ids = [link.quickbooks_id for name, link in office.links().items() if name.startswith(part)]
    return [read(office, ENTITIES[key], id_) for id_ in sorted(ids, key=int)]


def read(office: Office, entity: str, id_: str) -> dict[str, Any]:
    with office.quickbooks.api() as api:
        found: dict[str, Any] = api.get(f"{entity.lower()}/{id_}").json()[entity]
    return found


def lines(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for line in entry["Line"] if line["DetailType"] != "SubTotalLineDetail"]


def amounts(entry: dict[str, Any]) -> list[tuple[str, float]]:
    return [(line["Description"], float(line["Amount"])) for line in lines(entry)]


def detail(line: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = line[line["DetailType"]]
    return found


def booked_to(entry: dict[str, Any]) -> list[str]:
    """The product or account of each line, by name."""
    details = [detail(line) for line in lines(entry)]
    return [(one.get("ItemRef") or one["AccountRef"])["name"] for one in details]


def classes(entry: dict[str, Any]) -> set[str]:
    """The classes that its lines are in; "" for none."""
    return {detail(line).get("ClassRef", {}).get("name", "") for line in lines(entry)}


def ref(office: Office, kind: ListKind, name: str) -> ListRef:
    with office.gateway() as gateway:
        entry = gateway.catalogue().by_name(kind, name)
    assert entry is not None
    return entry.ref


@pytest.mark.parametrize("key", [*INCOMES, *COSTS])
def test_the_quickbooks_default_is_the_day_of_the_first_sync_and_later_updates_keep_it(
    office: Office, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.use(key)
    deal = close(office)
    today_is(monkeypatch, MONDAY)
    posted = press_run(office, key, deal)
    assert posted["TxnDate"] == "2026-03-02"

    office.core.patch(f"/transactions/{deal}", gross=1_100_000)
    today_is(monkeypatch, FRIDAY)
    updated = press_run(office, key, deal)
    assert updated["Id"] == posted["Id"]
    assert updated["TotalAmt"] > posted["TotalAmt"]
    assert updated["TxnDate"] == "2026-03-02"
    assert updated.get("DueDate") == posted.get("DueDate")


@pytest.mark.parametrize("key", [*INCOMES, *COSTS])
def test_the_close_date(office: Office, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office.use(key, **{DATE_OPTION[key]: CLOSE})
    deal = close(office)
    today_is(monkeypatch, MONDAY)
    assert press_run(office, key, deal)["TxnDate"] == "2026-02-02"
    # The closing was put off: the entry moves with it.
    office.core.patch(f"/transactions/{deal}", closing_date=CLOSED_ON + 7 * DAY)
    assert press_run(office, key, deal)["TxnDate"] == "2026-02-09"


@pytest.mark.parametrize("key", COSTS)
def test_the_demand_date(office: Office, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office.use(key, **{DATE_OPTION[key]: DEMAND})
    today_is(monkeypatch, MONDAY)
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
    today_is(monkeypatch, MONDAY)
    entry = press_run(
        office, key, close(office, attributes={"demand_date": CLOSED_ON + 14 * DAY})
    )
    assert (entry["TxnDate"], entry["DueDate"]) == expected


LENDER = {"name": "Lender credit", "side": "listing", "amount": 50_000, "credit": True}


@pytest.mark.parametrize("key", INCOMES)
def test_income_itemised_or_in_a_single_line(office: Office, key: str) -> None:
    parts: list[dict[str, Any]] = [item("Referral fee", 100_000, create_payment=False), LENDER]
    office.use(key)
    itemised = press_run(office, key, close(office, items=parts))
    assert [amount for _, amount in amounts(itemised)] == [10_000, -1_000, 500]
    office.use(key, itemised=False)
    single = press_run(office, key, close(office, items=parts))
    assert [amount for _, amount in amounts(single)] == [9_500]
    assert itemised["TotalAmt"] == single["TotalAmt"]


@pytest.mark.parametrize("key", COSTS)
def test_expenses_itemised_or_in_a_single_line(office: Office, key: str) -> None:
    fees = [
        {"name": "Transaction fee", "amount": 25_000},
        {"name": "Marketing reimbursement", "amount": 10_000, "credit": True},
    ]
    office.use(key)
    itemised = press_run(office, key, close(office, fees=fees))
    assert amounts(itemised) == [
        ("Commission, listing side", 8_000),
        ("Transaction fee", -250),
        ("Marketing reimbursement", 100),
    ]
    office.use(key, itemised=False)
    single = press_run(office, key, close(office, fees=fees))
    assert [amount for _, amount in amounts(single)] == [7_850]


@pytest.mark.parametrize("key", [*INCOMES, *COSTS])
def test_the_class_is_the_deals_office(
    office: Office, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "corebooks.journal")
    office.use(key, class_field="Office", default_class="Commercial")
    by_office = close(office, attributes={"office": "residential"})
    assert classes(press_run(office, key, by_office)) == {"Residential"}
    unknown = close(office, attributes={"office": "Cambridge"})
    assert classes(press_run(office, key, unknown)) == {"Commercial"}
    assert "no class is called “Cambridge”, booked to Commercial" in caplog.text
    nowhere = close(office)
    assert classes(press_run(office, key, nowhere)) == {"Commercial"}
    assert "no Office in CORE, booked to Commercial" in caplog.text


@pytest.mark.parametrize("key", [*INCOMES, *COSTS])
def test_one_class_for_all_or_none(office: Office, key: str) -> None:
    office.use(key, default_class="Rentals")
    assert classes(press_run(office, key, close(office))) == {"Rentals"}
    office.use(key)
    assert classes(press_run(office, key, close(office))) == {""}


@pytest.mark.parametrize("key", [DEPOSITS, CHECKS])
def test_an_office_that_is_no_class_yet_becomes_one_once(office: Office, key: str) -> None:
    town = f"Worcester {key}"
    office.use(key, class_field="Office", create_missing_classes=True)
    first, second = (close(office, attributes={"office": town}) for _ in range(2))
    office.run(category(key), (first, second))
    assert classes(standing(office, key, first)[0]) == {town}
    assert classes(standing(office, key, second)[0]) == {town}
    with office.gateway() as gateway:
        made = [one for one in gateway.catalogue().entries if one.name == town]
    assert [one.kind for one in made] == [ListKind.CLASS]
    again = office.run(category(key), (first, second))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


@pytest.mark.parametrize("key", INCOMES)
def test_one_document_per_side_and_together_they_are_the_gross(office: Office, key: str) -> None:
    office.use(key, per_side=True)
    deal = close(
        office,
        gross=1_000_001,
        sides=("listing", "buying"),
        weights=(250, 300),
        items=[item("Referral fee", 100_000, side="buying", create_payment=False)],
    )
    since = Since(office)
    office.run(INCOME, (deal,))
    buying, listing = sorted(standing(office, key, deal), key=lambda one: len(lines(one)))[::-1]
    assert amounts(listing) == [("Gross commission, listing side", 4545.46)]
    assert [amount for _, amount in amounts(buying)] == [5454.55, -1_000]
    assert since.changed()["Commission Income"] == 1_000_001
    if key != DEPOSITS:
        number = office.core.get(f"/transactions/{deal}")["custom_id"]
        assert [listing["DocNumber"], buying["DocNumber"]] == [f"{number}-L", f"{number}-B"]
    again = office.run(INCOME, (deal,))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_a_deal_of_one_side_is_one_document_all_the_same(office: Office) -> None:
    office.use(INVOICES, per_side=True)
    deal = close(office, sides=("buying",))
    office.run(INCOME, (deal,))
    (entry,) = standing(office, INVOICES, deal)
    assert entry["TotalAmt"] == 10_000


def test_a_deal_keeps_the_number_of_documents_that_it_was_posted_with(office: Office) -> None:
    office.use(INVOICES)
    deal = close(office, sides=("listing", "buying"))
    press_run(office, INVOICES, deal)
    office.use(INVOICES, per_side=True)
    office.core.patch(f"/transactions/{deal}", gross=1_200_000)
    office.run(INCOME, (deal,))
    (entry,) = standing(office, INVOICES, deal)
    assert entry["TotalAmt"] == 12_000


@pytest.mark.parametrize("key", INCOMES)
def test_the_customer_is_the_property_or_one_for_all(office: Office, key: str) -> None:
    def customer(entry: dict[str, Any]) -> str:
        party = entry.get("CustomerRef") or detail(lines(entry)[0])["Entity"]
        return str(party["name"])

    office.use(key)
    deal = close(office)
    address = office.core.get(f"/transactions/{deal}")["address"]
    entry = press_run(office, key, deal)
    assert customer(entry) == f"{address}, Boston, MA 02128"
    assert entry["PrivateNote"].startswith(f"{address}, Boston, MA 02128 [CB-")
    office.use(key, fixed_customer="Closings")
    assert customer(press_run(office, key, close(office))) == "Closings"
    assert customer(press_run(office, key, close(office))) == "Closings"


def test_checks_wait_in_the_print_queue(office: Office) -> None:
    office.use(CHECKS, print_later=True)
    later = press_run(office, CHECKS, close(office))
    assert (later["PaymentType"], later["PrintStatus"]) == ("Check", "NeedToPrint")
    office.use(CHECKS)
    assert press_run(office, CHECKS, close(office))["PrintStatus"] != "NeedToPrint"


@pytest.mark.parametrize("key", [RECEIPTS, SPENT])
def test_the_payment_method(office: Office, key: str) -> None:
    office.use(key, payment_method="ACH")
    entry = press_run(office, key, close(office))
    assert entry["PaymentMethodRef"]["value"] == ref(office, ListKind.PAYMENT_METHOD, "ACH").id
    office.use(key)
    assert "PaymentMethodRef" not in press_run(office, key, close(office))


@pytest.mark.parametrize(
    ("key", "option", "account", "change"),
    [
        (RECEIPTS, "deposit_account", "Undeposited Funds", "10,000.00"),
        (DEPOSITS, "deposit_account", "Savings", "10,000.00"),
        (CHECKS, "checking_account", "Escrow", "-8,000.00"),
        (SPENT, "payment_account", "Savings", "-8,000.00"),
        # What is owed to the card rises.
        (SPENT, "payment_account", "Company Credit Card", "8,000.00"),
    ],
)
def test_the_account_that_money_comes_into_or_leaves(
    office: Office, key: str, option: str, account: str, change: str
) -> None:
    office.use(key, **{option: account})
    since = Since(office)
    press_run(office, key, close(office))
    assert since.booked()[account] == change
    assert "Checking Account" not in since.booked()


@pytest.mark.parametrize(
    ("key", "option", "choice", "account"),
    [
        (INVOICES, "gross_product", "Desk Fee", "Agent Billing Income"),
        (RECEIPTS, "gross_product", "Transaction Fee", "Transaction Fee Income"),
        (DEPOSITS, "income_account", "Other Income", "Other Income"),
        (BILLS, "expense_account", "Co-broke Commissions", "Co-broke Commissions"),
        (CHECKS, "expense_account", "Referral Fees", "Referral Fees"),
        (SPENT, "expense_account", "Office Expenses", "Office Expenses"),
    ],
)
def test_what_commissions_are_booked_to(
    office: Office, key: str, option: str, choice: str, account: str
) -> None:
    office.use(key, **{option: choice})
    since = Since(office)
    press_run(office, key, close(office))
    assert since.booked()[account] == ("10,000.00" if key in INCOMES else "8,000.00")


@pytest.mark.parametrize(
    ("key", "option", "choice"),
    [
        (INVOICES, "default_product", "Services"),
        (RECEIPTS, "default_product", "Services"),
        (DEPOSITS, "default_account", "Uncategorized Income"),
    ],
)
def test_items_of_income_go_by_name_and_else_to_the_default_and_the_log_says_so(
    office: Office, key: str, option: str, choice: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "corebooks.journal")
    named = {INVOICES: "co-BROKE", RECEIPTS: "co-BROKE", DEPOSITS: "referral  fees"}[key]
    office.use(key, **{option: choice})
    some = [item(name, 10_000, create_payment=False) for name in (named, "Sunshine bonus")]
    entry = press_run(office, key, close(office, items=some))
    known = "Referral Fees" if key == DEPOSITS else "Co-broke"
    gross = "Commission Income" if key == DEPOSITS else "Gross Commission"
    assert sorted(booked_to(entry)) == sorted([gross, known, choice])
    kind = "account" if key == DEPOSITS else "product"
    assert f"no {kind} is called “Sunshine bonus”, booked to {choice}" in caplog.text
    assert f"no {kind} is called “{named}”" not in caplog.text


@pytest.mark.parametrize("key", COSTS)
def test_deductions_go_by_name_and_else_to_the_default_and_the_log_says_so(
    office: Office, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "corebooks.journal")
    office.use(key, deduction_account="Transaction Fee Income")
    fees = [{"name": "e&o insurance", "amount": 4_000}, {"name": "File fee", "amount": 3_000}]
    since = Since(office)
    entry = press_run(office, key, close(office, fees=fees))
    assert sorted(booked_to(entry)) == [
        "Agent Commissions",
        "E&O Insurance",
        "Transaction Fee Income",
    ]
    assert since.booked()["Transaction Fee Income"] == "30.00"
    assert since.booked()["E&O Insurance"] == "-40.00"
    assert "no account is called “File fee”, booked to Transaction Fee Income" in caplog.text


REFERRAL = {"name": "referral FEE"}


@pytest.mark.parametrize(
    ("rule", "income", "vendor"),
    [
        ({}, 10_000, 1_000),
        ({"sync": False}, 10_000, None),
        ({"create_payment": False}, 9_000, None),
        ({"sync": True, "create_payment": True}, 10_000, 1_000),
    ],
)
@pytest.mark.parametrize(("income_key", "cost_key"), [*zip(INCOMES, COSTS, strict=True)])
def test_rules_say_whether_items_are_synced_and_paid_out(
    office: Office,
    rule: dict[str, bool],
    income: float,
    vendor: float | None,
    income_key: str,
    cost_key: str,
) -> None:
    for key in (income_key, cost_key):
        office.use(key, item_rules=[{**REFERRAL, **rule}])
    deal = close(office, items=[item("Referral fee", 100_000)])
    assert press_run(office, income_key, deal)["TotalAmt"] == income
    office.run(EXPENSES, (deal,))
    paid = sorted(float(one["TotalAmt"]) for one in standing(office, cost_key, deal))
    assert paid == ([vendor, 7_200] if vendor else [7_200])


def test_a_rule_says_what_an_item_is_booked_to(office: Office) -> None:
    product = ref(office, ListKind.PRODUCT, "Referral")
    on_income = {**REFERRAL, "create_payment": False, "target": product}
    office.use(INVOICES, item_rules=[on_income])
    entry = press_run(office, INVOICES, close(office, items=[item("Referral fee", 100_000)]))
    assert booked_to(entry) == ["Gross Commission", "Referral"]

    account = ref(office, ListKind.ACCOUNT, "Franchise Fees")
    office.use(BILLS, item_rules=[{**REFERRAL, "target": account}])
    deal = close(office, items=[item("Referral fee", 100_000)])
    office.run(EXPENSES, (deal,))
    assert sorted(booked_to(one)[0] for one in standing(office, BILLS, deal)) == [
        "Agent Commissions",
        "Franchise Fees",
    ]


@pytest.mark.parametrize("key", [INVOICES, RECEIPTS])
def test_a_missing_product_is_created_once_with_the_default_ones_income_account(
    office: Office, key: str
) -> None:
    name = f"Staging {key}"
    office.use(key, create_missing_products=True, default_product="Transaction Fee")
    some = [item(name, 40_000, create_payment=False)]
    first, second = close(office, items=some), close(office, items=some)
    since = Since(office)
    assert office.run(INCOME, (first, second)).created == 2
    for deal in (first, second):
        assert booked_to(standing(office, key, deal)[0]) == ["Gross Commission", name]
    with office.gateway() as gateway:
        lists = gateway.catalogue()
    (made,) = [entry for entry in lists.entries if entry.name == name]
    assert (made.kind, made.type) == (ListKind.PRODUCT, "Service")
    assert made.account_id == ref(office, ListKind.ACCOUNT, "Transaction Fee Income").id
    assert since.booked()["Transaction Fee Income"] == "-800.00"

    again = office.run(INCOME, (first, second))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    third = close(office, items=some)
    assert booked_to(press_run(office, key, third)) == ["Gross Commission", name]


def test_a_missing_product_of_a_bill_is_created_too(office: Office) -> None:
    office.use(BILLINGS, create_missing_products=True)
    charge = {"name": "Yard sign rental", "amount": 1_500}
    office.core.post("/statements", agent=AGENT, items=[charge])
    since = Since(office)
    office.run(BILLING, (str(AGENT),))
    with office.gateway() as gateway:
        assert gateway.catalogue().by_name(ListKind.PRODUCT, "Yard sign rental")
    assert since.booked()["Agent Billing Income"] == "15.00"


def test_the_agents_name_as_a_customer_ends_as_the_workflow_says(office: Office) -> None:
    agent = office.core.store.agents[AGENT + 1]
    office.use(BILLINGS, customer_suffix="(desk)")
    office.core.post("/statements", agent=agent.id, items=[{"name": "Desk fee", "amount": 9_500}])
    office.run(BILLING, (str(agent.id),))
    assert office.entries("Invoice")[-1]["party"] == f"{agent.name} (desk)"


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
    today_is(monkeypatch, MONDAY)
    office.run(BILLING, (str(agent),))
    invoice = read(office, "Invoice", office.entries("Invoice")[-1]["id"])
    assert (invoice["TxnDate"], invoice["DueDate"]) == (billed, due)

    office.core.post(f"/statements/{made['id']}/payments", paid_at=CLOSED_ON + 8 * DAY)
    today_is(monkeypatch, FRIDAY)
    since = Since(office)
    office.run(BILLING, (str(agent),))
    assert office.entries("Payment")[-1]["date"] == paid
    assert since.booked() == {"Undeposited Funds": "95.00", "Accounts Receivable": "-95.00"}


def set_up(office: Office, key: str, **when: Any) -> None:
    """Set the workflow up anew, as a person does in the pages."""
    chosen = template(key)
    with office.gateway() as gateway:
        options = suggested(chosen.options, gateway.catalogue())
    change(office.ledger, COMPANY, NewWorkflow(chosen.category, key, options, "finance ops", **when))


def test_only_what_changes_from_now_on_is_synced_unless_told_otherwise(new_office: Office) -> None:
    office = new_office
    before = close(office)
    set_up(office, INVOICES)
    assert office.run(INCOME).created == 0
    after = close(office)
    assert office.run(INCOME).created == 1
    assert standing(office, INVOICES, after)
    assert not standing(office, INVOICES, before)
    # A change brings the earlier deal in.
    office.core.patch(f"/transactions/{before}", gross=1_100_000)
    assert office.run(INCOME).created == 1
    assert standing(office, INVOICES, before)[0]["TotalAmt"] == 11_000


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
    assert standing(office, INVOICES, late)
    assert not standing(office, INVOICES, early)
    set_up(office, INVOICES, sync_from=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert office.run(INCOME, (early,)).created == 1
