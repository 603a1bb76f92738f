"""Agent billing through its life: charges, credits, partial payments, reversals, refunds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sync.office import BILLING, Office
from tests.sync.opening import PRODUCTS, open_office

RECEIVABLE, BANK, INCOME_ACCOUNT = (
    "Accounts Receivable",
    "Checking Account",
    "Agent Billing Income",
)


class Billing:
    """The statement of worked example E: 95.00 desk fee, 25.00 technology fee, 20.00 credit."""

    def __init__(self, office: Office) -> None:
        self.office = office
        ids = office.core.post("/examples/E")
        self.statement, self.agent = ids["statements"][0], str(ids["agents"][0])

    def pay(self, cents: int | None = None) -> Any:
        body = {} if cents is None else {"amount": cents}
        paid = self.office.core.post(f"/statements/{self.statement}/payments", **body)
        return paid["payments"][-1]["id"]

    def reverse(self, payment: Any) -> None:
        self.office.core.delete(f"/statements/{self.statement}/payments/{payment}")

    def items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.office.core.get(f"/statements/{self.statement}")["items"]
        return items

    def invoice(self) -> tuple[int, int]:
        """Total and balance of the one invoice."""
        (invoice,) = self.office.entries("Invoice")
        return invoice["total"], invoice["balance"]

    def books(self) -> tuple[int, ...]:
        """What agents owe, what is in the bank."""
        return self.office.balances(RECEIVABLE, BANK)

    def sync(self) -> tuple[int, int, int]:
        """Created, updated, voided."""
        report = self.office.run(BILLING)
        again = self.office.run(BILLING)
        assert (again.created, again.updated, again.voided) == (0, 0, 0)
        return report.created, report.updated, report.voided


@pytest.fixture(params=PRODUCTS)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path, product=request.param) as opened:
        yield opened


@pytest.fixture
def billing(office: Office) -> Billing:
    return Billing(office)


def test_unpaid_then_paid(billing: Billing) -> None:
    assert billing.sync() == (1, 0, 0)
    assert (billing.invoice(), billing.books()) == ((10_000, 10_000), (10_000, 0))
    billing.pay()
    assert billing.sync() == (1, 0, 0)
    assert (billing.invoice(), billing.books()) == ((10_000, 0), (0, 10_000))


def test_paid_when_it_is_synced_for_the_first_time(billing: Billing) -> None:
    billing.pay()
    assert billing.sync() == (2, 0, 0)
    assert (billing.invoice(), billing.books()) == ((10_000, 0), (0, 10_000))


def test_paid_in_parts_each_when_it_comes(billing: Billing) -> None:
    billing.pay(4_000)
    assert billing.sync() == (2, 0, 0)
    assert (billing.invoice(), billing.books()) == ((10_000, 6_000), (6_000, 4_000))
    billing.pay(6_000)
    assert billing.sync() == (1, 0, 0)
    assert (billing.invoice(), billing.books()) == ((10_000, 0), (0, 10_000))
    assert len(billing.office.entries("Payment")) == 2


def test_paid_then_unpaid_then_paid_again(billing: Billing) -> None:
    payment = billing.pay()
    billing.sync()
    billing.reverse(payment)
    assert billing.sync() == (0, 0, 1)
    assert (billing.invoice(), billing.books()) == ((10_000, 10_000), (10_000, 0))
    billing.pay()
    assert billing.sync() == (1, 0, 0)
    assert (billing.invoice(), billing.books()) == ((10_000, 0), (0, 10_000))


def test_a_card_that_could_not_be_charged_leaves_the_invoice_open_and_says_so(
    billing: Billing, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    billing.office.core.post(f"/statements/{billing.statement}/charge_failed")
    assert billing.sync() == (1, 0, 0)
    assert (billing.invoice(), billing.books()) == ((10_000, 10_000), (10_000, 0))
    assert "the card charge failed for Desk fee" in caplog.text


def test_credits_larger_than_the_bill_are_a_credit_memo(billing: Billing) -> None:
    for item in billing.items():
        if not item["credit"]:
            billing.office.core.delete(f"/billing_items/{item['id']}")
    assert billing.sync() == (1, 0, 0)
    (memo,) = billing.office.entries("CreditMemo")
    assert (memo["total"], billing.books()) == (2_000, (-2_000, 0))
    assert billing.office.entries("Invoice") == []


def test_an_item_removed_from_an_invoice_that_was_synced_lowers_the_same_invoice(
    billing: Billing,
) -> None:
    billing.sync()
    (before,) = billing.office.entries("Invoice")
    fee = next(item for item in billing.items() if item["name"] == "Technology fee")
    billing.office.core.delete(f"/billing_items/{fee['id']}")
    assert billing.sync() == (0, 1, 0)
    (after,) = billing.office.entries("Invoice")
    assert (after["id"], after["total"]) == (before["id"], 7_500)
    assert billing.books() == (7_500, 0)


def test_an_entry_of_a_statement_removed_in_core_goes_on_hold(
    billing: Billing,
) -> None:
    billing.sync()
    billing.office.core.delete(f"/statements/{billing.statement}")
    assert billing.sync() == (0, 0, 0)
    (sentence,) = billing.office.on_hold(BILLING)
    assert "but the statement was deleted in CORE." in sentence
    assert billing.books() == (10_000, 0)


def test_a_refund_is_owed_again(billing: Billing) -> None:
    billing.pay()
    billing.sync()
    billing.office.core.post(f"/statements/{billing.statement}/refunds", amount=4_000)
    assert billing.sync() == (1, 0, 0)
    (refund,) = billing.office.entries("Purchase")
    assert refund["total"] == 4_000
    assert billing.books() == (4_000, 6_000)
    assert billing.office.core.get("/totals")["billing"]["open"] == 4_000


def test_a_reversed_payment_leaves_no_trace_in_the_income(billing: Billing) -> None:
    payment = billing.pay()
    billing.sync()
    income = billing.office.balances(INCOME_ACCOUNT)
    billing.reverse(payment)
    billing.sync()
    assert billing.office.balances(INCOME_ACCOUNT) == income
    assert billing.office.quickbooks.trial_balance()["balanced"]
