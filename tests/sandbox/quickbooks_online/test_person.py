"""A bookkeeper's own work: what each piece of it does to the books and to the entries."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest

from sandbox.quickbooks_online.person import Person
from tests.sandbox.quickbooks_online.abroad import TaxedBookkeeper
from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper


@pytest.fixture
def pat(books: Bookkeeper) -> Person:
    return Person(books.sandbox)


def check(books: Bookkeeper, **fields: object) -> dict[str, object]:
    vendor = {**books.vendor("Jane Doe"), "type": "Vendor"}
    paid = {"PaymentType": "Check", "AccountRef": books.account("Checking Account")}
    return books.save("Purchase", {**paid, "EntityRef": vendor, "Line": [books.cost(80)], **fields})


@pytest.mark.parametrize(("cents", "open_"), [(None, 0), (30_00, 50)])
def test_a_bill_is_paid_or_part_paid(
    books: Bookkeeper, pat: Person, cents: int | None, open_: int
) -> None:
    bill = books.bill(books.vendor("Jane Doe"), books.cost(80))

    payment = pat.pay_bill(bill["Id"], cents)

    after = books.read("Bill", bill["Id"])
    link = {"TxnId": payment["Id"], "TxnType": "BillPaymentCheck"}
    assert (after["Balance"], after["LinkedTxn"], after["SyncToken"]) == (open_, [link], "1")
    assert books.balances()["Checking Account"] == -(cents or 80_00)


def test_a_received_payment_is_deposited(books: Bookkeeper, pat: Person) -> None:
    invoice = books.invoice(books.customer("Oak"), books.sale(100))
    payment = pat.receive_payment(invoice["Id"])

    deposit = pat.deposit(("Payment", payment["Id"]))

    link = {"TxnId": deposit["Id"], "TxnType": "Deposit"}
    assert books.read("Payment", payment["Id"])["LinkedTxn"] == [link]
    assert books.balances() == {"Checking Account": 100_00, "Commission Income": 100_00}


def test_credits_are_used_for_bills_and_invoices(books: Bookkeeper, pat: Person) -> None:
    vendor, agent = books.vendor("Jane Doe"), books.customer("Jane Doe (customer)")
    bill, invoice = books.bill(vendor, books.cost(80)), books.invoice(agent, books.sale(50))
    credit = books.save("VendorCredit", {"VendorRef": vendor, "Line": [books.cost(30)]})
    memo = books.save("CreditMemo", {"CustomerRef": agent, "Line": [books.sale(20)]})

    pat.apply_credit("VendorCredit", credit["Id"], bill["Id"])
    pat.apply_credit("CreditMemo", memo["Id"], invoice["Id"], 15_00)

    assert books.read("Bill", bill["Id"])["Balance"] == 50
    assert books.read("Invoice", invoice["Id"])["Balance"] == 35
    assert books.read("CreditMemo", memo["Id"])["RemainingCredit"] == 5


def test_a_printed_check_has_the_number_on_the_paper(books: Bookkeeper, pat: Person) -> None:
    entry = check(books, PrintStatus="NeedToPrint")

    pat.print_check(str(entry["Id"]), "1042")

    after = books.read("Purchase", str(entry["Id"]))
    assert (after["PrintStatus"], after["DocNumber"]) == ("PrintComplete", "1042")


def test_two_vendors_become_one(books: Bookkeeper, pat: Person) -> None:
    winner, loser = books.vendor("Jane Doe"), books.vendor("J. Doe")
    bill = books.bill(loser, books.cost(80))
    spent = {
        "PaymentType": "Check",
        "AccountRef": books.account("Checking Account"),
        "EntityRef": {**loser, "type": "Vendor"},
        "Line": [books.cost(5)],
    }
    purchase = books.save("Purchase", spent)

    assert pat.merge("Vendor", loser["value"], winner["value"]) == 2

    after = books.read("Bill", bill["Id"])
    assert (after["VendorRef"]["value"], after["SyncToken"]) == (winner["value"], "1")
    assert books.read("Purchase", purchase["Id"])["EntityRef"]["value"] == winner["value"]
    gone = books.read("Vendor", loser["value"])
    assert (gone["Active"], gone["DisplayName"]) == (False, "J. Doe (deleted)")
    assert books.read("Vendor", winner["value"])["Balance"] == 80


def test_two_customers_become_one_on_costs_too(books: Bookkeeper, pat: Person) -> None:
    winner, loser = books.customer("Oak"), books.customer("12 Oak")
    invoice = books.invoice(loser, books.sale(10))
    line = books.cost(5)
    line["AccountBasedExpenseLineDetail"]["CustomerRef"] = loser
    bill = books.bill(books.vendor("Jane Doe"), line)

    pat.merge("Customer", loser["value"], winner["value"])

    assert books.read("Invoice", invoice["Id"])["CustomerRef"]["value"] == winner["value"]
    detail = books.read("Bill", bill["Id"])["Line"][0]["AccountBasedExpenseLineDetail"]
    assert detail["CustomerRef"]["value"] == winner["value"]


def test_class_customer_billable_location_and_memo_are_set(books: Bookkeeper, pat: Person) -> None:
    customer = books.customer("Oak")["value"]
    bill = books.bill(books.vendor("Jane Doe"), books.cost(80), PrivateNote="12 Oak [CB-1]")["Id"]

    pat.set_line("Bill", bill, class_name="Residential", customer=customer, billable=True)
    pat.set_location("Bill", bill, "Park Avenue Office")
    pat.add_to_memo("Bill", bill, "approved by Kim")

    body = books.read("Bill", bill)
    detail = body["Line"][0]["AccountBasedExpenseLineDetail"]
    assert (detail["ClassRef"]["name"], detail["CustomerRef"]["value"]) == ("Residential", customer)
    assert detail["BillableStatus"] == "Billable"
    assert body["DepartmentRef"]["name"] == "Park Avenue Office"
    assert body["PrivateNote"] == "12 Oak [CB-1] approved by Kim"


def test_credits_are_put_on_invoices_by_quickbooks_where_the_company_wants_it(
    books: Bookkeeper,
) -> None:
    books.sandbox.set(auto_apply_credit=True)
    agent = books.customer("Jane Doe")
    memo = books.save("CreditMemo", {"CustomerRef": agent, "Line": [books.sale(30)]})

    invoice = books.invoice(agent, books.sale(100))

    assert (invoice["Balance"], invoice["SyncToken"]) == (70, "1")
    assert invoice["LinkedTxn"][0]["TxnType"] == "Payment"
    assert books.read("CreditMemo", memo["Id"])["RemainingCredit"] == 0
    assert books.sandbox.entries("Payment")[0]["total"] == 0


def test_what_is_not_merged(books: Bookkeeper, pat: Person) -> None:
    vendor = books.vendor("Jane Doe")["value"]
    for entity, loser in (("Vendor", vendor), ("Vendor", "4711"), ("Account", "1")):
        with pytest.raises(httpx.HTTPStatusError):
            pat.merge(entity, loser, vendor)
    assert books.read("Vendor", vendor)["Active"] is True


def test_a_person_enters_an_invoice(books: Bookkeeper, pat: Person) -> None:
    customer = books.customer("Oak")
    line = books.sale(Decimal("100.10"))

    made = pat.enter("Invoice", CustomerRef=customer, Line=[line], DocNumber="TR-1")

    assert (made["TotalAmt"], made["DocNumber"]) == (Decimal("100.10"), "TR-1")
    pat.delete("Invoice", made["Id"])
    assert books.balances() == {}


def test_another_tax_code_on_a_line(ontario: TaxedBookkeeper) -> None:
    pat = Person(ontario.sandbox)
    line = ontario.sold(100, "HST ON")
    invoice = ontario.taxed_invoice(ontario.customer("Oak"), line)

    changed = pat.set_line("Invoice", invoice["Id"], tax_code="GST")

    assert (changed["TotalAmt"], changed["SyncToken"]) == (105, "1")
    assert ontario.balances()["GST/HST Payable"] == 5_00


def test_amounts_that_include_tax_after_all(ontario: TaxedBookkeeper) -> None:
    invoice = ontario.taxed_invoice(ontario.customer("Oak"), ontario.sold(113, "HST ON"))

    changed = Person(ontario.sandbox).edit(
        "Invoice", invoice["Id"], GlobalTaxCalculation="TaxInclusive"
    )

    assert (changed["TotalAmt"], changed["Line"][0]["Amount"]) == (113, 100)
    assert changed["TxnTaxDetail"]["TotalTax"] == 13


def test_a_bill_that_tax_does_not_apply_to(ontario: TaxedBookkeeper) -> None:
    entered = Person(ontario.sandbox).enter(
        "Bill", VendorRef=ontario.vendor("Jane Doe"), Line=[ontario.bought(100, None)]
    )
    assert (entered["TotalAmt"], entered["GlobalTaxCalculation"]) == (100, "NotApplicable")
