"""Tax codes of lines outside the US: what QuickBooks adds, where it is owed, and what it refuses."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


def test_the_older_words_for_a_line_without_a_code(ontario: TaxedBookkeeper) -> None:
    ontario.sandbox.set(no_code_words="lines")
    with pytest.raises(Refused, match="lines do not have a tax code") as refused:
        ontario.taxed_invoice(ontario.customer("Oak"), ontario.sold(0, None))
    assert refused.value.code == "6000"


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


def test_provincial_tax_on_a_purchase_is_part_of_its_cost(ontario: TaxedBookkeeper) -> None:
    books = ontario
    lines = [
        books.bought("33.33", "GST/PST BC", "Marketing"),
        books.bought("66.67", "GST/PST BC", "Technology"),
        books.bought(50, "GST", "Marketing"),
    ]
    bill = books.taxed_bill(books.vendor("Signs Ltd."), *lines)
    assert bill["TxnTaxDetail"]["TotalTax"] == Decimal("14.50")
    assert books.balances() == {
        "Accounts Payable": 164_50,
        "Marketing": 85_66,
        "Technology": 71_34,
        "GST/HST Payable": -7_50,
    }
    sold = books.sold(100, "GST/PST BC")
    assert books.taxed_invoice(books.customer("Oak"), sold)["TotalAmt"] == 112
    assert books.balances()["PST Payable BC"] == 7_00


@pytest.mark.parametrize(
    ("entity", "party", "sign"),
    [
        ("Invoice", "CustomerRef", 1),
        ("SalesReceipt", "CustomerRef", 1),
        ("CreditMemo", "CustomerRef", -1),
        ("RefundReceipt", "CustomerRef", -1),
        ("Bill", "VendorRef", -1),
        ("VendorCredit", "VendorRef", 1),
        ("Purchase", "EntityRef", -1),
        ("Deposit", "", 1),
    ],
)
def test_every_kind_of_document_bears_tax_and_none_once_it_is_gone(
    ontario: TaxedBookkeeper, entity: str, party: str, sign: int
) -> None:
    books = ontario
    who = books.customer("Oak") if party == "CustomerRef" else books.vendor("Jane Doe")
    lines = {
        "Deposit": [books.received(100, "HST ON")],
        "CustomerRef": [books.sold(100, "HST ON")],
    }
    bank = books.account("Checking Account")
    more: dict[str, Any] = {
        "RefundReceipt": {"DepositToAccountRef": bank},
        "Purchase": {"PaymentType": "Check", "AccountRef": bank},
        "Deposit": {"DepositToAccountRef": bank},
    }
    own = lines.get(entity) or lines.get(party) or [books.bought(100, "HST ON")]
    sent = {"GlobalTaxCalculation": "TaxExcluded", "Line": own, **more.get(entity, {})}
    made = books.save(entity, {**sent, **({party: who} if party else {})})
    assert made["TotalAmt"] == 113
    assert books.balances()["GST/HST Payable"] == sign * 13_00
    assert books.sandbox.trial_balance()["balanced"]

    changed = books.sandbox.edit(entity, made["Id"], Line=[{**own[0], "Amount": 200}])[entity]
    assert (changed["TotalAmt"], changed["TxnTaxDetail"]["TotalTax"]) == (226, 26)
    books.delete(entity, changed)
    assert books.balances() == {}


def test_a_voided_invoice_owes_no_tax(ontario: TaxedBookkeeper) -> None:
    invoice = ontario.taxed_invoice(ontario.customer("Oak"), ontario.sold(100, "HST ON"))
    voided = ontario.void("Invoice", invoice)
    assert (voided["TotalAmt"], voided["TxnTaxDetail"]) == (0, {"TotalTax": 0})
    assert ontario.balances() == {}


def test_a_sparse_update_keeps_codes_and_a_full_one_needs_them_again(
    ontario: TaxedBookkeeper,
) -> None:
    customer = ontario.customer("Oak")
    invoice = ontario.taxed_invoice(customer, ontario.sold(100, "HST ON"))
    noted = ontario.changed(invoice, "Invoice", PrivateNote="12 Oak Street")
    assert (noted["TotalAmt"], noted["GlobalTaxCalculation"]) == (113, "TaxExcluded")

    more = ontario.changed(noted, "Invoice", Line=[ontario.sold(200, "GST")])
    assert (more["TotalAmt"], more["TxnTaxDetail"]["TotalTax"]) == (210, 10)

    full = {"Id": more["Id"], "SyncToken": more["SyncToken"], "CustomerRef": customer}
    with pytest.raises(Refused, match="GST/HST rate"):
        ontario.save("Invoice", {**full, "Line": [ontario.sold(200, "GST")]})


def test_tax_that_an_app_sends_stands_against_what_the_lines_come_to(
    ontario: TaxedBookkeeper,
) -> None:
    customer = ontario.customer("Oak")
    invoice = ontario.taxed_invoice(customer, ontario.sold(100, "HST ON"))
    stale = {"Line": [ontario.sold(200, "HST ON")], "TxnTaxDetail": invoice["TxnTaxDetail"]}
    wrong = ontario.changed(invoice, "Invoice", **stale)
    assert wrong["TotalAmt"] == 213
    (tax,) = wrong["TxnTaxDetail"]["TaxLine"]
    assert tax["TaxLineDetail"]["OverrideDeltaAmount"] == -13
    ontario.sandbox.set(tax_override="ignored")
    assert ontario.changed(wrong, "Invoice", **stale)["TotalAmt"] == 226


@pytest.mark.parametrize(
    "sent", ["13", {"TaxLine": 5}, {"TaxLine": ["x"]}, {"TaxLine": [{"Amount": 13}]}]
)
def test_tax_that_cannot_be_read_is_refused(ontario: TaxedBookkeeper, sent: Any) -> None:
    customer, line = ontario.customer("Oak"), ontario.sold(100, "HST ON")
    with pytest.raises(Refused, match="TxnTaxDetail"):
        ontario.taxed_invoice(customer, line, TxnTaxDetail=sent)


@pytest.mark.parametrize(("how", "total"), [("net", "3.14"), ("gross", "3.12")])
def test_apps_send_amounts_without_tax_even_where_they_include_it(
    abroad: Abroad, how: str, total: str
) -> None:
    books = abroad("AU")
    books.sandbox.set(tax_inclusive=how)
    lines = [books.sold("0.95", "GST") for _ in range(3)]
    for line in lines:
        line["SalesItemLineDetail"]["TaxInclusiveAmt"] = Decimal("1.04")
    customer = books.customer("Oak")
    made = books.taxed_invoice(customer, *lines, GlobalTaxCalculation="TaxInclusive")
    assert made["TotalAmt"] == Decimal(total)
    assert made["Line"][0]["Amount"] == Decimal("0.95")


def test_people_type_amounts_with_tax(abroad: Abroad) -> None:
    books = abroad("AU")
    made = books.sandbox.edit(
        "Invoice",
        "",
        "create",
        CustomerRef=books.customer("Oak"),
        GlobalTaxCalculation="TaxInclusive",
        Line=[books.sold("1.04", "GST") for _ in range(3)],
    )["Invoice"]
    assert (made["TotalAmt"], made["TxnTaxDetail"]["TotalTax"]) == (
        Decimal("3.12"),
        Decimal("0.27"),
    )
    line = made["Line"][0]
    assert line["Amount"] == Decimal("0.95")
    assert line["SalesItemLineDetail"]["TaxInclusiveAmt"] == Decimal("1.04")
    assert books.sandbox.trial_balance()["balanced"]


def test_people_get_the_codes_of_accounts_and_customers_proposed(ontario: TaxedBookkeeper) -> None:
    books = ontario
    code = {"value": books.codes["HST ON"]}
    books.sandbox.edit("Account", books.accounts["Commission Income"], TaxCodeRef=code)
    line = books.received(100, None, None)
    by_hand = books.sandbox.edit(
        "Deposit", "", "create", DepositToAccountRef=books.account("Escrow"), Line=[line]
    )["Deposit"]
    assert by_hand["TotalAmt"] == 113
    assert by_hand["Line"][0]["DepositLineDetail"]["TaxApplicableOn"] == "Sales"

    with pytest.raises(Refused, match="GST/HST rate"):
        books.deposit(line, GlobalTaxCalculation="TaxExcluded")
    books.sandbox.set(tax_code_missing="default")
    assert books.deposit(line, GlobalTaxCalculation="TaxExcluded")["TotalAmt"] == 113
    sold = books.sold(100, None)
    with pytest.raises(Refused, match="GST/HST rate"):
        books.taxed_invoice(books.customer("Elm"), sold)
    customer = books.customer("Oak")
    books.sandbox.edit("Customer", customer["value"], DefaultTaxCodeRef=code)
    assert books.taxed_invoice(customer, sold)["TotalAmt"] == 113


def test_a_payment_settles_an_invoice_with_its_tax_and_a_payment_has_none(
    ontario: TaxedBookkeeper,
) -> None:
    customer = ontario.customer("Oak")
    invoice = ontario.taxed_invoice(customer, ontario.sold(100, "HST ON"))
    paid = ontario.payment(customer, 200, (invoice, 200), GlobalTaxCalculation="TaxExcluded")
    assert (paid["UnappliedAmt"], "GlobalTaxCalculation" in paid) == (87, False)
    assert ontario.read("Invoice", invoice["Id"])["Balance"] == 0


def test_the_page_of_an_invoice_shows_codes_and_tax(ontario: TaxedBookkeeper) -> None:
    line = ontario.sold(1_000, "GST/QST QC - 9.975")
    invoice = ontario.taxed_invoice(ontario.customer("Oak"), line)
    sandbox = ontario.sandbox
    page = sandbox.control.get(f"{sandbox.url}/app/{sandbox.realm}/invoice?txnId={invoice['Id']}")
    for text in ("GST/QST QC - 9.975", "<th colspan", "QST Payable", "99.75", "1,149.75"):
        assert text in page.text


@pytest.mark.parametrize("rounding", ["rate", "line"])
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lines=st.lists(
        st.tuples(
            st.integers(-50_000, 500_000),
            st.sampled_from(["HST ON", "GST/QST QC - 9.975", "Zero-rated", "GST/PST SK"]),
        ),
        max_size=6,
    )
)
def test_net_plus_tax_is_the_total_whatever_the_lines(
    ontario: TaxedBookkeeper, rounding: str, lines: list[tuple[int, str]]
) -> None:
    lines = [(400_000, "HST ON"), *lines]
    ontario.sandbox.set(tax_rounding=rounding)
    bought = [ontario.bought(Decimal(cents).scaleb(-2), code) for cents, code in lines]
    vendor = {"value": ontario.save("Vendor", {"DisplayName": uuid.uuid4().hex})["Id"]}
    before = ontario.balances().get("Accounts Payable", 0)

    bill = ontario.taxed_bill(vendor, *bought)

    net, tax = sum(cents for cents, _ in lines), bill["TxnTaxDetail"]["TotalTax"]
    assert bill["TotalAmt"] == Decimal(net).scaleb(-2) + tax
    assert ontario.balances()["Accounts Payable"] - before == bill["TotalAmt"] * 100
    assert ontario.sandbox.trial_balance()["balanced"]
