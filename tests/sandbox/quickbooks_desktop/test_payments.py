"""Payments received and brought to the bank."""

from __future__ import annotations

import pytest

from sandbox.quickbooks_desktop.company_file import CompanyFile
from tests.sandbox.quickbooks_desktop.bookkeeper import Bookkeeper, Refused, ref, text


def test_a_payment_settles_an_invoice(books: Bookkeeper) -> None:
    ann = books.customer()
    invoice = books.invoice(ann, "100.00", RefNumber="TR-1")
    payment = books.payment(
        ann, "100.00", (invoice, "100.00"), PaymentMethodRef=ref("Check"), Memo="12 Oak Lane"
    )
    assert text(payment, "AppliedToTxnRet/RefNumber") == "TR-1"
    assert text(payment, "UnusedPayment") == "0.00"
    after = books.read("Invoice", text(invoice, "TxnID"))
    assert text(after, "IsPaid") == "true"
    assert text(after, "AppliedAmount") == "-100.00"
    assert text(after, "LinkedTxn/TxnID") == text(payment, "TxnID")
    assert books.balances() == {"Undeposited Funds": 10_000, "Commission Income": 10_000}


def test_applying_a_payment_makes_a_new_version_of_the_invoice(
    books: Bookkeeper, file: CompanyFile
) -> None:
    ann = books.customer()
    first, second = books.invoice(ann, "10.00"), books.invoice(ann, "10.00")
    books.payment(ann, "10.00", (first, "10.00"))
    with pytest.raises(Refused, match="3200"):
        books.change(first, Memo="late")
    file.set(links_change_edit_sequence=False)
    books.payment(ann, "10.00", (second, "10.00"))
    books.change(second, Memo="in time")


@pytest.mark.parametrize(
    ("total", "applied", "code"), [("100.00", "100.01", 3210), ("50.00", "60.00", 3210)]
)
def test_more_than_is_due_or_than_is_paid_cannot_be_applied(
    books: Bookkeeper, total: str, applied: str, code: int
) -> None:
    ann = books.customer()
    invoice = books.invoice(ann, "100.00")
    with pytest.raises(Refused) as refused:
        books.payment(ann, total, (invoice, applied))
    assert refused.value.code == code
    assert books.balances()["Accounts Receivable"] == 10_000


def test_what_is_left_of_a_payment_stays_a_credit(books: Bookkeeper) -> None:
    ann = books.customer()
    payment = books.payment(ann, "120.00", (books.invoice(ann, "100.00"), "100.00"))
    assert text(payment, "UnusedPayment") == "20.00"
    (customer,) = books.query("Customer")
    assert text(customer, "Balance") == "-20.00"


def test_quickbooks_applies_to_the_oldest_invoices_when_it_may(books: Bookkeeper) -> None:
    ann = books.customer()
    late = books.invoice(ann, "50.00", TxnDate="2026-02-01")
    early = books.invoice(ann, "30.00", TxnDate="2026-01-01")
    books.add("ReceivePayment", CustomerRef=ann, TotalAmount="60.00", IsAutoApply=True)
    assert text(books.read("Invoice", text(early, "TxnID")), "BalanceRemaining") == "0.00"
    assert text(books.read("Invoice", text(late, "TxnID")), "BalanceRemaining") == "20.00"


def test_a_payment_is_changed_and_applied_anew(books: Bookkeeper) -> None:
    ann = books.customer()
    first, second = books.invoice(ann, "100.00"), books.invoice(ann, "100.00")
    payment = books.payment(ann, "100.00", (first, "100.00"))
    kept = books.change(payment, Memo="by check")
    assert text(kept, "AppliedToTxnRet/TxnID") == text(first, "TxnID")
    applied = {"TxnID": text(second, "TxnID"), "PaymentAmount": "90.00"}
    moved = books.change(kept, TotalAmount="90.00", AppliedToTxnMod=applied)
    assert text(moved, "AppliedToTxnRet/TxnID") == text(second, "TxnID")
    assert text(books.read("Invoice", text(first, "TxnID")), "IsPaid") == "false"


