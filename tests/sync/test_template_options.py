"""Every option of every template but its dates, asserted in QuickBooks.

Each test chooses a template with an option, closes a deal, presses Run for it, and opens the entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind
from include.workflows.template import TemplateUnavailable
from tests.matrices import under_each
from tests.sync.closings import (
    AGENT,
    BILLINGS,
    BILLS,
    CHECKS,
    COSTS,
    DEPOSITS,
    INCOMES,
    INVOICES,
    RECEIPTS,
    SPENT,
    amounts,
    classes,
    close,
    detail,
    entries_of,
    item,
    lines,
    posted_to,
    press_run,
    ref,
)
from tests.sync.office import BILLING, EXPENSES, INCOME, Office
from tests.sync.opening import PRODUCTS, Since, open_office

# Whole: they post to sandboxes of both products; what each template makes of its options is tried
# quickly in tests/workflows, and what is posted in test_worked_examples.
pytestmark = pytest.mark.whole


@pytest.fixture(scope="module", params=PRODUCTS)
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("options"), product=request.param) as opened:
        yield opened


KINDS = {INVOICES: DocumentKind.INVOICE, RECEIPTS: DocumentKind.SALES_RECEIPT}
LENDER = {"name": "Lender credit", "side": "listing", "amount": 50_000, "credit": True}


@under_each("key", INCOMES)
def test_income_itemized_or_in_a_single_line(office: Office, key: str) -> None:
    parts: list[dict[str, Any]] = [item("Referral fee", 100_000, create_payment=False), LENDER]
    office.use(key)
    itemized = press_run(office, key, close(office, items=parts))
    assert [amount for _, amount in amounts(itemized)] == [10_000, -1_000, 500]
    office.use(key, itemized=False)
    single = press_run(office, key, close(office, items=parts))
    assert [amount for _, amount in amounts(single)] == [9_500]
    assert itemized["TotalAmt"] == single["TotalAmt"]


@under_each("key", COSTS)
def test_expenses_itemized_or_in_a_single_line(office: Office, key: str) -> None:
    fees = [
        {"name": "Transaction fee", "amount": 25_000},
        {"name": "Marketing reimbursement", "amount": 10_000, "credit": True},
    ]
    office.use(key)
    itemized = press_run(office, key, close(office, fees=fees))
    assert amounts(itemized) == [
        ("Commission, listing side", 8_000),
        ("Transaction fee", -250),
        ("Marketing reimbursement", 100),
    ]
    office.use(key, itemized=False)
    single = press_run(office, key, close(office, fees=fees))
    assert [amount for _, amount in amounts(single)] == [7_850]


@under_each("key", [*INCOMES, *COSTS])
def test_the_class_is_the_deals_office(
    office: Office, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "corebooks.posting_log")
    office.use(key, class_field="Office", default_class="Commercial")
    by_office = close(office, attributes={"office": "residential"})
    assert classes(press_run(office, key, by_office)) == {"Residential"}
    unknown = close(office, attributes={"office": "Cambridge"})
    assert classes(press_run(office, key, unknown)) == {"Commercial"}
    assert "no class is named “Cambridge”, so it has the class Commercial" in caplog.text
    nowhere = close(office)
    assert classes(press_run(office, key, nowhere)) == {"Commercial"}
    assert "no Office in CORE, so it has the class Commercial" in caplog.text


@under_each("key", [*INCOMES, *COSTS])
def test_one_class_for_all_or_none(office: Office, key: str) -> None:
    office.use(key, default_class="Rentals")
    assert classes(press_run(office, key, close(office))) == {"Rentals"}
    office.use(key)
    assert classes(press_run(office, key, close(office))) == {""}


@under_each("key", INCOMES)
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
    buying, listing = sorted(entries_of(office, key, deal), key=lambda one: len(lines(one)))[::-1]
    assert amounts(listing) == [("Gross commission, listing side", 4545.46)]
    assert [amount for _, amount in amounts(buying)] == [5454.55, -1_000]
    assert since.changed()["Commission Income"] == 1_000_001
    if key != DEPOSITS:
        number = office.core.get(f"/transactions/{deal}")["custom_id"]
        wanted = [office.number(KINDS[key], f"{number}-{side}") for side in "LB"]
        assert [listing["DocNumber"], buying["DocNumber"]] == wanted
    again = office.run(INCOME, (deal,))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_a_deal_of_one_side_is_one_document_all_the_same(office: Office) -> None:
    office.use(INVOICES, per_side=True)
    deal = close(office, sides=("buying",))
    office.run(INCOME, (deal,))
    (entry,) = entries_of(office, INVOICES, deal)
    assert entry["TotalAmt"] == 10_000


def test_a_deal_keeps_the_number_of_documents_that_it_was_posted_with(office: Office) -> None:
    office.use(INVOICES)
    deal = close(office, sides=("listing", "buying"))
    press_run(office, INVOICES, deal)
    office.use(INVOICES, per_side=True)
    office.core.patch(f"/transactions/{deal}", gross=1_200_000)
    office.run(INCOME, (deal,))
    (entry,) = entries_of(office, INVOICES, deal)
    assert entry["TotalAmt"] == 12_000


@under_each("key", INCOMES)
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


@under_each("key", [RECEIPTS, SPENT])
def test_the_payment_method(office: Office, key: str) -> None:
    office.use(key, payment_method="ACH")
    if office.product == "desktop" and key == SPENT:
        with pytest.raises(TemplateUnavailable, match="has no payment methods on expenses"):
            press_run(office, key, close(office))
        office.use(key)
        return
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
    assert since.posted()[account] == change
    assert "Checking Account" not in since.posted()


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
    assert since.posted()[account] == ("10,000.00" if key in INCOMES else "8,000.00")


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
@under_each(("income_key", "cost_key"), [*zip(INCOMES, COSTS, strict=True)])
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
    paid = sorted(float(one["TotalAmt"]) for one in entries_of(office, cost_key, deal))
    assert paid == ([vendor, 7_200] if vendor else [7_200])


def test_a_rule_says_what_an_item_is_booked_to(office: Office) -> None:
    product = ref(office, ListKind.PRODUCT, "Referral")
    on_income = {**REFERRAL, "create_payment": False, "target": product}
    office.use(INVOICES, item_rules=[on_income])
    entry = press_run(office, INVOICES, close(office, items=[item("Referral fee", 100_000)]))
    assert posted_to(entry) == ["Gross Commission", "Referral"]

    account = ref(office, ListKind.ACCOUNT, "Franchise Fees")
    office.use(BILLS, item_rules=[{**REFERRAL, "target": account}])
    deal = close(office, items=[item("Referral fee", 100_000)])
    office.run(EXPENSES, (deal,))
    assert sorted(posted_to(one)[0] for one in entries_of(office, BILLS, deal)) == [
        "Agent Commissions",
        "Franchise Fees",
    ]


def test_the_agents_name_as_a_customer_ends_as_the_workflow_says(office: Office) -> None:
    agent = office.core.store.agents[AGENT + 1]
    office.use(BILLINGS, customer_suffix="(desk)")
    office.core.post("/statements", agent=agent.id, items=[{"name": "Desk fee", "amount": 9_500}])
    office.run(BILLING, (str(agent.id),))
    assert office.entries("Invoice")[-1]["party"] == f"{agent.name} (desk)"


def test_a_vendors_name_that_a_customer_has_ends_as_the_workflow_says(office: Office) -> None:
    agent = office.core.store.agents[AGENT + 2]
    with office.quickbooks.api() as api:
        api.post("customer", json={"DisplayName": agent.name}).raise_for_status()
    office.use(CHECKS, vendor_suffix="(1099)")
    press_run(office, CHECKS, close(office, agent=agent.id))
    assert office.entries("Purchase")[-1]["party"] == f"{agent.name} (1099)"
