"""A Canadian company file: tax by the code of each line, sold or bought, as the agencies get it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sandbox.quickbooks_desktop.app import create_app
from sandbox.quickbooks_desktop.bookkeeping import Bookkeeper as Hands
from sandbox.quickbooks_desktop.canada import GST_HST, PST_BC, QST
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.testing import canadian_file
from sandbox.quickbooks_desktop.workstation import Workstation
from tests.sandbox.quickbooks_desktop.bookkeeper import Bookkeeper, Fields, Refused, ref, text


@pytest.fixture
def file() -> Iterator[CompanyFile]:
    opened = canadian_file()
    yield opened
    opened.close()


def sold(*pairs: tuple[str, str], item: str = "Gross Commission") -> list[Fields]:
    """Lines of a sales form: amount and tax code."""
    return [
        {"ItemRef": ref(item), "Amount": amount, "SalesTaxCodeRef": ref(code)}
        for amount, code in pairs
    ]


def spent(*pairs: tuple[str, str], account: str = "Agent Commissions") -> list[Fields]:
    """Lines of a bill or check: amount and tax code."""
    return [
        {"AccountRef": ref(account), "Amount": amount, "SalesTaxCodeRef": ref(code)}
        for amount, code in pairs
    ]


def test_ontario_a_deal_closes_and_the_tax_left_over_is_the_receiver_general_s(
    books: Bookkeeper,
) -> None:
    seller = books.customer("12 Elm St")
    lines = sold(("30000.00", "H"))
    invoice = books.add("Invoice", CustomerRef=seller, InvoiceLineAdd=lines)
    assert text(invoice, "Subtotal") == "30000.00"
    assert text(invoice, "SalesTaxTotal") == "3900.00"
    assert text(invoice, "BalanceRemaining") == "33900.00"
    assert text(invoice, "IsTaxIncluded") == "false"

    broker, agent = books.vendor("Co-broker Inc."), books.vendor("Amy Adler")
    co_broke = spent(("15000.00", "H"), account="Co-broke Commissions")
    books.add("Bill", VendorRef=broker, ExpenseLineAdd=co_broke)
    paid = spent(("12000.00", "H"), ("-395.00", "H"))
    bill = books.add("Bill", VendorRef=agent, ExpenseLineAdd=paid)
    assert text(bill, "AmountDue") == "13113.65"
    assert [line.findtext("TaxAmount") for line in bill.iter("ExpenseLineRet")] == [
        "1560.00",
        "-51.35",
    ]
    assert books.balances() == {
        "Accounts Receivable": 33_900_00,
        "Accounts Payable": 16_950_00 + 13_113_65,
        "Commission Income": 30_000_00,
        "Co-broke Commissions": 15_000_00,
        "Agent Commissions": 11_605_00,
        GST_HST: 441_35,
    }
    trial = books.file.trial_balance()
    assert trial["debits"] == trial["credits"]


@pytest.mark.parametrize(
    ("code", "tax", "owed"),
    [
        ("E", 0, {}),
        ("Z", 0, {}),
        ("G", 500, {GST_HST: 500}),
        ("NS", 1400, {GST_HST: 1400}),
        ("P", 700, {PST_BC: 700}),
        ("S", 1200, {GST_HST: 500, PST_BC: 700}),
        ("Q", 1498, {GST_HST: 500, QST: 998}),
    ],
)
def test_each_code_s_tax_goes_to_the_accounts_of_its_agencies(
    books: Bookkeeper, code: str, tax: int, owed: dict[str, int]
) -> None:
    receipt = books.add("SalesReceipt", SalesReceiptLineAdd=sold(("100.00", code)))
    assert text(receipt, "SalesTaxTotal") == f"{tax / 100:.2f}"
    assert text(receipt, "TotalAmount") == f"{100 + tax / 100:.2f}"
    expected = {"Undeposited Funds": 100_00 + tax, "Commission Income": 100_00, **owed}
    assert books.balances() == expected


@pytest.mark.parametrize("form", ["Check", "CreditCardCharge"])
def test_what_is_paid_from_the_bank_or_a_card_takes_back_the_tax_in_it(
    books: Bookkeeper, form: str
) -> None:
    account = "Checking Account" if form == "Check" else "Company Credit Card"
    vendor = books.vendor()
    lines = spent(("200.00", "S"))
    paid = books.add(form, AccountRef=ref(account), PayeeEntityRef=vendor, ExpenseLineAdd=lines)
    assert text(paid, "Amount") == "210.00"
    assert abs(books.balances()[account]) == 210_00
    assert books.balances()[GST_HST] == -10_00


def test_a_credit_takes_back_what_was_charged_or_claimed(books: Bookkeeper) -> None:
    memo = books.add(
        "CreditMemo", CustomerRef=books.customer(), CreditMemoLineAdd=sold(("100.00", "H"))
    )
    assert text(memo, "CreditRemaining") == "113.00"
    credit = books.add(
        "VendorCredit", VendorRef=books.vendor(), ExpenseLineAdd=spent(("50.00", "H"))
    )
    assert text(credit, "CreditAmount") == "56.50"
    assert books.balances()[GST_HST] == -13_00 + 6_50


def test_a_payment_settles_the_tax_too_and_a_void_takes_it_all_away(books: Bookkeeper) -> None:
    customer = books.customer()
    lines = sold(("100.00", "H"))
    invoice = books.add("Invoice", CustomerRef=customer, InvoiceLineAdd=lines)
    payment = books.payment(customer, "113.00", (invoice, "113.00"))
    assert text(books.read("Invoice", text(invoice, "TxnID")), "IsPaid") == "true"

    books.remove("TxnDel", "ReceivePayment", text(payment, "TxnID"))
    books.remove("TxnVoid", "Invoice", text(invoice, "TxnID"))
    voided = books.read("Invoice", text(invoice, "TxnID"))
    assert (text(voided, "SalesTaxTotal"), text(voided, "BalanceRemaining")) == ("0.00", "0.00")
    assert books.balances() == {}


def test_another_code_on_a_line_changes_its_tax_and_the_lines_not_named_are_gone(
    books: Bookkeeper,
) -> None:
    vendor = books.vendor()
    lines = spent(("100.00", "H"), ("10.00", "E"))
    bill = books.add("Bill", VendorRef=vendor, ExpenseLineAdd=lines)
    first = text(bill, "ExpenseLineRet/TxnLineID")
    kept = [{"TxnLineID": first, "SalesTaxCodeRef": ref("G")}]
    changed = books.change(bill, ExpenseLineMod=kept)
    assert text(changed, "AmountDue") == "105.00"
    assert books.balances()[GST_HST] == -5_00


@pytest.mark.parametrize(("rounding", "tax"), [("rate", "4.75"), ("line", "4.74")])
def test_tax_is_rounded_for_each_rate_or_on_each_line(
    books: Bookkeeper, rounding: str, tax: str
) -> None:
    books.file.set(tax_rounding=rounding)
    lines = sold(("12.19", "H"), ("12.19", "H"), ("12.19", "H"))
    invoice = books.add("Invoice", CustomerRef=books.customer(), InvoiceLineAdd=lines)
    assert text(invoice, "SalesTaxTotal") == tax


def test_amounts_that_include_tax_are_taken_apart(books: Bookkeeper) -> None:
    lines = sold(("113.00", "H"))
    customer = books.customer()
    invoice = books.add("Invoice", CustomerRef=customer, IsTaxIncluded="true", InvoiceLineAdd=lines)
    assert text(invoice, "BalanceRemaining") == "113.00"
    assert text(invoice, "SalesTaxTotal") == "13.00"
    assert books.balances()["Commission Income"] == 100_00

    books.file.set(amounts_include_tax=True)
    without = books.add("Bill", VendorRef=books.vendor(), ExpenseLineAdd=spent(("226.00", "H")))
    assert text(without, "IsTaxIncluded") == "true"
    assert books.balances()["Agent Commissions"] == 200_00
    assert books.balances()[GST_HST] == 13_00 - 26_00


def test_a_line_without_a_code_has_the_file_s_own_or_is_refused(books: Bookkeeper) -> None:
    vendor = books.vendor()
    taxed = books.bill(vendor, "100.00")
    assert text(taxed, "AmountDue") == "113.00"
    assert text(taxed, "ExpenseLineRet/SalesTaxCodeRef/FullName") == "H"

    books.file.set(missing_tax_code="refuse")
    with pytest.raises(Refused, match="3180 .*needs a tax code"):
        books.bill(vendor, "100.00")
    with pytest.raises(Refused, match="3180 .*needs a tax code"):
        books.invoice(books.customer(), "100.00")


def test_a_customer_s_or_vendor_s_own_code_counts_where_the_company_says_so(
    books: Bookkeeper,
) -> None:
    books.file.set(customers_have_codes=True, vendors_have_codes=True)
    customer = {
        "ListID": text(books.add("Customer", Name="Ann", SalesTaxCodeRef=ref("G")), "ListID")
    }
    vendor = {"ListID": text(books.add("Vendor", Name="Vic", SalesTaxCodeRef=ref("E")), "ListID")}
    assert text(books.invoice(customer, "100.00"), "SalesTaxTotal") == "5.00"
    assert text(books.bill(vendor, "100.00"), "AmountDue") == "100.00"


def test_a_code_without_a_tax_item_for_purchases_is_refused_there(books: Bookkeeper) -> None:
    with pytest.raises(Refused, match="3180 .*P has no tax item for purchases"):
        books.add("Bill", VendorRef=books.vendor(), ExpenseLineAdd=spent(("1.00", "P")))


def test_a_deposit_bears_no_tax(books: Bookkeeper) -> None:
    line = {"AccountRef": ref("Commission Income"), "Amount": "100.00"}
    books.add("Deposit", DepositToAccountRef=ref("Checking Account"), DepositLineAdd=[line])
    assert books.balances() == {"Checking Account": 100_00, "Commission Income": 100_00}


def test_the_lists_name_the_rates_of_a_code(books: Bookkeeper) -> None:
    codes = books.query("SalesTaxCode", ActiveStatus="All")
    by_name = {text(code, "Name"): code for code in codes}
    assert text(by_name["H"], "ItemSalesTaxRef/FullName") == "HST (ON) on Sales"
    assert text(by_name["H"], "ItemPurchaseTaxRef/FullName") == "HST (ON) (ITC)"
    assert by_name["P"].find("ItemPurchaseTaxRef") is None
    assert text(by_name["E"], "IsTaxable") == "false"
    assert text(by_name["HB"], "IsActive") == "false"

    items = {text(item, "Name"): item for item in books.query("Item", ActiveStatus="All")}
    assert text(items["QST on Sales"], "TaxRate") == "9.975"
    group = items["GST + QST on Sales"].iterfind("ItemSalesTaxRef/FullName")
    assert [one.text for one in group] == ["GST on Sales", "QST on Sales"]


def test_the_file_says_that_it_is_canadian_and_how_it_taxes(books: Bookkeeper) -> None:
    [host] = books.query("Host")
    assert text(host, "Country") == "CA"
    [preferences] = books.query("Preferences")
    taxes = preferences.find("SalesTaxPreferences")
    assert taxes is not None
    assert text(taxes, "DefaultNonTaxableSalesTaxCodeRef/FullName") == "E"
    assert text(taxes, "IsUsingAmountsIncludeTax") == "false"
    assert preferences.find("MultiCurrencyPreferences/HomeCurrencyRef") is None

    books.file.set(multicurrency=True)
    [preferences] = books.query("Preferences")
    home = "MultiCurrencyPreferences/HomeCurrencyRef/FullName"
    assert text(preferences, home) == "Canadian Dollar"


def test_with_sales_tax_off_a_line_takes_no_code(books: Bookkeeper) -> None:
    vendor = books.vendor()
    before = books.add("Bill", VendorRef=vendor, ExpenseLineAdd=spent(("1.00", "H")))
    books.file.set(sales_tax=False)
    with pytest.raises(Refused, match="3250"):
        books.add("Bill", VendorRef=vendor, ExpenseLineAdd=spent(("1.00", "H")))
    customer = books.customer()
    with pytest.raises(Refused, match="3250"):
        books.add("Invoice", CustomerRef=customer, InvoiceLineAdd=sold(("1.00", "H")))
    with pytest.raises(Refused, match="3250"):
        books.query("SalesTaxCode")
    assert text(books.bill(vendor, "100.00"), "AmountDue") == "100.00"
    assert text(books.read("Bill", text(before, "TxnID")), "AmountDue") == "1.13"


@pytest.mark.parametrize("ignored", [False, True], ids=["refused", "ignored"])
def test_a_field_of_another_country_s_edition_is_not_taken(ignored: bool) -> None:
    how: dict[str, Any] = {"other_countries_fields": "ignore"} if ignored else {}
    canadian = Bookkeeper(canadian_file(**how))
    american = Bookkeeper(CompanyFile(**how))
    for books, add in (
        (canadian, {"Name": "Vic", "VendorTaxIdent": "12-3456789"}),
        (canadian, {"Name": "Val", "IsVendorEligibleFor1099": "true"}),
        (american, {"Name": "Vic", "IsSalesTaxAgency": "true"}),
    ):
        if ignored:
            assert text(books.add("Vendor", **add), "Name") == add["Name"]
        else:
            with pytest.raises(Refused, match="530"):
                books.add("Vendor", **add)
    bill: dict[str, Any] = {"VendorRef": american.vendor("Amy"), "IsTaxIncluded": "false"}
    if ignored:
        assert american.add("Bill", **bill, ExpenseLineAdd=american.spent("1.00")) is not None
    else:
        with pytest.raises(Refused, match="530"):
            american.add("Bill", **bill, ExpenseLineAdd=american.spent("1.00"))


def test_a_bookkeeper_pays_credits_and_copies_what_bears_tax(books: Bookkeeper) -> None:
    hands = Hands(books.file)
    bill = books.add("Bill", VendorRef=books.vendor(), ExpenseLineAdd=spent(("100.00", "H")))
    id_ = text(bill, "TxnID")
    assert hands.pay(id_).body["Amount"] == "113.00"
    copied = hands.copy(id_, "again")
    assert copied.body["AmountDue"] == "113.00"
    assert hands.set_on_line(id_, SalesTaxCodeRef=ref("E")).body["AmountDue"] == "100.00"
    assert books.balances()[GST_HST] == -13_00


def test_a_canadian_file_is_kept_with_its_taxes(tmp_path: Any) -> None:
    path = tmp_path / "ottawa.sqlite"
    CompanyFile(path, country="CA", sales_tax=True).close()
    again = Bookkeeper(CompanyFile(path))
    assert text(again.query("Company")[0], "Address/City") == "Ottawa"
    assert len(again.query("SalesTaxCode", ActiveStatus="All")) == 9


def test_the_page_of_an_entry_shows_each_line_s_code_and_the_tax(books: Bookkeeper) -> None:
    lines = spent(("100.00", "H"), ("10.00", "E"))
    bill = books.add("Bill", VendorRef=books.vendor(), ExpenseLineAdd=lines)
    with TestClient(create_app(Workstation(books.file)), base_url="http://pc") as browser:
        page = browser.get("/app/company/bill", params={"txnId": text(bill, "TxnID")}).text
    cells = "".join(page.split())
    assert "<td>H</td>" in cells
    assert "<td>E</td>" in cells
    assert 'Tax</th><tdclass="money">13.00</td>' in cells
    assert 'Total</th><tdclass="money">123.00</td>' in cells
