"""Invoices, sales receipts, credit memos: what they book and what may be changed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.quickbooks_desktop.company_file import CompanyFile
from tests.sandbox.quickbooks_desktop.bookkeeper import Bookkeeper, Refused, ref, text


def test_an_invoice_books_receivables_against_each_products_income(books: Bookkeeper) -> None:
    lines = books.sold("9000.00") + books.sold("395.00", item="Transaction Fee")
    invoice = books.add(
        "Invoice",
        CustomerRef=books.customer(),
        TxnDate="2026-03-05",
        RefNumber="TR-1",
        TermsRef=ref("Net 30"),
        Memo="12 Oak Lane",
        InvoiceLineAdd=lines,
    )
    assert text(invoice, "Subtotal") == "9395.00"
    assert text(invoice, "BalanceRemaining") == "9395.00"
    assert text(invoice, "DueDate") == "2026-04-04"
    assert text(invoice, "IsPaid") == "false"
    assert books.balances() == {
        "Accounts Receivable": 939_500,
        "Commission Income": 900_000,
        "Transaction Fee Income": 39_500,
    }


def test_a_sales_receipt_waits_in_undeposited_funds_unless_it_is_told_where(
    books: Bookkeeper,
) -> None:
    receipt = books.add("SalesReceipt", SalesReceiptLineAdd=books.sold("100.00"))
    assert text(receipt, "DepositToAccountRef/FullName") == "Undeposited Funds"
    bank = ref("Checking Account")
    books.add(
        "SalesReceipt",
        CustomerRef=books.customer(),
        CheckNumber="55",
        DepositToAccountRef=bank,
        SalesReceiptLineAdd=books.sold("50.00"),
    )
    assert books.balances() == {
        "Undeposited Funds": 10_000,
        "Checking Account": 5_000,
        "Commission Income": 15_000,
    }


def test_amounts_follow_rate_and_quantity_when_they_are_not_sent(books: Bookkeeper) -> None:
    line = {"ItemRef": ref("Desk Fee"), "Quantity": "3", "Rate": "33.335"}
    invoice = books.add("Invoice", CustomerRef=books.customer(), InvoiceLineAdd=[line])
    assert text(invoice, "InvoiceLineRet/Amount") == "100.01"
    assert Decimal(text(invoice, "Subtotal")) == Decimal("100.01")


def test_a_line_without_a_product_carries_words_only(books: Bookkeeper) -> None:
    lines = [{"Desc": "Thank you"}, *books.sold("10.00")]
    invoice = books.add("Invoice", CustomerRef=books.customer(), InvoiceLineAdd=lines)
    assert text(invoice, "InvoiceLineRet/Desc") == "Thank you"
    with pytest.raises(Refused, match="3150"):
        books.add("Invoice", CustomerRef=ref("Ann Buyer"), InvoiceLineAdd=[{"Amount": "1.00"}])


def test_negative_lines_lower_the_invoice_but_not_below_zero(books: Bookkeeper) -> None:
    ann = books.customer()
    books.invoice(ann, "100.00", "-30.00")
    assert books.balances()["Accounts Receivable"] == 7_000
    with pytest.raises(Refused, match="3180 .*must be positive"):
        books.invoice(ann, "100.00", "-130.00")
    assert books.balances()["Accounts Receivable"] == 7_000


def test_numbers_are_given_when_none_is_sent(books: Bookkeeper) -> None:
    ann = books.customer()
    numbers = [text(books.invoice(ann, "1.00"), "RefNumber") for _ in range(2)]
    assert numbers == ["1", "2"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"CustomerRef": ref("Nobody")}, 'Customer "Nobody" in the Invoice.'),
        ({"CustomerRef": {"ListID": "80000001-1"}}, 'Customer "80000001-1" in the Invoice.'),
        ({"TermsRef": ref("Net 999")}, 'Terms "Net 999" in the Invoice.'),
    ],
)
def test_references_must_be_on_the_lists(
    books: Bookkeeper, fields: dict[str, object], sentence: str
) -> None:
    given = {"CustomerRef": books.customer(), **fields}
    with pytest.raises(Refused) as refused:
        books.add("Invoice", **given, InvoiceLineAdd=books.sold("1.00"))
    assert refused.value.code == 3140
    assert sentence in refused.value.sentence


def test_a_product_that_is_not_there(books: Bookkeeper) -> None:
    with pytest.raises(Refused, match=r'3140 .*Item "Castles" in the Invoice line\.'):
        books.add(
            "Invoice",
            CustomerRef=books.customer(),
            InvoiceLineAdd=books.sold("1.00", item="Castles"),
        )


def test_the_list_id_decides_when_both_are_given(books: Bookkeeper) -> None:
    ann = books.customer("Ann")
    both = {**ann, "FullName": "Somebody else"}
    invoice = books.invoice(both, "1.00")
    assert text(invoice, "CustomerRef/FullName") == "Ann"


def test_a_change_keeps_what_is_not_sent_and_replaces_the_lines(books: Bookkeeper) -> None:
    invoice = books.invoice(books.customer(), "100.00", "50.00", Memo="12 Oak Lane")
    ids = [line.text for line in invoice.findall("InvoiceLineRet/TxnLineID")]
    lines = [
        {"TxnLineID": ids[0], "Amount": "120.00"},
        {"TxnLineID": "-1", **books.sold("7.00", item="Referral")[0]},
    ]
    changed = books.change(invoice, InvoiceLineMod=lines)
    assert text(changed, "Memo") == "12 Oak Lane"
    assert text(changed, "Subtotal") == "127.00"
    kept = [line.text for line in changed.findall("InvoiceLineRet/TxnLineID")]
    assert kept[0] == ids[0]
    assert ids[1] not in kept
    assert books.balances()["Accounts Receivable"] == 12_700


def test_a_change_without_lines_leaves_them(books: Bookkeeper) -> None:
    invoice = books.invoice(books.customer(), "100.00")
    changed = books.change(invoice, Memo="corrected")
    assert text(changed, "Subtotal") == "100.00"
    cleared = books.change(changed, Memo="")
    assert cleared.find("Memo") is None


def test_an_empty_reference_takes_one_away_but_not_the_customer(books: Bookkeeper) -> None:
    invoice = books.invoice(books.customer(), "1.00", ClassRef=ref("Rentals"))
    assert text(invoice, "ClassRef/FullName") == "Rentals"
    changed = books.change(invoice, ClassRef=ref(""))
    assert changed.find("ClassRef") is None
    with pytest.raises(Refused, match="3150"):
        books.change(changed, CustomerRef=ref(""))


def test_lines_keep_their_order_and_their_ids(books: Bookkeeper) -> None:
    invoice = books.invoice(books.customer(), "1.00", "2.00")
    ids = [str(line.text) for line in invoice.findall("InvoiceLineRet/TxnLineID")]
    with pytest.raises(Refused, match="3290"):
        books.change(invoice, InvoiceLineMod=[{"TxnLineID": id_} for id_ in reversed(ids)])
    with pytest.raises(Refused, match="3120"):
        books.change(invoice, InvoiceLineMod=[{"TxnLineID": "FFFF-1"}])


def test_a_credit_memo_gives_back_and_settles_an_invoice(books: Bookkeeper) -> None:
    ann = books.customer()
    memo = books.add("CreditMemo", CustomerRef=ann, CreditMemoLineAdd=books.sold("30.00"))
    assert text(memo, "CreditRemaining") == "30.00"
    credit = {"CreditTxnID": text(memo, "TxnID"), "AppliedAmount": "20.00"}
    invoice = books.add(
        "Invoice", CustomerRef=ann, SetCredit=credit, InvoiceLineAdd=books.sold("100.00")
    )
    assert text(invoice, "BalanceRemaining") == "80.00"
    assert text(invoice, "AppliedAmount") == "-20.00"
    assert text(invoice, "LinkedTxn/TxnType") == "CreditMemo"
    left = books.read("CreditMemo", text(memo, "TxnID"))
    assert text(left, "CreditRemaining") == "10.00"
    too_much = {**credit, "AppliedAmount": "10.01"}
    with pytest.raises(Refused, match="3210"):
        books.change(books.read("Invoice", text(invoice, "TxnID")), SetCredit=too_much)


def test_a_voided_invoice_stands_at_zero(books: Bookkeeper) -> None:
    ann = books.customer()
    invoice = books.invoice(ann, "100.00", Memo="12 Oak Lane")
    payment = books.payment(ann, "40.00", (invoice, "40.00"))
    id_ = text(invoice, "TxnID")
    done = books.remove("TxnVoid", "Invoice", id_)
    assert text(done, "TxnID") == id_
    voided = books.read("Invoice", id_)
    assert text(voided, "Subtotal") == "0.00"
    assert text(voided, "Memo") == "VOID: 12 Oak Lane"
    assert text(voided, "InvoiceLineRet/Amount") == "0.00"
    (after,) = books.query("ReceivePayment", TxnID=text(payment, "TxnID"))
    assert text(after, "UnusedPayment") == "40.00"
    assert books.balances() == {"Undeposited Funds": 4_000, "Accounts Receivable": -4_000}


def test_a_deleted_invoice_is_gone_and_can_be_asked_after(books: Bookkeeper) -> None:
    invoice = books.invoice(books.customer(), "100.00", RefNumber="TR-9")
    id_ = text(invoice, "TxnID")
    books.remove("TxnDel", "Invoice", id_)
    assert books.balances() == {}
    with pytest.raises(Refused, match="500 Warn"):
        books.query("Invoice", TxnID=id_)
    (gone,) = books.query("TxnDeleted", TxnDelType=["Bill", "Invoice"])
    assert (text(gone, "TxnID"), text(gone, "RefNumber")) == (id_, "TR-9")
    with pytest.raises(Refused, match="3120"):
        books.remove("TxnDel", "Invoice", id_)


def test_lowering_an_invoice_below_what_is_paid(books: Bookkeeper, file: CompanyFile) -> None:
    ann = books.customer()
    invoice = books.invoice(ann, "100.00")
    payment = books.payment(ann, "100.00", (invoice, "100.00"))
    line = {"TxnLineID": text(invoice, "InvoiceLineRet/TxnLineID"), "Amount": "60.00"}
    file.set(warn_less_than_paid="refuse")
    before = books.read("Invoice", text(invoice, "TxnID"))
    with pytest.raises(Refused, match="3180"):
        books.change(before, InvoiceLineMod=[line])
    file.set(warn_less_than_paid="unapply")
    changed = books.change(before, InvoiceLineMod=[line])
    assert text(changed, "IsPaid") == "true"
    (after,) = books.query("ReceivePayment", TxnID=text(payment, "TxnID"))
    assert text(after, "UnusedPayment") == "40.00"
