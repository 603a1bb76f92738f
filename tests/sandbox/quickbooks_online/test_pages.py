"""The pages that people look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.quickbooks_online.testing import RunningSandbox
from sandbox.serving import TLS
from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper


@pytest.fixture
def browser(qb: RunningSandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{qb.url}/app/{qb.realm}/", trust_env=False, verify=TLS) as client:
        yield client


def test_the_page_of_an_invoice_says_everything(books: Bookkeeper, browser: httpx.Client) -> None:
    customer = books.customer("12 Oak Street")
    line = {**books.sale(10_000), "Description": "Gross commission"}
    invoice = books.invoice(
        customer, line, books.sale(-1_000, "Referral"), DocNumber="TR-1", TxnDate="2026-03-01"
    )
    payment = books.payment(customer, 4_000, (invoice, 4_000))
    books.sandbox.edit("Invoice", invoice["Id"], PrivateNote="12 Oak Street, Sacramento")
    page = browser.get("invoice", params={"txnId": invoice["Id"]}).text
    for text in (
        "Invoice TR-1",
        "12 Oak Street</a>",
        "2026-03-01",
        "Gross commission",
        "-1,000.00",
        "9,000.00",
        "5,000.00",
        "12 Oak Street, Sacramento",
        f'payment?txnId={payment["Id"]}">Payment',
        "Accounts Receivable",
        "Commission Income",
        "SyncToken 2",
        "Pat Doe",
        "Private note",
    ):
        assert text in page


def one_of_each(books: Bookkeeper) -> dict[str, dict[str, Any]]:
    """A document of every kind, by its kind."""
    customer, vendor = books.customer("Oak"), books.vendor("Jane Doe")
    escrow, checking = books.account("Escrow"), books.account("Checking Account")
    sold, bought = [books.sale(10)], [books.cost(10)]
    check = {"PaymentType": "Check", "AccountRef": escrow, "PrintStatus": "NeedToPrint"}
    bill = books.bill(vendor, *bought)
    link = [{"TxnId": bill["Id"], "TxnType": "Bill"}]
    journal = [
        {
            "Amount": 5,
            "DetailType": "JournalEntryLineDetail",
            "JournalEntryLineDetail": {"PostingType": side, "AccountRef": account},
        }
        for side, account in (("Debit", escrow), ("Credit", checking))
    ]
    income = {"AccountRef": books.account("Commission Income")}
    received = {"Amount": 5, "DetailType": "DepositLineDetail", "DepositLineDetail": income}
    return {
        "Invoice": {"CustomerRef": customer, "Line": sold},
        "SalesReceipt": {"Line": sold},
        "CreditMemo": {"CustomerRef": customer, "Line": sold},
        "RefundReceipt": {"Line": sold, "DepositToAccountRef": escrow},
        "Payment": {"CustomerRef": customer, "TotalAmt": 5},
        "BillPayment": {
            "VendorRef": vendor,
            "TotalAmt": 10,
            "PayType": "Check",
            "CheckPayment": {"BankAccountRef": checking},
            "Line": [{"Amount": 10, "LinkedTxn": link}],
        },
        "VendorCredit": {"VendorRef": vendor, "Line": bought},
        "Purchase": {**check, "Line": bought},
        "Deposit": {"DepositToAccountRef": escrow, "Line": [received]},
        "Transfer": {"FromAccountRef": escrow, "ToAccountRef": checking, "Amount": 5},
        "JournalEntry": {"Line": journal},
    }


def test_every_kind_of_document_has_a_page(books: Bookkeeper, browser: httpx.Client) -> None:
    for kind, body in one_of_each(books).items():
        saved = books.save(kind, body)
        page = browser.get(kind.lower(), params={"txnId": saved["Id"]})
        assert page.status_code == 200
        assert "Journal</h2>" in page.text
    assert "<h1>Check" in browser.get("check", params={"txnId": "9"}).text
    home = browser.get("").text
    assert "12 entries" in home
    assert "in balance" in home


def test_the_chart_and_a_register(books: Bookkeeper, browser: httpx.Client) -> None:
    books.invoice(books.customer("12 Oak Street"), books.sale("1234.50"))
    chart = browser.get("chart-of-accounts").text
    assert "E&amp;O Insurance" in chart
    assert "1,234.50" in chart
    receivable = books.accounts["Accounts Receivable"]
    register = browser.get("register", params={"accountId": receivable}).text
    assert "12 Oak Street" in register
    assert "invoice?txnId=1" in register


def test_people_and_their_entries(books: Bookkeeper, browser: httpx.Client) -> None:
    vendor = books.vendor("Jane Doe")
    books.bill(vendor, books.cost(100), DocNumber="TR-1")
    assert "Jane Doe" in browser.get("vendors").text
    page = browser.get("vendordetail", params={"nameId": vendor["value"]}).text
    assert "TR-1" in page
    assert "Open balance <strong>100.00</strong>" in page
    assert "Nobody yet" in browser.get("customers").text


def test_names_are_escaped(books: Bookkeeper, browser: httpx.Client) -> None:
    name = "<script>alert(1)</script>"
    invoice = books.invoice(books.customer(name), books.sale(1), PrivateNote=name)
    for path in ("", "customers", f"invoice?txnId={invoice['Id']}", "customerdetail?nameId=1"):
        page = browser.get(path).text
        assert name not in page
        assert "&lt;script&gt;" in page


def test_a_deleted_entry_says_so(books: Bookkeeper, browser: httpx.Client) -> None:
    invoice = books.invoice(books.customer("Oak"), books.sale(1))
    books.delete("Invoice", invoice)
    assert ">deleted</span>" in browser.get("invoice", params={"txnId": invoice["Id"]}).text


@pytest.mark.parametrize(
    "path", ["invoice?txnId=99", "unicorn", "register?accountId=99", "vendordetail?nameId=99"]
)
def test_what_is_not_there_is_said_in_a_sentence(browser: httpx.Client, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 404
    assert "There is no such" in page.text


def test_nothing_comes_from_outside(books: Bookkeeper, browser: httpx.Client) -> None:
    books.invoice(books.customer("Oak"), books.sale(1))
    for path in ("", "chart-of-accounts", "invoice?txnId=1"):
        assert "http" not in browser.get(path).text
    assert (
        browser.get(f"{books.sandbox.url}/static/books.css")
        .headers["Content-Type"]
        .startswith("text/css")
    )
