"""What a bookkeeper does, and what QuickBooks then shows of it."""

from __future__ import annotations

import pytest

from sandbox.quickbooks_desktop.bookkeeping import Bookkeeper as Hands
from sandbox.quickbooks_desktop.company_file import CompanyFile
from tests.sandbox.quickbooks_desktop.bookkeeper import Bookkeeper, Refused, ref, text


@pytest.fixture
def hands(file: CompanyFile) -> Hands:
    return Hands(file)


def test_a_bill_is_paid_in_part_and_credited(books: Bookkeeper, hands: Hands) -> None:
    bill = books.bill(books.vendor(), "8000.00")
    id_ = text(bill, "TxnID")
    paid, credited = hands.pay(id_, 3_000_00), hands.credit(id_, 1_000_00)

    read = books.read("Bill", id_)
    assert text(read, "OpenAmount") == "4000.00"
    assert text(read, "IsPaid") == "false"
    linked = {text(one, "TxnID"): text(one, "Amount") for one in read.iterfind("LinkedTxn")}
    assert linked == {paid.id: "-3000.00", credited.id: "-1000.00"}


def test_a_payment_is_deposited(books: Bookkeeper, hands: Hands) -> None:
    invoice = books.invoice(books.customer(), "500.00")
    payment = hands.pay(text(invoice, "TxnID"))
    hands.deposit(payment.id)

    assert text(books.read("Invoice", text(invoice, "TxnID")), "IsPaid") == "true"
    assert books.balances() == {"Checking Account": 500_00, "Commission Income": 500_00}


def test_a_printed_check_has_the_number_on_the_paper(books: Bookkeeper, hands: Hands) -> None:
    check = books.add(
        "Check",
        AccountRef=ref("Checking Account"),
        PayeeEntityRef=books.vendor(),
        IsToBePrinted=True,
        ExpenseLineAdd=books.spent("8000.00"),
    )
    hands.print_checks(text(check, "TxnID"))

    read = books.read("Check", text(check, "TxnID"))
    assert (text(read, "IsToBePrinted"), text(read, "RefNumber")) == ("false", "1042")


def test_a_merged_vendor_is_gone_and_its_bills_are_the_other_one_s(
    books: Bookkeeper, hands: Hands
) -> None:
    gone, kept = books.vendor("Amy Adler"), books.vendor("Amy B. Adler")
    bill = books.bill(gone, "100.00")
    hands.merge(gone["ListID"], kept["ListID"])

    assert text(books.read("Bill", text(bill, "TxnID")), "VendorRef/ListID") == kept["ListID"]
    assert "Amy Adler" not in [text(one, "Name") for one in books.query("Vendor")]
    assert text(books.query("Vendor", ListID=kept["ListID"])[0], "Balance") == "100.00"


def test_the_name_on_checks_is_filled_in_once(books: Bookkeeper, hands: Hands) -> None:
    vendor = books.vendor("Ann Lee (vendor)")
    hands.rename(vendor["ListID"], "Ann Lee")

    read = books.query("Vendor", ListID=vendor["ListID"])[0]
    assert (text(read, "Name"), text(read, "NameOnCheck")) == ("Ann Lee", "Ann Lee (vendor)")


def test_sales_tax_is_added_to_what_has_no_other_code(books: Bookkeeper) -> None:
    books.file.set(sales_tax=True)
    customer = books.customer()
    taxed = books.invoice(customer, "10000.00")
    [preferences] = books.query("Preferences")
    path = "SalesTaxPreferences/DefaultNonTaxableSalesTaxCodeRef/ListID"
    free = {"SalesTaxCodeRef": {"ListID": text(preferences, path)}}
    line = {"ItemRef": ref("Gross Commission"), "Amount": "10000.00", **free}
    untaxed = books.add("Invoice", CustomerRef=customer, InvoiceLineAdd=[line])

    assert (text(taxed, "SalesTaxTotal"), text(taxed, "BalanceRemaining")) == ("825.00", "10825.00")
    assert (text(untaxed, "SalesTaxTotal"), text(untaxed, "BalanceRemaining")) == (
        "0.00",
        "10000.00",
    )
    assert books.balances() == {
        "Accounts Receivable": 20_825_00,
        "Commission Income": 20_000_00,
        "Sales Tax Payable": 825_00,
    }


def test_items_of_every_type_are_on_the_list_and_some_are_no_lines(books: Bookkeeper) -> None:
    books.file.enter("ItemDiscount", Name="A Discount", AccountRef=ref("Discounts given"))
    for kind in ("Subtotal", "Payment", "Group"):
        books.file.enter(f"Item{kind}", Name=f"A {kind}")

    assert {"ItemSubtotalRet", "ItemDiscountRet", "ItemPaymentRet", "ItemGroupRet"} < {
        one.tag for one in books.query("Item", ActiveStatus="All")
    }
    lines = [*books.sold("1000.00"), *books.sold("100.00", item="A Discount")]
    invoice = books.add("Invoice", CustomerRef=books.customer(), InvoiceLineAdd=lines)
    assert text(invoice, "Subtotal") == "900.00"
    with pytest.raises(Refused, match="3280"):
        books.add(
            "Invoice",
            CustomerRef=ref("Ann Buyer"),
            InvoiceLineAdd=books.sold("1.00", item="A Group"),
        )


@pytest.mark.parametrize("name", ["Class", "SalesTaxCode", "Currency"])
def test_a_list_that_is_off_is_refused(books: Bookkeeper, name: str) -> None:
    books.file.set(class_tracking=False)
    with pytest.raises(Refused, match="3250"):
        books.query(name)


def test_a_vendor_and_its_bill_have_its_currency(books: Bookkeeper) -> None:
    books.file.set(multicurrency=True)
    vendor = {"Name": "Vic Agent", "CurrencyRef": ref("Canadian Dollar")}
    bill = books.bill({"ListID": text(books.add("Vendor", **vendor), "ListID")}, "10.00")

    assert text(books.query("Vendor")[0], "CurrencyRef/FullName") == "Canadian Dollar"
    assert text(bill, "CurrencyRef/FullName") == "Canadian Dollar"
