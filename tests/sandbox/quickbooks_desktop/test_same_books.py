"""The same documents give the same balances in QuickBooks Desktop as in QuickBooks Online."""

from __future__ import annotations

from sandbox.quickbooks_online.testing import running_sandbox
from tests.sandbox.quickbooks_desktop.bookkeeper import Bookkeeper, ref, text
from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper as OnlineBookkeeper
from tests.sandbox.quickbooks_online.bookkeeper import settles


def enter_in_desktop(books: Bookkeeper) -> None:
    oak, jane = books.customer("12 Oak Lane"), books.vendor("Jane Doe")
    invoice = books.invoice(oak, "9000.00", "-500.00")
    payment = books.payment(oak, "8000.00", (invoice, "8000.00"))
    bank = ref("Checking Account")
    line = {"PaymentTxnID": text(payment, "TxnID")}
    books.add("Deposit", DepositToAccountRef=bank, DepositLineAdd=[line])
    bill = books.bill(jane, "7000.00", "-120.50")
    books.add(
        "BillPaymentCheck",
        PayeeEntityRef=jane,
        BankAccountRef=bank,
        RefNumber="1001",
        AppliedToTxnAdd={"TxnID": text(bill, "TxnID"), "PaymentAmount": "6000.00"},
    )
    books.add("VendorCredit", VendorRef=jane, ExpenseLineAdd=books.spent("99.99"))
    books.add("CreditMemo", CustomerRef=oak, CreditMemoLineAdd=books.sold("45.00", item="Desk Fee"))
    books.add(
        "SalesReceipt",
        CustomerRef=oak,
        DepositToAccountRef=bank,
        SalesReceiptLineAdd=books.sold("395.00", item="Transaction Fee"),
    )
    spent = books.spent("30.00", account="Marketing")
    books.add("Check", AccountRef=ref("Escrow"), PayeeEntityRef=jane, ExpenseLineAdd=spent)
    card = ref("Company Credit Card")
    books.add("CreditCardCharge", AccountRef=card, PayeeEntityRef=jane, ExpenseLineAdd=spent)
    earned = {"EntityRef": oak, "AccountRef": ref("Other Income"), "Amount": "77.00"}
    books.add("Deposit", DepositToAccountRef=ref("Savings"), DepositLineAdd=[earned])


def enter_in_online(books: OnlineBookkeeper) -> None:
    oak, jane = books.customer("12 Oak Lane"), books.vendor("Jane Doe")
    invoice = books.invoice(oak, books.sale(9000), books.sale(-500))
    payment = books.payment(oak, 8000, (invoice, 8000))
    bank = books.account("Checking Account")
    held = settles("Payment", payment, 8000)
    books.save("Deposit", {"DepositToAccountRef": bank, "Line": [held]})
    bill = books.bill(jane, books.cost(7000), books.cost("-120.50"))
    books.save(
        "BillPayment",
        {
            "VendorRef": jane,
            "TotalAmt": 6000,
            "PayType": "Check",
            "CheckPayment": {"BankAccountRef": bank},
            "Line": [settles("Bill", bill, 6000)],
        },
    )
    books.save("VendorCredit", {"VendorRef": jane, "Line": [books.cost("99.99")]})
    books.save("CreditMemo", {"CustomerRef": oak, "Line": [books.sale(45, "Desk Fee")]})
    fee = {"CustomerRef": oak, "DepositToAccountRef": bank}
    books.save("SalesReceipt", {**fee, "Line": [books.sale(395, "Transaction Fee")]})
    for account, kind in (("Escrow", "Check"), ("Company Credit Card", "CreditCard")):
        paid = {"AccountRef": books.account(account), "PaymentType": kind}
        books.save("Purchase", {**paid, "Line": [books.cost(30, "Marketing")]})
    detail = {"AccountRef": books.account("Other Income")}
    earned = {"Amount": 77, "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
    savings = books.account("Savings")
    books.save("Deposit", {"DepositToAccountRef": savings, "Line": [earned]})


def test_the_same_documents_give_the_same_balances(books: Bookkeeper) -> None:
    enter_in_desktop(books)
    with running_sandbox() as online, online.api(timeout=10) as client:
        enter_in_online(OnlineBookkeeper(online, client))
        assert books.file.balances() == online.balances()
        assert books.file.trial_balance()["debits"] == online.trial_balance()["debits"]
    assert len(books.balances()) == 12
