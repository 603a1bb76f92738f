"""Lists: what a new company has, names given once, and what may be changed."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.accounting.chart import ACCOUNTS, CLASSES, ITEMS
from sandbox.quickbooks_desktop.company_file import CompanyFile
from tests.sandbox.quickbooks_desktop.bookkeeper import Bookkeeper, Refused, ref, text


def names(found: list[Any]) -> list[str]:
    return [text(one, "Name") for one in found]


def test_a_new_company_has_the_lists_of_the_online_sandbox(books: Bookkeeper) -> None:
    assert names(books.query("Account")) == [name for name, _, _ in ACCOUNTS]
    assert names(books.query("Item")) == [name for name, _ in ITEMS]
    assert names(books.query("ItemService")) == [name for name, _ in ITEMS]
    assert names(books.query("Class")) == list(CLASSES)
    assert names(books.query("PaymentMethod")) == ["Cash", "Check", "ACH", "Visa", "MasterCard"]
    assert "Net 30" in names(books.query("Terms"))
    assert books.query("Customer") == []


def test_accounts_tell_their_type_and_balance(books: Bookkeeper) -> None:
    books.invoice(books.customer(), "100.00")
    found = {text(one, "Name"): one for one in books.query("Account")}
    assert text(found["Accounts Receivable"], "AccountType") == "AccountsReceivable"
    assert text(found["Accounts Receivable"], "Balance") == "100.00"
    assert text(found["Commission Income"], "Balance") == "100.00"
    assert text(found["Undeposited Funds"], "SpecialAccountType") == "UndepositedFunds"


def test_a_customer_is_kept_with_what_was_sent(books: Bookkeeper) -> None:
    address = {"Addr1": "1 Elm Street", "City": "Reno", "State": "NV", "PostalCode": "89501"}
    books.add(
        "Customer",
        Name="Ann & Sons",
        CompanyName="Ann & Sons",
        FirstName="Ann",
        BillAddress=address,
        Email="ann@example.com",
    )
    (found,) = books.query("Customer", FullName="ann & sons")
    assert text(found, "Email") == "ann@example.com"
    assert text(found, "BillAddressBlock/Addr2") == "Reno NV 89501"
    assert text(found, "Balance") == "0.00"


@pytest.mark.parametrize("taken", ["Customer", "Vendor"])
def test_a_name_is_given_once_over_all_lists_of_people(books: Bookkeeper, taken: str) -> None:
    books.add(taken, Name="Pat Doe")
    for kind in ("Customer", "Vendor"):
        with pytest.raises(Refused) as refused:
            books.add(kind, Name="PAT DOE")
        assert refused.value.code == 3100
        assert refused.value.sentence == (
            'The name "PAT DOE" of the list element is already in use.'
        )


def test_an_employees_name_is_taken(books: Bookkeeper, file: CompanyFile) -> None:
    file.enter("Employee", Name="Robin Hale")
    file.enter("OtherName", Name="Petty Cash Box")
    for name in ("Robin Hale", "Petty Cash Box", "Morgan Reyes"):
        with pytest.raises(Refused, match="3100"):
            books.add("Vendor", Name=name)
    (entity,) = books.query("Entity", FullName="Robin Hale")
    assert entity.tag == "EmployeeRet"


def test_products_accounts_and_classes_have_names_of_their_own(books: Bookkeeper) -> None:
    books.add("Customer", Name="Residential")
    with pytest.raises(Refused, match="3100"):
        books.add("Class", Name="residential")


def test_jobs_stand_under_their_customer(books: Bookkeeper) -> None:
    books.add("Customer", Name="Ann")
    job = books.add("Customer", Name="12 Oak Lane", ParentRef=ref("Ann"))
    assert text(job, "FullName") == "Ann:12 Oak Lane"
    assert text(job, "Sublevel") == "1"
    with pytest.raises(Refused, match="3130"):
        books.add("Customer", Name="14 Oak Lane", ParentRef=ref("Nobody"))


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        ("Customer", {"Name": "A:B"}, 3090),
        ("Class", {"Name": ""}, 3150),
    ],
)
def test_names_that_cannot_be(
    books: Bookkeeper, kind: str, fields: dict[str, str], code: int
) -> None:
    with pytest.raises(Refused) as refused:
        books.add(kind, **fields)
    assert refused.value.code == code


def test_a_product_needs_an_account(books: Bookkeeper) -> None:
    sold = {"Price": "10.00", "AccountRef": ref("Commission Income")}
    item = books.add("ItemService", Name="Staging", SalesOrPurchase=sold)
    assert text(item, "SalesOrPurchase/AccountRef/FullName") == "Commission Income"
    with pytest.raises(Refused, match="3150"):
        books.add("ItemService", Name="Photos", SalesOrPurchase={"Price": "10.00"})
    with pytest.raises(Refused, match=r"3140 .*Account \"Nowhere\" in the ItemService"):
        books.add("ItemService", Name="Photos", SalesOrPurchase={"AccountRef": ref("Nowhere")})


def test_a_change_needs_the_latest_edit_sequence(books: Bookkeeper) -> None:
    first = books.add("Vendor", Name="Vic")
    second = books.change(first, Name="Vic Agent", NameOnCheck="Victor Agent")
    assert text(second, "EditSequence") > text(first, "EditSequence")
    assert text(second, "NameOnCheck") == "Victor Agent"
    with pytest.raises(Refused) as refused:
        books.change(first, Name="Victor")
    assert refused.value.code == 3200
    assert "out-of-date" in refused.value.sentence


def test_a_renamed_customer_keeps_its_invoices(books: Bookkeeper) -> None:
    ann = books.add("Customer", Name="Ann")
    invoice = books.invoice({"ListID": text(ann, "ListID")}, "10.00")
    books.change(ann, Name="Anna")
    assert text(books.read("Invoice", text(invoice, "TxnID")), "CustomerRef/FullName") == "Anna"


def test_jobs_follow_the_name_of_their_customer(books: Bookkeeper) -> None:
    ann = books.add("Customer", Name="Ann")
    books.add("Customer", Name="12 Oak Lane", ParentRef=ref("Ann"))
    books.change(ann, Name="Anna")
    (job,) = books.query("Customer", FullName="Anna:12 Oak Lane")
    assert text(job, "ParentRef/FullName") == "Anna"


def test_what_is_inactive_is_found_when_asked_for(books: Bookkeeper) -> None:
    books.change(books.add("Vendor", Name="Vic"), IsActive=False)
    assert books.query("Vendor") == []
    assert names(books.query("Vendor", ActiveStatus="All")) == ["Vic"]
    assert names(books.query("Vendor", ActiveStatus="InactiveOnly")) == ["Vic"]
    with pytest.raises(Refused, match="3100"):
        books.add("Vendor", Name="Vic")


def test_names_that_are_asked_for_and_not_there(books: Bookkeeper) -> None:
    books.add("Customer", Name="Ann")
    response = books.ask("CustomerQuery", {"FullName": ["Ann", "Bob"]})
    assert (response.get("statusCode"), response.get("statusSeverity")) == ("500", "Warn")
    assert '("Bob")' in (response.get("statusMessage") or "")
    assert names(list(response)) == ["Ann"]


def test_parts_and_ranges_of_names(books: Bookkeeper) -> None:
    for name in ("Ann", "Anna", "Bob"):
        books.add("Customer", Name=name)
    starts = {"MatchCriterion": "StartsWith", "Name": "ann"}
    assert names(books.query("Customer", NameFilter=starts)) == ["Ann", "Anna"]
    between = {"FromName": "Anna", "ToName": "Bob"}
    assert names(books.query("Customer", NameRangeFilter=between)) == ["Anna", "Bob"]


def test_a_list_entry_goes_only_when_nothing_refers_to_it(books: Bookkeeper) -> None:
    ann, bob = books.customer("Ann"), books.customer("Bob")
    books.invoice(ann, "10.00")
    with pytest.raises(Refused, match="3160"):
        books.remove("ListDel", "Customer", ann["ListID"])
    books.remove("ListDel", "Customer", bob["ListID"])
    (gone,) = books.query("ListDeleted", ListDelType="Customer")
    assert text(gone, "FullName") == "Bob"
    books.add("Vendor", Name="Bob")


def test_without_class_tracking_there_are_no_classes_to_give(
    books: Bookkeeper, file: CompanyFile
) -> None:
    file.set(class_tracking=False)
    (preferences,) = books.query("Preferences")
    assert text(preferences, "AccountingPreferences/IsUsingClassTracking") == "false"
    with pytest.raises(Refused, match="3250"):
        books.add("Class", Name="Land")
