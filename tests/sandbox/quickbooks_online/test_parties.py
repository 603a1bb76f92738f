"""Customers and vendors."""

from __future__ import annotations

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused


def test_an_agent_as_a_1099_vendor(books: Bookkeeper) -> None:
    vendor = books.save(
        "Vendor",
        {
            "GivenName": "Jane",
            "FamilyName": "Doe",
            "Vendor1099": True,
            "TaxIdentifier": "123-45-6789",
            "PrimaryEmailAddr": {"Address": "jane@example.com"},
        },
    )
    assert vendor["DisplayName"] == "Jane Doe"
    assert vendor["TaxIdentifier"] == "XXXXX6789", "no more than its end is shown"
    changed = books.changed(vendor, "Vendor", GivenName="Janet")
    assert (changed["TaxIdentifier"], changed["Vendor1099"]) == ("XXXXX6789", True)
    found = books.query("SELECT * FROM Vendor WHERE PrimaryEmailAddr = 'jane@example.com'")
    assert found["Vendor"][0]["Id"] == vendor["Id"]


def test_a_person_needs_a_name(books: Bookkeeper) -> None:
    with pytest.raises(Refused, match="DisplayName") as refused:
        books.save("Customer", {"DisplayName": "", "Notes": "?"})
    assert refused.value.code == "2020"


def test_an_email_address_must_be_one(books: Bookkeeper) -> None:
    wrong = {"DisplayName": "Jane", "PrimaryEmailAddr": {"Address": "jane at home"}}
    with pytest.raises(Refused) as refused:
        books.save("Customer", wrong)
    assert refused.value.code == "2210"


def test_only_the_home_currency(books: Bookkeeper) -> None:
    with pytest.raises(Refused, match="multicurrency"):
        books.save("Vendor", {"DisplayName": "Jean", "CurrencyRef": {"value": "EUR"}})


def test_open_balances_of_customers_and_vendors(books: Bookkeeper) -> None:
    customer, vendor = books.customer("Oak"), books.vendor("Jane Doe")
    books.invoice(customer, books.sale(100))
    books.bill(vendor, books.cost(80))
    books.save("VendorCredit", {"VendorRef": vendor, "Line": [books.cost(30)]})
    assert books.read("Customer", customer["value"])["Balance"] == 100
    assert books.read("Vendor", vendor["value"])["Balance"] == 50


def test_letters_that_a_us_company_may_lose(books: Bookkeeper) -> None:
    assert books.save("Vendor", {"DisplayName": "Łucja Muñoz"})["DisplayName"] == "Łucja Muñoz"
    books.sandbox.set(latin1_text=True)
    assert books.save("Vendor", {"DisplayName": "Łukasz Muñoz"})["DisplayName"] == "?ukasz Muñoz"
