"""Bills, vendor credits, checks, card charges and the checks that pay bills."""

from __future__ import annotations

import pytest

from tests.sandbox.quickbooks_desktop.bookkeeper import Bookkeeper, Refused, ref, text


def test_a_bill_books_costs_against_payables(books: Bookkeeper) -> None:
    bill = books.bill(books.vendor(), "7000.00", "-500.00", TxnDate="2026-03-05", RefNumber="TR-1")
    assert text(bill, "AmountDue") == "6500.00"
    assert text(bill, "OpenAmount") == "6500.00"
    assert text(bill, "DueDate") == "2026-03-15"
    assert books.balances() == {"Agent Commissions": 650_000, "Accounts Payable": 650_000}
    (vendor,) = books.query("Vendor")
    assert text(vendor, "Balance") == "6500.00"


def test_products_on_a_bill_go_to_their_account(books: Bookkeeper) -> None:
    line = {"ItemRef": ref("Referral"), "Quantity": "2", "Cost": "10.00"}
    bill = books.add("Bill", VendorRef=books.vendor(), ItemLineAdd=[line])
    assert text(bill, "AmountDue") == "20.00"
    assert books.balances()["Commission Income"] == -2_000


def test_a_bill_is_changed_line_by_line(books: Bookkeeper) -> None:
    bill = books.bill(books.vendor(), "100.00", "50.00")
    first, second = (str(one.text) for one in bill.findall("ExpenseLineRet/TxnLineID"))
    lines = [{"TxnLineID": first, "Amount": "90.00"}, {"TxnLineID": second}]
    changed = books.change(bill, ExpenseLineMod=lines)
    assert text(changed, "AmountDue") == "140.00"
    cleared = books.change(changed, ClearExpenseLines=True)
    assert text(cleared, "AmountDue") == "0.00"
    assert books.balances() == {}


def test_a_vendor_credit_lowers_what_is_owed(books: Bookkeeper) -> None:
    credit = books.add(
        "VendorCredit", VendorRef=books.vendor(), ExpenseLineAdd=books.spent("25.00")
    )
    assert text(credit, "CreditAmount") == "25.00"
    assert text(credit, "OpenAmount") == "25.00"
    assert books.balances() == {"Agent Commissions": -2_500, "Accounts Payable": -2_500}


def test_a_check_takes_money_from_the_bank(books: Bookkeeper) -> None:
    check = books.add(
        "Check",
        AccountRef=ref("Checking Account"),
        PayeeEntityRef=books.vendor(),
        Memo="12 Oak Lane",
        ExpenseLineAdd=books.spent("75.00", account="Marketing"),
    )
    assert text(check, "Amount") == "75.00"
    assert text(check, "RefNumber") == "1001"
    assert books.balances() == {"Checking Account": -7_500, "Marketing": 7_500}


def test_a_check_to_be_printed_has_no_number_yet(books: Bookkeeper) -> None:
    check = books.add(
        "Check",
        AccountRef=ref("Checking Account"),
        IsToBePrinted=True,
        ExpenseLineAdd=books.spent("75.00"),
    )
    assert check.find("RefNumber") is None
    assert text(check, "IsToBePrinted") == "true"


def test_a_card_charge_raises_the_cards_debt(books: Bookkeeper) -> None:
    charge = books.add(
        "CreditCardCharge",
        AccountRef=ref("Company Credit Card"),
        PayeeEntityRef=books.vendor(),
        ExpenseLineAdd=books.spent("75.00", account="Technology"),
    )
    assert text(charge, "Amount") == "75.00"
    assert books.balances() == {"Company Credit Card": 7_500, "Technology": 7_500}


@pytest.mark.parametrize(
    ("kind", "account"), [("Check", "Company Credit Card"), ("CreditCardCharge", "Escrow")]
)
def test_money_goes_out_of_the_right_kind_of_account(
    books: Bookkeeper, kind: str, account: str
) -> None:
    with pytest.raises(Refused, match="3180"):
        books.add(kind, AccountRef=ref(account), ExpenseLineAdd=books.spent("1.00"))


