"""What bookkeepers do to entries in QuickBooks Online, as the gateway reads it and leaves it alone."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from include.books.documents import DocumentKind
from include.books.entries import EntryStatus, LineExtras, LinkedKind
from include.books.gateway import Action, DocumentWrite, Posted
from include.books.parties import PartyKind
from sandbox.quickbooks_online.person import Person
from tests.quickbooks.online.books import Books, again, changed, only


@pytest.fixture
def pat(books: Books) -> Person:
    return Person(books.sandbox)


def bill(books: Books) -> DocumentWrite:
    lines = (("Agent Commissions", 80_00), ("Marketing", 5_00))
    return books.purchase(DocumentKind.BILL, books.vendor(), "TR-1-A1", *lines)


def updated(books: Books, write: DocumentWrite, entry_id: str, **more: Any) -> Posted:
    """The document sent once more as an update of what QuickBooks has now."""
    ref = books.entry(write.document.kind, entry_id).ref
    return books.written(dataclasses.replace(again(write, Action.UPDATE, ref), **more))


def test_a_part_paid_bill_names_its_payment(books: Books, pat: Person) -> None:
    posted = books.written(bill(books))
    payment = pat.pay_bill(posted.ref.id, 30_00)

    entry = books.entry(DocumentKind.BILL, posted.ref.id)

    assert [(one.kind, one.id) for one in entry.linked] == [(LinkedKind.PAYMENT, payment["Id"])]
    assert (entry.total, entry.balance, entry.links) == (85_00, 55_00, (payment["Id"],))


def test_a_payment_names_what_it_pays_and_the_deposit_it_is_on(books: Books, pat: Person) -> None:
    customer = books.customer()
    invoice = books.written(books.invoice(customer, "TR-1", ("Desk Fee", 100_00))).ref.id
    payment = pat.receive_payment(invoice, 60_00)["Id"]
    deposit = pat.deposit(("Payment", payment))["Id"]

    entry = books.entry(DocumentKind.PAYMENT, payment)

    found = {one.id: (one.kind, one.cents) for one in entry.linked}
    assert found == {invoice: (LinkedKind.PAYMENT, 60_00), deposit: (LinkedKind.DEPOSIT, None)}


def test_a_credit_is_told_from_a_payment(books: Books, pat: Person) -> None:
    customer = books.customer()
    invoice = books.written(books.invoice(customer, "TR-1", ("Desk Fee", 100_00))).ref.id
    credit = books.sale(DocumentKind.CREDIT_MEMO, customer, "CR-1", ("Desk Fee", 30_00))
    memo = books.written(credit).ref.id
    applied = pat.apply_credit("CreditMemo", memo, invoice)["Id"]

    entry = books.entry(DocumentKind.PAYMENT, applied)

    kinds = {one.id: one.kind for one in entry.linked}
    assert kinds == {invoice: LinkedKind.PAYMENT, memo: LinkedKind.CREDIT}
    assert books.entry(DocumentKind.INVOICE, invoice).balance == 70_00


def test_what_a_bookkeeper_set_on_our_lines_stays_with_the_next_update(
    books: Books, pat: Person
) -> None:
    write = bill(books)
    posted = books.written(write).ref.id
    oak = books.customer("12 Oak Street")
    pat.set_line("Bill", posted, 0, class_name="Residential", customer=oak, billable=True)
    pat.set_location("Bill", posted, "Park Avenue Office")
    pat.add_to_memo("Bill", posted, "approved by Kim")
    entry = books.entry(DocumentKind.BILL, posted)
    residential = pat.named("Class", "Residential")["value"]
    assert [one.is_empty for one in entry.extras] == [False, True]
    assert entry.extras[0] == LineExtras("1", residential, oak, billable=True)

    smaller = changed(write, lines=(*write.document.lines[:1], *write.document.lines[1:]))
    updated(books, smaller, posted, extras=entry.extras, memo=entry.memo)

    body = books.body("Bill", posted)
    detail = body["Line"][0]["AccountBasedExpenseLineDetail"]
    assert detail["ClassRef"]["value"] == residential
    assert (detail["CustomerRef"]["value"], detail["BillableStatus"]) == (oak, "Billable")
    assert body["DepartmentRef"]["name"] == "Park Avenue Office"
    assert body["PrivateNote"].endswith("] approved by Kim")
    assert [line["Id"] for line in body["Line"]] == ["1", "2"]


def test_the_class_that_core_sets_wins_over_a_bookkeepers(books: Books, pat: Person) -> None:
    write = books.invoice(books.customer(), "TR-1", ("Desk Fee", 100_00))
    posted = books.written(write).ref.id
    pat.set_line("Invoice", posted, class_name="Residential")
    extras = books.entry(DocumentKind.INVOICE, posted).extras

    updated(books, write, posted, extras=extras)
    kept = books.entry(DocumentKind.INVOICE, posted).extras[0].class_id
    assert kept == pat.named("Class", "Residential")["value"]

    rentals = next(one.ref for one in books.lists.entries if one.name == "Rentals")
    updated(books, changed(write, class_ref=rentals), posted, extras=extras, request_id="r-2")
    assert books.entry(DocumentKind.INVOICE, posted).extras[0].class_id == rentals.id


def test_a_printed_check_is_known(books: Books, pat: Person) -> None:
    write = books.money(DocumentKind.CHECK, books.vendor(), "TR-1", ("Marketing", 5_00))
    posted = books.written(changed(write, print_later=True)).ref.id
    assert books.entry(DocumentKind.CHECK, posted).printed is False

    pat.print_check(posted, "1042")

    entry = books.entry(DocumentKind.CHECK, posted)
    assert (entry.printed, entry.number) == (True, "1042")


def test_a_check_voided_on_quickbooks_pages_is_voided(books: Books, pat: Person) -> None:
    write = books.money(DocumentKind.CHECK, books.vendor(), "TR-1", ("Marketing", 5_00))
    posted = books.written(write).ref.id
    pat.void("Purchase", posted)
    pat.edit("Purchase", posted, PrivateNote="wrong payee")

    assert books.entry(DocumentKind.CHECK, posted).status is EntryStatus.VOIDED


def test_an_invoice_that_our_own_payment_changed_is_no_edit(books: Books) -> None:
    customer = books.customer()
    write = books.invoice(customer, "TR-1", ("Desk Fee", 100_00))
    invoice = books.written(write).ref
    payment = books.payment(customer, invoice.id, 100_00)
    paid = books.written(payment).ref
    books.written(again(payment, Action.VOID, paid))

    # What this run knows of the invoice is the version before its payment.
    assert isinstance(books.written(again(write, Action.VOID, invoice)), Posted)
    assert books.balances() == {}


def test_the_vendors_own_name_is_printed_on_checks(books: Books) -> None:
    ref = books.party(PartyKind.VENDOR, "Ann Lee (vendor)", print_name="Ann Lee")

    found = books.gateway.find_parties(PartyKind.VENDOR, ["Ann Lee (vendor)"])
    assert found["Ann Lee (vendor)"].print_name == "Ann Lee"
    assert found["Ann Lee (vendor)"].ref.id == ref.id


def test_sales_tax_stays_off_our_lines(books: Books) -> None:
    books.sandbox.set(sales_tax=True)
    assert books.gateway.company().sales_tax is True
    write = books.invoice(books.customer(), "TR-1", ("Desk Fee", 10_000_00))

    assert only(books.gateway.write_documents([write])).total == 10_000_00
    assert books.balances()["Accounts Receivable"] == 10_000_00


def test_tax_that_is_added_even_so_is_read_as_a_line_of_its_own(books: Books) -> None:
    books.sandbox.set(sales_tax=True, sales_tax_always=True)
    write = books.invoice(books.customer(), "TR-1", ("Desk Fee", 10_000_00))

    posted = books.written(write)

    assert posted.total == 10_825_00
    entry = books.entry(DocumentKind.INVOICE, posted.ref.id)
    assert entry.lines[-1] == ("Sales tax", 825_00)
    assert len(entry.lines) == len(entry.targets) == len(entry.extras)


def test_currencies_are_read(books: Books, pat: Person) -> None:
    books.sandbox.set(multicurrency=True)
    cad = {"value": "CAD"}
    pat.enter("Vendor", DisplayName="Jane Doe", CurrencyRef=cad)
    pat.enter("Account", Name="CAD bank", AccountType="Bank", CurrencyRef=cad)

    assert books.gateway.find_parties(PartyKind.VENDOR, ["Jane Doe"])["Jane Doe"].is_foreign
    by_name = {one.name: one for one in books.gateway.catalogue().entries}
    assert (by_name["CAD bank"].currency, by_name["CAD bank"].is_foreign) == ("CAD", True)
    assert not by_name["Checking Account"].is_foreign
    # A document in the company's own currency says so, as it must where there are several.
    write = books.invoice(books.customer(), "TR-1", ("Desk Fee", 1_00))
    invoice = books.written(write).ref.id
    assert books.body("Invoice", invoice)["CurrencyRef"]["value"] == "USD"
    assert not books.entry(DocumentKind.INVOICE, invoice).is_foreign


def test_what_takes_no_amount_is_no_product(books: Books, pat: Person) -> None:
    pat.enter("Item", Name="Fees", Type="Category")
    pat.enter("Item", Name="Closing bundle", Type="Group")

    names = {one.name for one in books.gateway.catalogue().entries}

    assert not names & {"Fees", "Closing bundle"}
    assert "Desk Fee" in names


def test_a_number_that_quickbooks_gave_stays(books: Books) -> None:
    books.sandbox.set(custom_txn_numbers=False)
    write = books.invoice(books.customer(), "TR-1", ("Desk Fee", 1_00))
    posted = books.written(write)
    assert posted.number == "1001"

    updated(books, write, posted.ref.id)

    assert books.entry(DocumentKind.INVOICE, posted.ref.id).number == "1001"


def test_an_inactive_vendor_is_found_by_the_name_it_had(books: Books, pat: Person) -> None:
    vendor = books.vendor("Amy Adler")
    pat.deactivate("Vendor", vendor)

    found = books.gateway.find_parties(PartyKind.VENDOR, ["Amy Adler"])["Amy Adler"]
    assert (found.ref.id, found.active, found.former_name) == (vendor, False, "Amy Adler")

    second = books.vendor("Amy Adler")
    found = books.gateway.find_parties(PartyKind.VENDOR, ["Amy Adler"])["Amy Adler"]
    assert (found.ref.id, found.active) == (second, True)
