"""Currencies of customers, vendors, accounts and documents."""

from __future__ import annotations

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused

CAD, USD = {"value": "CAD"}, {"value": "USD"}


def test_a_document_is_in_its_vendors_currency(books: Bookkeeper) -> None:
    books.sandbox.set(multicurrency=True)
    vendor = {"value": books.save("Vendor", {"DisplayName": "Jane Doe", "CurrencyRef": CAD})["Id"]}
    with pytest.raises(Refused, match="CurrencyRef is missing"):
        books.bill(vendor, books.cost(80))
    books.sandbox.set(currency_required=False)
    with pytest.raises(Refused, match="currency of the transaction is invalid") as refused:
        books.bill(vendor, books.cost(80))
    assert refused.value.code == "6000"

    payable = {"Name": "A/P CAD", "AccountType": "Accounts Payable", "CurrencyRef": CAD}
    account = {"value": books.save("Account", payable)["Id"]}
    bill = books.bill(vendor, books.cost(80), CurrencyRef=CAD, APAccountRef=account)
    assert bill["CurrencyRef"] == {"value": "CAD", "name": "Canadian Dollar"}
    with pytest.raises(Refused, match="currency of the transaction is invalid"):
        books.bill(books.vendor("John Roe"), books.cost(80), CurrencyRef=CAD)


def test_a_check_is_in_the_currency_of_its_bank(books: Bookkeeper) -> None:
    books.sandbox.set(multicurrency=True)
    bank = books.save("Account", {"Name": "CAD bank", "AccountType": "Bank", "CurrencyRef": CAD})
    paid = {"PaymentType": "Check", "AccountRef": {"value": bank["Id"]}, "CurrencyRef": USD}
    vendor = {**books.vendor("Jane Doe"), "type": "Vendor"}
    with pytest.raises(Refused, match="currency of the transaction is invalid"):
        books.save("Purchase", {**paid, "EntityRef": vendor, "Line": [books.cost(80)]})


@pytest.mark.parametrize("entity", ["Customer", "Vendor", "Account"])
def test_foreign_currencies_need_multicurrency_and_stay(books: Bookkeeper, entity: str) -> None:
    body = {"Name": "X", "AccountType": "Bank"} if entity == "Account" else {"DisplayName": "X"}
    with pytest.raises(Refused, match="Turn on multicurrency"):
        books.save(entity, {**body, "CurrencyRef": CAD})

    books.sandbox.set(multicurrency=True)
    made = books.save(entity, {**body, "CurrencyRef": CAD})

    with pytest.raises(Refused, match="can't be changed"):
        books.changed(made, entity, CurrencyRef={"value": "USD"})


def test_money_of_a_foreign_customer_is_deposited_in_their_currency(books: Bookkeeper) -> None:
    books.sandbox.set(multicurrency=True)
    customer = books.save("Customer", {"DisplayName": "Oak", "CurrencyRef": CAD})
    detail = {
        "AccountRef": books.account("Commission Income"),
        "Entity": {"value": customer["Id"], "type": "Customer"},
    }
    line = {"Amount": 80, "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
    bank = books.account("Checking Account")
    with pytest.raises(Refused, match="currency of the transaction is invalid"):
        books.save(
            "Deposit",
            {"DepositToAccountRef": bank, "Line": [line], "CurrencyRef": {"value": "USD"}},
        )


@pytest.mark.parametrize(("sent", "shown"), [(None, 1.25), (0, 1.25), (1.5, 1.5)])
def test_a_foreign_document_has_the_rate_that_was_sent_or_todays(
    books: Bookkeeper, sent: float | None, shown: float
) -> None:
    books.sandbox.set(multicurrency=True, exchange_rate="1.25")
    customer = {"value": books.save("Customer", {"DisplayName": "Oak", "CurrencyRef": CAD})["Id"]}
    body = {"Name": "A/R CAD", "AccountType": "Accounts Receivable", "CurrencyRef": CAD}
    account = {"value": books.save("Account", body)["Id"]}
    rate = {} if sent is None else {"ExchangeRate": sent}
    made = books.invoice(customer, books.sale(80), CurrencyRef=CAD, ARAccountRef=account, **rate)
    assert float(made["ExchangeRate"]) == shown