def test_receivables_on_a_check_need_their_customer(books: Bookkeeper) -> None:
    lines = books.spent("40.00", account="Accounts Receivable")
    bank = ref("Checking Account")
    with pytest.raises(Refused, match="3180 .*customer"):
        books.add("Check", AccountRef=bank, ExpenseLineAdd=lines)
    books.add("Check", AccountRef=bank, PayeeEntityRef=books.customer(), ExpenseLineAdd=lines)
    assert books.balances() == {"Checking Account": -4_000, "Accounts Receivable": 4_000}


def test_a_refund_check_uses_up_a_credit_memo(books: Bookkeeper) -> None:
    ann = books.customer()
    memo = books.add("CreditMemo", CustomerRef=ann, CreditMemoLineAdd=books.sold("40.00"))
    check = books.add(
        "Check",
        AccountRef=ref("Checking Account"),
        PayeeEntityRef=ann,
        ExpenseLineAdd=books.spent("40.00", account="Accounts Receivable"),
    )
    credit = {"CreditTxnID": text(memo, "TxnID"), "AppliedAmount": "40.00"}
    applied = {"TxnID": text(check, "TxnID"), "SetCredit": credit}
    books.add("ReceivePayment", CustomerRef=ann, TotalAmount="0.00", AppliedToTxnAdd=applied)
    assert text(books.read("CreditMemo", text(memo, "TxnID")), "CreditRemaining") == "0.00"
    assert books.balances() == {"Checking Account": -4_000, "Commission Income": -4_000}


def test_a_check_pays_bills(books: Bookkeeper) -> None:
    vic = books.vendor()
    bill = books.bill(vic, "100.00")
    applied = {"TxnID": text(bill, "TxnID"), "PaymentAmount": "60.00"}
    paid = books.add(
        "BillPaymentCheck",
        PayeeEntityRef=vic,
        BankAccountRef=ref("Checking Account"),
        RefNumber="77",
        AppliedToTxnAdd=applied,
    )
    assert text(paid, "Amount") == "60.00"
    assert text(paid, "AppliedToTxnRet/BalanceRemaining") == "40.00"
    after = books.read("Bill", text(bill, "TxnID"))
    assert text(after, "OpenAmount") == "40.00"
    assert text(after, "LinkedTxn/TxnType") == "BillPaymentCheck"
    assert books.balances() == {
        "Agent Commissions": 10_000,
        "Accounts Payable": 4_000,
        "Checking Account": -6_000,
    }
    more = {"TxnID": text(bill, "TxnID"), "PaymentAmount": "100.01"}
    with pytest.raises(Refused, match="3210 .*You cannot pay more than the amount due"):
        books.change(paid, AppliedToTxnMod=more)
    changed = books.change(paid, AppliedToTxnMod={**more, "PaymentAmount": "100.00"})
    assert text(changed, "Amount") == "100.00"
    assert text(books.read("Bill", text(bill, "TxnID")), "IsPaid") == "true"


def test_a_vendor_credit_pays_a_bill(books: Bookkeeper) -> None:
    vic = books.vendor()
    bill = books.bill(vic, "100.00")
    credit = books.add("VendorCredit", VendorRef=vic, ExpenseLineAdd=books.spent("30.00"))
    using = {"CreditTxnID": text(credit, "TxnID"), "AppliedAmount": "30.00"}
    applied = {"TxnID": text(bill, "TxnID"), "PaymentAmount": "70.00", "SetCredit": using}
    books.add(
        "BillPaymentCheck",
        PayeeEntityRef=vic,
        BankAccountRef=ref("Checking Account"),
        IsToBePrinted=True,
        AppliedToTxnAdd=applied,
    )
    assert text(books.read("Bill", text(bill, "TxnID")), "IsPaid") == "true"
    assert text(books.read("VendorCredit", text(credit, "TxnID")), "OpenAmount") == "0.00"
    assert books.balances() == {"Agent Commissions": 7_000, "Checking Account": -7_000}


def test_somebody_elses_bill_cannot_be_paid(books: Bookkeeper) -> None:
    bill = books.bill(books.vendor("Vic"), "10.00")
    applied = {"TxnID": text(bill, "TxnID"), "PaymentAmount": "10.00"}
    with pytest.raises(Refused, match="3120"):
        books.add(
            "BillPaymentCheck",
            PayeeEntityRef=books.vendor("Val"),
            BankAccountRef=ref("Checking Account"),
            IsToBePrinted=True,
            AppliedToTxnAdd=applied,
        )