def test_a_payment_is_deleted_never_voided(books: Bookkeeper) -> None:
    ann = books.customer()
    invoice = books.invoice(ann, "100.00")
    id_ = text(books.payment(ann, "100.00", (invoice, "100.00")), "TxnID")
    text_ = f"<TxnVoidType>ReceivePayment</TxnVoidType><TxnID>{id_}</TxnID>"
    answer = books.file.process(
        '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError">'
        f"<TxnVoidRq>{text_}</TxnVoidRq></QBXMLMsgsRq></QBXML>"
    )
    assert 'statusCode="3110"' in answer
    books.remove("TxnDel", "ReceivePayment", id_)
    assert text(books.read("Invoice", text(invoice, "TxnID")), "BalanceRemaining") == "100.00"
    assert books.balances() == {"Accounts Receivable": 10_000, "Commission Income": 10_000}


def test_a_deposit_brings_payments_to_the_bank(books: Bookkeeper) -> None:
    ann = books.customer()
    payment = books.payment(ann, "100.00", (books.invoice(ann, "100.00"), "100.00"))
    id_ = text(payment, "TxnID")
    lines = [
        {"PaymentTxnID": id_},
        {"EntityRef": ann, "AccountRef": ref("Other Income"), "Memo": "cash", "Amount": "5.00"},
    ]
    bank = ref("Checking Account")
    deposit = books.add("Deposit", DepositToAccountRef=bank, DepositLineAdd=lines)
    assert text(deposit, "DepositTotal") == "105.00"
    assert text(deposit, "DepositLineRet/TxnID") == id_
    assert text(deposit, "DepositLineRet/TxnType") == "ReceivePayment"
    assert books.balances() == {
        "Checking Account": 10_500,
        "Commission Income": 10_000,
        "Other Income": 500,
    }
    with pytest.raises(Refused, match="3210 .*deposited already"):
        books.add("Deposit", DepositToAccountRef=bank, DepositLineAdd=[lines[0]])
    with pytest.raises(Refused, match="3160"):
        books.remove("TxnDel", "ReceivePayment", id_)
    (latest,) = books.query("ReceivePayment", TxnID=id_)
    with pytest.raises(Refused, match="3170"):
        books.change(latest, TotalAmount="90.00")
    books.remove("TxnDel", "Deposit", text(deposit, "TxnID"))
    books.remove("TxnDel", "ReceivePayment", id_)


def test_a_deposit_is_changed(books: Bookkeeper) -> None:
    line = {"AccountRef": ref("Other Income"), "Amount": "5.00"}
    bank = ref("Checking Account")
    deposit = books.add("Deposit", DepositToAccountRef=bank, DepositLineAdd=[line])
    id_ = text(deposit, "DepositLineRet/TxnLineID")
    changed = books.change(
        deposit, Memo="corrected", DepositLineMod=[{"TxnLineID": id_, "Amount": "8.00"}]
    )
    assert text(changed, "DepositTotal") == "8.00"
    assert books.balances() == {"Checking Account": 800, "Other Income": 800}


def test_a_voided_deposit_gives_its_payments_back(books: Bookkeeper) -> None:
    receipt = books.add("SalesReceipt", SalesReceiptLineAdd=books.sold("10.00"))
    line = {"PaymentTxnID": text(receipt, "TxnID")}
    bank = ref("Checking Account")
    deposit = books.add("Deposit", DepositToAccountRef=bank, DepositLineAdd=[line])
    with pytest.raises(Refused, match="3185"):
        books.remove("TxnVoid", "SalesReceipt", text(receipt, "TxnID"))
    books.remove("TxnVoid", "Deposit", text(deposit, "TxnID"))
    assert books.balances() == {"Undeposited Funds": 1_000, "Commission Income": 1_000}
    books.add("Deposit", DepositToAccountRef=bank, DepositLineAdd=[line])


def test_a_deposit_of_nothing_is_not_saved(books: Bookkeeper) -> None:
    lines = [{"AccountRef": ref("Other Income"), "Amount": amount} for amount in ("5.00", "-5.00")]
    with pytest.raises(Refused, match="3180"):
        books.add("Deposit", DepositToAccountRef=ref("Escrow"), DepositLineAdd=lines)
