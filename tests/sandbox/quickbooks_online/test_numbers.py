"""Names and document numbers that are taken."""

from __future__ import annotations

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused


def test_a_name_is_used_once_over_customers_vendors_and_employees(books: Bookkeeper) -> None:
    vendor = books.vendor("Jane Doe")
    for kind in ("Customer", "Vendor", "Employee"):
        with pytest.raises(Refused, match=f"already exists. : Id={vendor['value']}") as refused:
            books.save(kind, {"DisplayName": "JANE doe"})
        assert refused.value.code == "6240"
    assert books.customer("Jane Doe (agent billing)")


def test_the_name_of_an_inactive_vendor_is_free_again(books: Bookkeeper) -> None:
    vendor = books.vendor("Jane Doe")["value"]
    books.sandbox.edit("Vendor", vendor, "deactivate")

    assert books.read("Vendor", vendor)["DisplayName"] == "Jane Doe (deleted)"
    second = books.vendor("Jane Doe")["value"]
    assert second != vendor

    books.sandbox.edit("Vendor", second, "deactivate")
    assert books.read("Vendor", second)["DisplayName"] == "Jane Doe (deleted 2)"


def test_a_vendor_made_active_again_has_its_old_name_if_nobody_took_it(books: Bookkeeper) -> None:
    vendor = books.vendor("Jane Doe")["value"]
    books.sandbox.edit("Vendor", vendor, "deactivate")
    books.sandbox.edit("Vendor", vendor, Active=True)
    assert books.read("Vendor", vendor)["DisplayName"] == "Jane Doe"

    books.sandbox.edit("Vendor", vendor, "deactivate")
    books.customer("Jane Doe")
    books.sandbox.edit("Vendor", vendor, Active=True)
    assert books.read("Vendor", vendor)["DisplayName"] == "Jane Doe (deleted)"


def test_an_account_made_inactive_is_renamed_too(books: Bookkeeper) -> None:
    books.sandbox.edit("Account", books.accounts["Marketing"], "deactivate")
    assert books.read("Account", books.accounts["Marketing"])["Name"] == "Marketing (deleted)"


def test_where_inactive_names_stay_as_they_are_they_are_taken(books: Bookkeeper) -> None:
    books.sandbox.set(inactive_renamed=False)
    books.sandbox.edit("Vendor", books.vendor("Jane Doe")["value"], "deactivate")
    with pytest.raises(Refused) as refused:
        books.customer("Jane Doe")
    assert refused.value.code == "6240"


def test_an_agent_can_be_renamed_but_not_to_a_taken_name(books: Bookkeeper) -> None:
    vendor = books.save("Vendor", {"DisplayName": "Jane Doe"})
    bill = books.bill({"value": vendor["Id"]}, books.cost(1))
    books.vendor("Jane Smith")
    with pytest.raises(Refused):
        books.changed(vendor, "Vendor", DisplayName="Jane Smith")
    books.changed(vendor, "Vendor", DisplayName="Jane Doe-Roe")
    assert books.read("Bill", bill["Id"])["VendorRef"]["name"] == "Jane Doe-Roe"


@pytest.mark.parametrize("name", ["12 Oak: rear", "12\tOak", "12\nOak"])
def test_colons_tabs_and_new_lines_are_not_for_names(books: Bookkeeper, name: str) -> None:
    with pytest.raises(Refused, match="name can't have") as refused:
        books.customer(name)
    assert refused.value.code == "6000"


def test_a_name_has_its_length(books: Bookkeeper) -> None:
    assert books.customer("x" * 500)
    with pytest.raises(Refused, match="Max:500 supported. Supplied length:501"):
        books.customer("y" * 501)
    with pytest.raises(Refused, match="Max:100"):
        books.save("Vendor", {"DisplayName": "Jane", "GivenName": "J" * 101})


def test_an_account_name_has_no_quotes_and_no_double(books: Bookkeeper) -> None:
    with pytest.raises(Refused, match="double quote"):
        books.save("Account", {"Name": 'The "Oak"', "AccountType": "Income"})
    with pytest.raises(Refused) as refused:
        books.save("Account", {"Name": "escrow", "AccountType": "Bank"})
    assert refused.value.code == "6240"


def test_an_invoice_keeps_its_number_only_when_the_company_says_so(books: Bookkeeper) -> None:
    customer = books.customer("Oak")
    assert books.invoice(customer, books.sale(1), DocNumber="TR-1")["DocNumber"] == "TR-1"
    assert "DocNumber" not in books.invoice(customer, books.sale(1))
    books.sandbox.set(custom_txn_numbers=False)
    numbers = [
        books.invoice(customer, books.sale(1), DocNumber="TR-2")["DocNumber"] for _ in range(2)
    ]
    assert numbers == ["1001", "1002"]


def test_a_double_invoice_number_is_refused_where_the_company_warns(books: Bookkeeper) -> None:
    customer = books.customer("Oak")
    books.invoice(customer, books.sale(1), DocNumber="TR-1")
    books.invoice(customer, books.sale(1), DocNumber="TR-1")
    books.sandbox.set(warn_duplicate_numbers=True)
    with pytest.raises(Refused, match="TxnType=Invoice with TxnId=1") as refused:
        books.invoice(customer, books.sale(1), DocNumber="TR-1")
    assert refused.value.code == "6140"


def test_all_purchases_have_different_numbers(books: Bookkeeper) -> None:
    vendor = books.vendor("Jane Doe")
    bill = books.bill(vendor, books.cost(1), DocNumber="TR-1")
    with pytest.raises(Refused, match=f"TxnType=Bill with TxnId={bill['Id']}") as refused:
        books.bill(vendor, books.cost(1), DocNumber="tr-1")
    assert refused.value.code == "6140"
    bank = {"PaymentType": "Check", "AccountRef": books.account("Checking Account")}
    with pytest.raises(Refused, match=f"TxnType=Bill with TxnId={bill['Id']}"):
        books.save("Purchase", {**bank, "Line": [books.cost(1)], "DocNumber": "TR-1"})
    with pytest.raises(Refused, match=f"TxnType=Bill with TxnId={bill['Id']}"):
        books.bill(books.vendor("John Roe"), books.cost(1), DocNumber="TR-1")
    again = {"VendorRef": vendor, "Line": [books.cost(1)], "DocNumber": "TR-1"}
    assert books.save("Bill", again, include="allowduplicatedocnum")
    allowed = books.batch(
        {"bId": "1", "operation": "create", "Bill": again, "optionsData": "allowduplicatedocnum"}
    )
    assert "Bill" in allowed[0]


def test_a_company_may_let_purchases_share_a_number(books: Bookkeeper) -> None:
    books.sandbox.set(custom_purchase_numbers=True)
    vendor = books.vendor("Jane Doe")
    for _ in range(2):
        assert books.bill(vendor, books.cost(1), DocNumber="TR-1")["DocNumber"] == "TR-1"


def test_a_number_has_21_characters(books: Bookkeeper) -> None:
    with pytest.raises(Refused, match="Max:21 supported. Supplied length:22") as refused:
        books.bill(books.vendor("Jane Doe"), books.cost(1), DocNumber="x" * 22)
    assert refused.value.code == "2050"
