"""Invoices, sales receipts, credit memos and refunds, and what they post."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused


def test_an_invoice_is_income_and_a_receivable(books: Bookkeeper) -> None:
    invoice = books.invoice(books.customer("12 Oak Street"), books.sale(10_000))

    assert invoice["TotalAmt"] == invoice["Balance"] == 10_000
    assert books.balances() == {"Accounts Receivable": 1_000_000, "Commission Income": 1_000_000}


def test_a_referral_kept_on_the_invoice_lowers_income(books: Bookkeeper) -> None:
    books.invoice(
        books.customer("12 Oak Street"), books.sale(10_000), books.sale(-1_000, "Referral")
    )
    assert books.balances() == {"Accounts Receivable": 900_000, "Commission Income": 900_000}


def test_the_total_sent_is_ignored_the_lines_count(books: Bookkeeper) -> None:
    invoice = books.invoice(books.customer("Oak"), books.sale("95.10"), TotalAmt=1, Balance=0)
    assert invoice["TotalAmt"] == Decimal("95.10")
    assert invoice["Line"][-1] == {
        "Amount": Decimal("95.10"),
        "DetailType": "SubTotalLineDetail",
        "SubTotalLineDetail": {},
    }


def test_an_invoice_below_zero_is_refused_and_posts_nothing(books: Bookkeeper) -> None:
    customer = books.customer("Oak")
    with pytest.raises(Refused, match="Transaction amount must be 0 or greater") as refused:
        books.invoice(customer, books.sale(100), books.sale("-100.01", "Agent Credit"))
    assert refused.value.code == "6000"
    assert books.balances() == {}


def test_an_invoice_of_zero_is_taken(books: Bookkeeper) -> None:
    invoice = books.invoice(
        books.customer("Oak"), books.sale(100), books.sale(-100, "Agent Credit")
    )
    assert invoice["Balance"] == 0


def test_an_amount_must_be_price_times_quantity(books: Bookkeeper) -> None:
    line = books.sale(100)
    line["SalesItemLineDetail"] |= {"UnitPrice": 50, "Qty": 3}
    with pytest.raises(Refused) as refused:
        books.invoice(books.customer("Oak"), line)
    assert refused.value.code == "6070"


def test_a_discount_is_taken_off(books: Bookkeeper) -> None:
    discount = {
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10},
    }
    invoice = books.invoice(books.customer("Oak"), books.sale(200), discount)
    assert invoice["TotalAmt"] == 180
    assert books.balances() == {
        "Accounts Receivable": 18_000,
        "Commission Income": 20_000,
        "Discounts given": -2_000,
    }


def test_terms_set_the_due_date(books: Bookkeeper) -> None:
    terms = books.query("SELECT * FROM Term WHERE Name = 'Net 30'")["Term"][0]
    dated = {"TxnDate": "2026-03-01", "SalesTermRef": {"value": terms["Id"]}}
    customer = books.customer("Oak")
    assert books.invoice(customer, books.sale(1), **dated)["DueDate"] == "2026-03-31"
    assert books.invoice(customer, books.sale(1), TxnDate="2026-03-01")["DueDate"] == "2026-03-01"


def test_a_sales_receipt_is_income_and_money(books: Bookkeeper) -> None:
    customer, lines = books.customer("Oak"), [books.sale(500), books.sale(-50, "Co-broke")]
    books.save("SalesReceipt", {"CustomerRef": customer, "Line": lines})
    books.save(
        "SalesReceipt",
        {
            "CustomerRef": customer,
            "Line": [books.sale(30, "Desk Fee")],
            "DepositToAccountRef": books.account("Checking Account"),
        },
    )
    assert books.balances() == {
        "Undeposited Funds": 45_000,
        "Commission Income": 45_000,
        "Checking Account": 3_000,
        "Agent Billing Income": 3_000,
    }


def test_a_voided_sales_receipt_leaves_the_books(books: Bookkeeper) -> None:
    receipt = books.save(
        "SalesReceipt", {"Line": [books.sale(500)], "PrivateNote": "12 Oak Street"}
    )
    voided = books.void("SalesReceipt", receipt)
    assert voided["TotalAmt"] == 0
    assert voided["PrivateNote"] == "Voided - 12 Oak Street"
    assert books.balances() == {}


def test_money_is_not_received_in_an_income_account(books: Bookkeeper) -> None:
    wrong = books.account("Commission Income")
    with pytest.raises(Refused, match="this field needs Bank"):
        books.save("SalesReceipt", {"Line": [books.sale(5)], "DepositToAccountRef": wrong})


def test_a_credit_memo_and_a_refund_give_income_back(books: Bookkeeper) -> None:
    customer = books.customer("Jane Doe (agent billing)")
    memo = books.save(
        "CreditMemo", {"CustomerRef": customer, "Line": [books.sale(20, "Agent Credit")]}
    )
    assert memo["RemainingCredit"] == memo["Balance"] == 20
    books.save(
        "RefundReceipt",
        {
            "CustomerRef": customer,
            "Line": [books.sale(5, "Desk Fee")],
            "DepositToAccountRef": books.account("Checking Account"),
        },
    )
    assert books.balances() == {
        "Accounts Receivable": -2_000,
        "Agent Billing Income": -2_500,
        "Checking Account": -500,
    }


def test_an_invoice_needs_a_customer_and_lines(books: Bookkeeper) -> None:
    with pytest.raises(Refused, match="CustomerRef") as refused:
        books.save("Invoice", {"Line": [books.sale(1)]})
    assert refused.value.code == "2020"
    with pytest.raises(Refused, match="Line is missing"):
        books.save("Invoice", {"CustomerRef": books.customer("Oak"), "Line": []})


@pytest.mark.parametrize("tracking", ["line", "sale"])
def test_a_class_is_kept_per_line_or_for_the_sale(books: Bookkeeper, tracking: str) -> None:
    books.sandbox.set(class_tracking=tracking)
    found = books.query("SELECT * FROM Class WHERE Name = 'Residential'")["Class"][0]
    line = books.sale(100)
    line["SalesItemLineDetail"]["ClassRef"] = {"value": found["Id"]}

    detail = books.invoice(books.customer("Oak"), line)["Line"][0]["SalesItemLineDetail"]

    assert ("ClassRef" in detail) is (tracking == "line")
    kept = books.client.get("preferences").json()["Preferences"]["AccountingInfoPrefs"]
    assert kept["ClassTrackingPerTxnLine"] is (tracking == "line")
    assert kept["ClassTrackingPerTxn"] is (tracking == "sale")
    books.sandbox.set(class_tracking="line")
