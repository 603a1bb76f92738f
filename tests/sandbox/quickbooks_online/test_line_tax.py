"""Tax codes of lines outside the US: what QuickBooks adds, where it is owed, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.quickbooks_online.abroad import TaxedBookkeeper
from tests.sandbox.quickbooks_online.bookkeeper import Refused, settles

Abroad = Callable[[str], TaxedBookkeeper]


def test_a_deal_in_ontario_invoiced_billed_and_paid(ontario: TaxedBookkeeper) -> None:
    books = ontario
    seller = books.customer("Smith - 12 Oak")
    invoice = books.taxed_invoice(seller, books.sold(30_000, "HST ON"))
    bills = [
        books.taxed_bill(books.vendor("Other Brokerage"), books.bought(15_000, "HST ON")),
        books.taxed_bill(
            books.vendor("Jane Doe"), books.bought(12_000, "HST ON"), books.bought(-395, "HST ON")
        ),
    ]
    assert [one["TotalAmt"] for one in (invoice, *bills)] == [
        Decimal("33900.00"),
        Decimal("16950.00"),
        Decimal("13113.65"),
    ]
    assert bills[1]["TxnTaxDetail"]["TotalTax"] == Decimal("1508.65")
    books.payment(seller, 33_900, (invoice, 33_900), DepositToAccountRef=books.account("Escrow"))
    for bill in bills:
        check = {"BankAccountRef": books.account("Escrow")}
        paid = {"VendorRef": bill["VendorRef"], "TotalAmt": bill["TotalAmt"]}
        lines = [settles("Bill", bill, bill["TotalAmt"])]
        books.save(
            "BillPayment", {**paid, "PayType": "Check", "CheckPayment": check, "Line": lines}
        )

    assert books.balances() == {
        "Escrow": 3_836_35,
        "Commission Income": 30_000_00,
        "Agent Commissions": 26_605_00,
        "GST/HST Payable": 441_35,
    }
    assert books.read("Invoice", invoice["Id"])["Balance"] == 0
    assert books.sandbox.trial_balance()["balanced"]


@pytest.mark.parametrize(
    ("country", "code", "account", "tax"),
    [
        ("CA", "HST ON", "GST/HST Payable", 130),
        ("CA", "GST", "GST/HST Payable", 50),
        ("CA", "Zero-rated", "GST/HST Payable", 0),
        ("CA", "Exempt", "GST/HST Payable", 0),
        ("CA", "Out of Scope", "GST/HST Payable", 0),
        ("GB", "20.0% S", "VAT Control", 200),
        ("GB", "5.0% R", "VAT Control", 50),
        ("GB", "0.0% Z", "VAT Control", 0),
        ("AU", "GST", "GST Liabilities Payable", 100),
        ("AU", "GST free", "GST Liabilities Payable", 0),
    ],
)
def test_a_sale_of_1000(abroad: Abroad, country: str, code: str, account: str, tax: int) -> None:
    books = abroad(country)
    invoice = books.taxed_invoice(books.customer("Oak"), books.sold(1_000, code))
    assert (invoice["TotalAmt"], invoice["Balance"]) == (1_000 + tax, 1_000 + tax)
    assert invoice["Line"][0]["Amount"] == 1_000
    assert books.balances().get(account, 0) == tax * 100


@pytest.mark.parametrize(("country", "words"), [("CA", "GST/HST"), ("GB", "VAT"), ("AU", "GST")])
def test_a_line_without_a_code_is_refused(abroad: Abroad, country: str, words: str) -> None:
    books = abroad(country)
    with pytest.raises(Refused, match=f"Make sure all .* have a {words} rate") as refused:
        books.taxed_invoice(books.customer("Oak"), books.sold(1_000, None))
    assert refused.value.code == "6000"


def test_quebecs_two_taxes_are_owed_to_two_agencies(ontario: TaxedBookkeeper) -> None:
    books = ontario
    line = books.sold(1_000, "GST/QST QC - 9.975")
    detail = books.taxed_invoice(books.customer("Oak"), line)["TxnTaxDetail"]
    assert [one["Amount"] for one in detail["TaxLine"]] == [Decimal("50.00"), Decimal("99.75")]
    assert books.balances()["GST/HST Payable"] == 50_00
    assert books.balances()["QST Payable"] == 99_75


@pytest.mark.parametrize(("rounding", "tax"), [("rate", "0.41"), ("line", "0.42")])
def test_three_lines_rounded_together_or_each(
    ontario: TaxedBookkeeper, rounding: str, tax: str
) -> None:
    ontario.sandbox.set(tax_rounding=rounding)
    lines = [ontario.sold("1.04", "HST ON") for _ in range(3)]
    invoice = ontario.taxed_invoice(ontario.customer("Oak"), *lines)
    assert invoice["TxnTaxDetail"]["TotalTax"] == Decimal(tax)


@pytest.mark.parametrize("fields", [{}, {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": "6"}}}])
def test_a_code_in_the_header_alone_is_refused(
    ontario: TaxedBookkeeper, fields: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match="GST/HST rate"):
        ontario.invoice(ontario.customer("Oak"), ontario.sold(1_000, None), **fields)


def test_codes_without_globaltaxcalculation_are_refused_too(ontario: TaxedBookkeeper) -> None:
    customer, line = ontario.customer("Oak"), ontario.sold(1_000, "HST ON")
    with pytest.raises(Refused, match="GST/HST rate"):
        ontario.invoice(customer, line)
    ontario.sandbox.set(tax_mode_missing="excluded")
    assert ontario.invoice(customer, line)["GlobalTaxCalculation"] == "TaxExcluded"


def test_a_document_that_tax_does_not_apply_to(ontario: TaxedBookkeeper) -> None:
    line = ontario.sold(1_000, None)
    invoice = ontario.taxed_invoice(
        ontario.customer("Oak"), line, GlobalTaxCalculation="NotApplicable"
    )
    assert (invoice["TotalAmt"], invoice["TxnTaxDetail"]) == (1_000, {"TotalTax": 0})


@pytest.mark.parametrize(
    ("side", "total", "owed"), [("Sales", 1_130, 130_00), ("Purchase", 1_130, 130_00)]
)
def test_a_deposits_line_says_whose_rates_it_bears(
    ontario: TaxedBookkeeper, side: str, total: int, owed: int
) -> None:
    line = ontario.received(1_000, "HST ON", side)
    made = ontario.deposit(line, GlobalTaxCalculation="TaxExcluded")
    assert made["TotalAmt"] == total
    assert ontario.balances() == {
        "Checking Account": total * 100,
        "Commission Income": 1_000_00,
        "GST/HST Payable": owed,
    }


def test_a_deposits_code_without_its_side_is_refused(ontario: TaxedBookkeeper) -> None:
    line = ontario.received(1_000, "HST ON", None)
    with pytest.raises(Refused, match="TaxApplicableOn") as refused:
        ontario.deposit(line, GlobalTaxCalculation="TaxExcluded")
    assert refused.value.code == "2020"


@pytest.mark.parametrize(
    ("code", "known", "words"),
    [
        ("HST NS", "610", "made inactive"),
        ("NON", "2500", "TaxCode element id NON"),
        ("999", "2500", "TaxCode element id 999"),
    ],
)
def test_codes_that_cannot_be_used(
    ontario: TaxedBookkeeper, code: str, known: str, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        ontario.taxed_invoice(ontario.customer("Oak"), ontario.sold(1_000, code))
    assert refused.value.code == known


def test_in_australia_a_code_is_for_sales_or_for_purchases(abroad: Abroad) -> None:
    books = abroad("AU")
    with pytest.raises(Refused, match="GST on purchases can't be used"):
        books.taxed_invoice(books.customer("Oak"), books.sold(1_000, "GST on purchases"))
    vendor = books.vendor("Jane Doe")
    with pytest.raises(Refused, match="GST can't be used"):
        books.taxed_bill(vendor, books.bought(1_000, "GST"))
    assert books.taxed_bill(vendor, books.bought(1_000, "GST on purchases"))["TotalAmt"] == 1_100


def test_sales_tax_switched_off_and_on(ontario: TaxedBookkeeper) -> None:
    customer = ontario.customer("Oak")
    coded, plain = ontario.sold(1_000, "HST ON"), ontario.sold(1_000, None)
    ontario.sandbox.set(sales_tax=False)
    with pytest.raises(Refused, match="Turn on sales tax"):
        ontario.taxed_invoice(customer, coded)
    ontario.sandbox.set(tax_off_codes="ignore")
    assert ontario.taxed_invoice(customer, coded)["TotalAmt"] == 1_000
    assert "TxnTaxDetail" not in ontario.invoice(customer, plain)
    ontario.sandbox.set(sales_tax=True)
    with pytest.raises(Refused, match="GST/HST rate"):
        ontario.invoice(customer, plain)
