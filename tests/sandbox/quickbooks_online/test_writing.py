"""Versions, full and sparse updates, voiding, deleting, closed books, ended subscriptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.quickbooks_online.testing import running_sandbox
from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused


def test_every_change_is_a_new_version_and_an_old_one_is_stale(books: Bookkeeper) -> None:
    invoice = books.invoice(books.customer("Oak"), books.sale(100))
    assert invoice["SyncToken"] == "0"
    changed = books.changed(invoice, "Invoice", PrivateNote="12 Oak Street")
    assert changed["SyncToken"] == "1"
    with pytest.raises(Refused, match="working on this at the same time") as refused:
        books.changed(invoice, "Invoice", PrivateNote="too late")
    assert refused.value.code == "5010"
    assert books.read("Invoice", invoice["Id"])["PrivateNote"] == "12 Oak Street"


def test_a_sparse_update_changes_what_was_sent_and_all_lines_if_lines_were(
    books: Bookkeeper,
) -> None:
    invoice = books.invoice(
        books.customer("Oak"), books.sale(100), books.sale(20), DocNumber="TR-1", PrivateNote="Oak"
    )
    changed = books.changed(invoice, "Invoice", Line=[books.sale(70)])
    assert (changed["DocNumber"], changed["PrivateNote"], changed["TotalAmt"]) == (
        "TR-1",
        "Oak",
        70,
    )
    assert books.balances() == {"Accounts Receivable": 7_000, "Commission Income": 7_000}


def test_a_full_update_clears_what_was_not_sent(books: Bookkeeper) -> None:
    customer = books.customer("Oak")
    invoice = books.invoice(customer, books.sale(100), DocNumber="TR-1", PrivateNote="Oak")
    changed = books.save(
        "Invoice",
        {"Id": invoice["Id"], "SyncToken": "0", "CustomerRef": customer, "Line": invoice["Line"]},
    )
    assert "DocNumber" not in changed
    assert "PrivateNote" not in changed
    assert [line.get("Id") for line in changed["Line"]] == ["1", None], "lines keep their ids"


def test_a_sent_read_only_property_is_overwritten_silently(books: Bookkeeper) -> None:
    invoice = books.invoice(books.customer("Oak"), books.sale(100))
    changed = books.changed(invoice, "Invoice", Balance=1, MetaData={}, HomeBalance=3)
    assert changed["Balance"] == 100


def test_an_unknown_property_is_refused(books: Bookkeeper) -> None:
    with pytest.raises(Refused, match="Property Name:Colour") as refused:
        books.save("Customer", {"DisplayName": "Oak", "Colour": "red"})
    assert refused.value.code == "2010"


def test_a_deleted_invoice_is_gone_from_the_books(books: Bookkeeper) -> None:
    invoice = books.invoice(books.customer("Oak"), books.sale(100))
    answer = books.delete("Invoice", invoice)
    assert answer == {"status": "Deleted", "domain": "QBO", "Id": invoice["Id"]}
    assert books.balances() == {}
    with pytest.raises(Refused, match="deleted this transaction") as refused:
        books.read("Invoice", invoice["Id"])
    assert refused.value.code == "610"
    assert books.query("SELECT * FROM Invoice") == {}


def test_a_voided_invoice_stays_at_zero(books: Bookkeeper) -> None:
    invoice = books.invoice(books.customer("Oak"), books.sale(100), DocNumber="TR-1")
    voided = books.void("Invoice", invoice)
    assert (voided["TotalAmt"], voided["Balance"], voided["SyncToken"]) == (0, 0, "1")
    assert voided["PrivateNote"] == "Voided"
    assert {line["Amount"] for line in voided["Line"]} == {0}
    assert books.balances() == {}
    assert books.sandbox.entries("Invoice")[0]["status"] == "voided"

    books.changed(voided, "Invoice", PrivateNote="Voided: fell through")
    assert books.sandbox.entries("Invoice")[0]["status"] == "voided"


def test_a_bill_can_be_deleted_but_not_voided(books: Bookkeeper) -> None:
    bill = books.bill(books.vendor("Jane Doe"), books.cost(5))
    with pytest.raises(Refused) as refused:
        books.void("Bill", bill)
    assert (refused.value.code, refused.value.status) == ("10000", 200)
    assert books.delete("Bill", bill)["status"] == "Deleted"


def test_a_vendor_is_made_inactive_never_deleted(books: Bookkeeper) -> None:
    vendor = books.save("Vendor", {"DisplayName": "Jane Doe"})
    with pytest.raises(Refused, match="delete is not supported"):
        books.delete("Vendor", vendor)
    assert books.changed(vendor, "Vendor", Active=False)["Active"] is False
    assert books.query("SELECT * FROM Vendor") == {}
    assert len(books.query("SELECT * FROM Vendor WHERE Active IN (true, false)")["Vendor"]) == 1


def test_closed_books_stay_as_they_are(books: Bookkeeper) -> None:
    customer = books.customer("Oak")
    old = books.invoice(customer, books.sale(100), TxnDate="2026-01-31")
    new = books.invoice(customer, books.sale(100), TxnDate="2026-02-01")
    books.sandbox.set(book_close_date="2026-01-31")
    preferences = books.client.get("preferences").json()["Preferences"]
    assert preferences["AccountingInfoPrefs"]["BookCloseDate"] == "2026-01-31"
    changes: tuple[Callable[[], Any], ...] = (
        lambda: books.invoice(customer, books.sale(1), TxnDate="2026-01-31"),
        lambda: books.changed(old, "Invoice", PrivateNote="x"),
        lambda: books.changed(new, "Invoice", TxnDate="2026-01-15"),
        lambda: books.void("Invoice", old),
        lambda: books.delete("Invoice", old),
    )
    for refused_change in changes:
        with pytest.raises(Refused, match="account period has closed") as refused:
            refused_change()
        assert refused.value.code == "6210"
    assert books.changed(new, "Invoice", PrivateNote="x")["SyncToken"] == "1"


@pytest.mark.parametrize("status", ["EXPIRED", "CANCELED", "SUSPENDED", "RESTRICTED"])
def test_an_ended_subscription_can_be_read_only(books: Bookkeeper, status: str) -> None:
    books.sandbox.set(subscription_status=status)
    with pytest.raises(Refused) as refused:
        books.customer("Oak")
    assert refused.value.code == "6190"
    info = books.client.get(f"companyinfo/{books.sandbox.realm}").json()["CompanyInfo"]
    assert {"Name": "SubscriptionStatus", "Value": status} in info["NameValue"]


def test_a_refused_write_leaves_no_trace() -> None:
    with running_sandbox() as sandbox, sandbox.api() as client:
        books = Bookkeeper(sandbox, client)
        customer = books.customer("Oak")
        first = books.invoice(customer, books.sale(1))
        with pytest.raises(Refused):
            books.invoice(customer, books.sale(-1))
        second = books.invoice(customer, books.sale(1))
        assert int(second["Id"]) == int(first["Id"]) + 1
        assert len(sandbox.entries()) == 2


def test_text_that_is_too_long_is_refused_with_its_length(books: Bookkeeper) -> None:
    with pytest.raises(Refused, match=r"Max:4,000 supported. Supplied length:4,001") as refused:
        books.invoice(books.customer("Oak"), books.sale(1), PrivateNote="x" * 4001)
    assert refused.value.code == "2050"


@pytest.mark.parametrize(
    "options", [{"operation": "void"}, {"operation": "update", "include": "void"}]
)
def test_a_check_is_voided_by_nobody_but_a_person(
    books: Bookkeeper, options: dict[str, str]
) -> None:
    paid = {"PaymentType": "Check", "AccountRef": books.account("Checking Account")}
    check = books.save("Purchase", {**paid, "Line": [books.cost(5)]})
    known = {"Id": check["Id"], "SyncToken": check["SyncToken"], "sparse": True}
    with pytest.raises(Refused, match="Operation void is not supported") as refused:
        books.save("Purchase", known, **options)
    assert refused.value.code == "500"

    books.sandbox.edit("Purchase", check["Id"], "void")
    assert books.read("Purchase", check["Id"])["status"] == "Voided"


def test_a_bill_payment_is_voided_in_one_of_two_ways(books: Bookkeeper) -> None:
    bill = books.bill(books.vendor("Jane Doe"), books.cost(5))
    bank = {"BankAccountRef": books.account("Checking Account")}
    line = {"Amount": 5, "LinkedTxn": [{"TxnId": bill["Id"], "TxnType": "Bill"}]}
    sent = {"VendorRef": bill["VendorRef"], "PayType": "Check", "CheckPayment": bank}
    payment = books.save("BillPayment", {**sent, "TotalAmt": 5, "Line": [line]})
    known = {"Id": payment["Id"], "SyncToken": payment["SyncToken"]}
    with pytest.raises(Refused, match="Operation void is not supported"):
        books.save("BillPayment", known, operation="void")

    assert books.void("BillPayment", payment)["TotalAmt"] == 0
    assert books.read("Bill", bill["Id"])["Balance"] == 5


def test_a_sparse_purchase_needs_its_payment_type_and_a_bill_its_vendor(books: Bookkeeper) -> None:
    bill = books.bill(books.vendor("Jane Doe"), books.cost(5))
    paid = {"PaymentType": "Check", "AccountRef": books.account("Checking Account")}
    check = books.save("Purchase", {**paid, "Line": [books.cost(5)]})
    for kind, entity, name, value in (
        ("Bill", bill, "VendorRef", bill["VendorRef"]),
        ("Purchase", check, "PaymentType", "Check"),
    ):
        with pytest.raises(Refused, match=f"{name} is missing") as refused:
            books.changed(entity, kind, PrivateNote="x")
        assert refused.value.code == "2020"
        assert books.changed(entity, kind, PrivateNote="x", **{name: value})["PrivateNote"] == "x"
