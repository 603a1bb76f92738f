"""What foreign documents do to the ledger: every amount at the document's rate, gains and losses beside it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Entity, settles

EUR = {"value": "EUR"}


@pytest.fixture
def abroad(books: Bookkeeper) -> Bookkeeper:
    """A company with euros: receivables, payables and a bank account in them."""
    books.sandbox.set(multicurrency=True)
    for name, type_ in (
        ("A/R EUR", "Accounts Receivable"),
        ("A/P EUR", "Accounts Payable"),
        ("EUR bank", "Bank"),
    ):
        books.save("Account", {"Name": name, "AccountType": type_, "CurrencyRef": EUR})
    return books


def customer(books: Bookkeeper) -> Entity:
    return {"value": books.save("Customer", {"DisplayName": "Étoile", "CurrencyRef": EUR})["Id"]}


def invoice(books: Bookkeeper, party: Entity, *amounts: Any, rate: Any = 1.1) -> Entity:
    lines = [books.sale(amount) for amount in amounts]
    return books.invoice(party, *lines, CurrencyRef=EUR, ExchangeRate=rate)


def test_an_invoice_posts_its_amounts_at_its_rate(abroad: Bookkeeper) -> None:
    party = customer(abroad)
    made = invoice(abroad, party, 1_000)
    assert (made["TotalAmt"], made["HomeTotalAmt"], made["HomeBalance"]) == (1_000, 1_100, 1_100)
    assert abroad.balances() == {"A/R EUR": 1_100_00, "Commission Income": 1_100_00}
    assert abroad.read("Customer", party["value"])["Balance"] == 1_000
    assert abroad.read("Account", abroad.accounts["A/R EUR"])["CurrentBalance"] == 1_000
    abroad.void("Invoice", made)
    assert abroad.balances() == {}
    assert abroad.read("Invoice", made["Id"])["HomeTotalAmt"] == 0


def test_rounding_stays_with_the_last_line(abroad: Bookkeeper) -> None:
    """Three times 0.333 at 1.5: 0.495 each are 0.50, and together 1.49."""
    made = invoice(abroad, customer(abroad), 0.33, 0.33, 0.33, rate=1.5)
    assert made["HomeTotalAmt"] == 1.49 or float(made["HomeTotalAmt"]) == 1.49
    assert abroad.balances() == {"A/R EUR": 1_49, "Commission Income": 1_49}


@pytest.mark.parametrize(("paid_at", "gained"), [(1.2, 100_00), (1.05, -50_00)])
def test_a_payment_at_another_rate_gains_or_loses(
    abroad: Bookkeeper, paid_at: float, gained: int
) -> None:
    party = customer(abroad)
    made = invoice(abroad, party, 1_000)
    bank = abroad.account("EUR bank")
    abroad.payment(
        party, 1_000, (made, 1_000), CurrencyRef=EUR, ExchangeRate=paid_at, DepositToAccountRef=bank
    )
    assert abroad.balances() == {
        "EUR bank": 1_100_00 + gained,
        "Commission Income": 1_100_00,
        "Exchange Gain or Loss": -gained,
    }
    assert abroad.read("Customer", party["value"])["Balance"] == 0
    assert abroad.read("Account", abroad.accounts["EUR bank"])["CurrentBalance"] == 1_000


def test_a_bill_that_is_paid_at_another_rate_costs_the_difference(abroad: Bookkeeper) -> None:
    party = {"value": abroad.save("Vendor", {"DisplayName": "Anwalt", "CurrencyRef": EUR})["Id"]}
    made = abroad.bill(party, abroad.cost(500), CurrencyRef=EUR, ExchangeRate=1.1)
    assert (made["HomeBalance"], made["APAccountRef"]["name"]) == (550, "A/P EUR")
    bank = {"CheckPayment": {"BankAccountRef": abroad.account("EUR bank")}, "PayType": "Check"}
    paid = {"VendorRef": party, "TotalAmt": 200, "Line": [settles("Bill", made, 200)], **bank}
    abroad.save("BillPayment", {**paid, "CurrencyRef": EUR, "ExchangeRate": 1.2})
    assert abroad.balances() == {
        "A/P EUR": 330_00,
        "Agent Commissions": 550_00,
        "EUR bank": -240_00,
        "Exchange Gain or Loss": 20_00,
    }


def test_what_waited_in_undeposited_funds_leaves_it_at_its_own_rate(abroad: Bookkeeper) -> None:
    party = customer(abroad)
    payment = abroad.payment(party, 100, CurrencyRef=EUR, ExchangeRate=1.1)
    abroad.save(
        "Deposit",
        {
            "DepositToAccountRef": abroad.account("EUR bank"),
            "Line": [settles("Payment", payment, 100)],
            "CurrencyRef": EUR,
            "ExchangeRate": 1.2,
        },
    )
    assert abroad.balances() == {
        "EUR bank": 120_00,
        "A/R EUR": -110_00,
        "Exchange Gain or Loss": -10_00,
    }


def test_without_a_rate_the_usual_one_counts_and_home_documents_stay_as_they_are(
    abroad: Bookkeeper,
) -> None:
    made = abroad.invoice(customer(abroad), abroad.sale(100), CurrencyRef=EUR)
    assert float(made["ExchangeRate"]) == 1.16
    dollars = {"value": "USD"}
    home = abroad.invoice(abroad.customer("Oak"), abroad.sale(100), CurrencyRef=dollars)
    assert (home["ExchangeRate"], home["HomeTotalAmt"]) == (1, 100)
    assert abroad.balances()["Commission Income"] == 216_00
