"""From names in CORE to products, accounts and classes in QuickBooks: found, created or default."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from include.books.catalogue import ListKind
from tests.matrices import under_each
from tests.sync.closings import (
    AGENT,
    BILLINGS,
    BILLS,
    CHECKS,
    COSTS,
    DEPOSITS,
    INVOICES,
    RECEIPTS,
    category,
    classes,
    close,
    entries_of,
    item,
    posted_to,
    press_run,
    ref,
)
from tests.sync.office import BILLING, INCOME, Office
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


@under_each("key", [DEPOSITS, CHECKS])
def test_an_office_that_is_no_class_yet_becomes_one_once(office: Office, key: str) -> None:
    town = f"Worcester {key}"
    office.use(key, class_field="Office", create_missing_classes=True)
    first, second = (close(office, attributes={"office": town}) for _ in range(2))
    office.run(category(key), (first, second))
    assert classes(entries_of(office, key, first)[0]) == {town}
    assert classes(entries_of(office, key, second)[0]) == {town}
    with office.gateway() as gateway:
        made = [entry for entry in gateway.catalogue().entries if entry.name == town]
    assert [entry.kind for entry in made] == [ListKind.CLASS]
    again = office.run(category(key), (first, second))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


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
    caplog.set_level("INFO", "corebooks.posting_log")
    named = {INVOICES: "co-BROKE", RECEIPTS: "co-BROKE", DEPOSITS: "referral  fees"}[key]
    office.use(key, **{option: choice})
    some = [item(name, 10_000, create_payment=False) for name in (named, "Sunshine bonus")]
    entry = press_run(office, key, close(office, items=some))
    known = "Referral Fees" if key == DEPOSITS else "Co-broke"
    gross = "Commission Income" if key == DEPOSITS else "Gross Commission"
    assert sorted(posted_to(entry)) == sorted([gross, known, choice])
    kind = "account" if key == DEPOSITS else "product"
    assert f"no {kind} is named “Sunshine bonus”, so it posts to {choice}" in caplog.text
    assert f"no {kind} is named “{named}”" not in caplog.text


@under_each("key", COSTS)
def test_deductions_go_by_name_and_else_to_the_default_and_the_log_says_so(
    office: Office, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "corebooks.posting_log")
    office.use(key, deduction_account="Transaction Fee Income")
    fees = [{"name": "e&o insurance", "amount": 4_000}, {"name": "File fee", "amount": 3_000}]
    since = Since(office)
    entry = press_run(office, key, close(office, fees=fees))
    assert sorted(posted_to(entry)) == [
        "Agent Commissions",
        "E&O Insurance",
        "Transaction Fee Income",
    ]
    assert since.posted()["Transaction Fee Income"] == "30.00"
    assert since.posted()["E&O Insurance"] == "-40.00"
    assert "no account is named “File fee”, so it posts to Transaction Fee Income" in caplog.text


@under_each("key", [INVOICES, RECEIPTS])
def test_a_missing_product_is_created_once_with_the_default_ones_income_account(
    office: Office, key: str
) -> None:
    name = f"Staging {key.removeprefix('income-via-')}"
    office.use(key, create_missing_products=True, default_product="Transaction Fee")
    some = [item(name, 40_000, create_payment=False)]
    first, second = close(office, items=some), close(office, items=some)
    since = Since(office)
    assert office.run(INCOME, (first, second)).created == 2
    for deal in (first, second):
        assert posted_to(entries_of(office, key, deal)[0]) == ["Gross Commission", name]
    with office.gateway() as gateway:
        lists = gateway.catalogue()
    (made,) = [entry for entry in lists.entries if entry.name == name]
    assert (made.kind, made.type) == (ListKind.PRODUCT, "Service")
    assert made.account_id == ref(office, ListKind.ACCOUNT, "Transaction Fee Income").id
    assert since.posted()["Transaction Fee Income"] == "-800.00"

    again = office.run(INCOME, (first, second))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    third = close(office, items=some)
    assert posted_to(press_run(office, key, third)) == ["Gross Commission", name]


def test_a_missing_product_of_a_bill_is_created_too(office: Office) -> None:
    office.use(BILLINGS, create_missing_products=True)
    charge = {"name": "Yard sign rental", "amount": 1_500}
    office.core.post("/statements", agent=AGENT, items=[charge])
    since = Since(office)
    office.run(BILLING, (str(AGENT),))
    with office.gateway() as gateway:
        assert gateway.catalogue().by_name(ListKind.PRODUCT, "Yard sign rental")
    assert since.posted()["Agent Billing Income"] == "15.00"


@under_each("key", [DEPOSITS, BILLS])
def test_an_item_that_is_called_like_a_bank_account_is_not_booked_to_the_bank(
    office: Office, key: str
) -> None:
    office.use(key)
    since = Since(office)
    office.run(
        category(key),
        (close(office, items=[item("Escrow", 100_000, create_payment=key == BILLS)]),),
    )
    assert "Escrow" not in since.posted()


def test_a_product_that_is_inactive_is_not_created_a_second_time(office: Office) -> None:
    with office.quickbooks.api() as api:
        income = {"value": ref(office, ListKind.ACCOUNT, "Other Income").id}
        sent = {"Name": "Old sign", "Type": "Service", "IncomeAccountRef": income}
        made = api.post("item", json=sent).json()["Item"]
    office.quickbooks.edit("Item", made["Id"], "deactivate")
    office.use(INVOICES, create_missing_products=True)
    deal = close(office, items=[item("Old sign", 10_000, create_payment=False)])
    report = office.run(INCOME, (deal,))
    (hold,) = [line for line in report.on_hold if line.record_key == f"transaction:{deal}"]
    assert "QuickBooks has a product Old sign" in hold.sentence
    assert "but it is inactive" in hold.sentence
    assert report.created == 0
