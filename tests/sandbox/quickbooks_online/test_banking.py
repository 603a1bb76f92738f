"""Deposits, transfers and journal entries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused, settles


def received(books: Bookkeeper, amount: Any, account: str, **detail: Any) -> dict[str, Any]:
    """A line of money that comes straight into a deposit."""
    return {
        "Amount": amount,
        "DetailType": "DepositLineDetail",
        "DepositLineDetail": {"AccountRef": books.account(account), **detail},
    }


def test_a_deposit_of_a_commission_with_the_co_broke_taken_off(books: Bookkeeper) -> None:
    deposit = books.save(
        "Deposit",
        {
            "DepositToAccountRef": books.account("Escrow"),
            "Line": [
                received(books, 10_000, "Commission Income"),
                received(books, -4_000, "Co-broke Commissions"),
            ],
        },
    )
    assert deposit["TotalAmt"] == 6_000
    assert books.balances() == {
        "Escrow": 600_000,
        "Commission Income": 1_000_000,
        "Co-broke Commissions": 400_000,
    }


@pytest.mark.parametrize(("amount", "sentence"), [(-1, "0 or greater"), (0, "set a transaction")])
def test_a_deposit_is_of_something(books: Bookkeeper, amount: int, sentence: str) -> None:
    lines = [received(books, amount, "Commission Income")]
    with pytest.raises(Refused, match=sentence) as refused:
        books.save("Deposit", {"DepositToAccountRef": books.account("Escrow"), "Line": lines})
    assert refused.value.code == "6000"


def test_a_deposited_payment_cannot_be_changed(books: Bookkeeper) -> None:
    agent = books.customer("Jane Doe")
    invoice = books.invoice(agent, books.sale(100))
    payment = books.payment(agent, 100, (invoice, 100))
    deposit = books.save(
        "Deposit",
        {
            "DepositToAccountRef": books.account("Checking Account"),
            "Line": [settles("Payment", payment, 100)],
        },
    )
    assert books.balances() == {"Checking Account": 10_000, "Commission Income": 10_000}
    changes: tuple[Callable[[], Any], ...] = (
        lambda: books.void("Payment", payment),
        lambda: books.delete("Payment", payment),
        lambda: books.changed(payment, "Payment", TotalAmt=120),
    )
    for change in changes:
        with pytest.raises(Refused, match="has been deposited") as refused:
            change()
        assert refused.value.code == "6540"
    assert books.changed(payment, "Payment", PrivateNote="thanks")["SyncToken"] == "1"

    books.delete("Deposit", deposit)
    assert books.void("Payment", books.read("Payment", payment["Id"]))["TotalAmt"] == 0


def test_a_payment_is_deposited_once_and_in_full(books: Bookkeeper) -> None:
    payment = books.payment(books.customer("Jane Doe"), 100)
    into = {"DepositToAccountRef": books.account("Checking Account")}
    with pytest.raises(Refused, match="in full or not at all"):
        books.save("Deposit", {**into, "Line": [settles("Payment", payment, 99)]})
    books.save("Deposit", {**into, "Line": [settles("Payment", payment, 100)]})
    with pytest.raises(Refused) as refused:
        books.save("Deposit", {**into, "Line": [settles("Payment", payment, 100)]})
    assert refused.value.code == "6540"


def test_the_brokers_net_moves_from_escrow_to_the_bank(books: Bookkeeper) -> None:
    books.save(
        "Deposit",
        {
            "DepositToAccountRef": books.account("Escrow"),
            "Line": [received(books, 10_000, "Commission Income")],
        },
    )
    books.save(
        "Purchase",
        {
            "PaymentType": "Check",
            "AccountRef": books.account("Escrow"),
            "Line": [books.cost(8_000)],
        },
    )
    books.save(
        "Transfer",
        {
            "FromAccountRef": books.account("Escrow"),
            "ToAccountRef": books.account("Checking Account"),
            "Amount": 2_000,
        },
    )
    assert books.balances() == {
        "Checking Account": 200_000,
        "Commission Income": 1_000_000,
        "Agent Commissions": 800_000,
    }


def test_a_transfer_needs_two_balance_sheet_accounts_and_an_amount(books: Bookkeeper) -> None:
    escrow, income = books.account("Escrow"), books.account("Commission Income")
    for target, amount, sentence in (
        (escrow, 5, "two different accounts"),
        (income, 5, "balance sheet"),
        (books.account("Savings"), 0, "set a transaction amount"),
    ):
        with pytest.raises(Refused, match=sentence):
            books.save(
                "Transfer", {"FromAccountRef": escrow, "ToAccountRef": target, "Amount": amount}
            )


def posting(books: Bookkeeper, side: str, account: str, amount: Any, **detail: Any) -> Any:
    return {
        "Amount": amount,
        "DetailType": "JournalEntryLineDetail",
        "JournalEntryLineDetail": {
            "PostingType": side,
            "AccountRef": books.account(account),
            **detail,
        },
    }


def test_a_journal_entry_must_balance_and_name_who_owes(books: Bookkeeper) -> None:
    lines = [
        posting(books, "Debit", "Checking Account", 500),
        posting(books, "Credit", "Opening Balance Equity", 500),
    ]
    entry = books.save("JournalEntry", {"Line": lines})
    assert (entry["DocNumber"], entry["TotalAmt"]) == ("1", 500)
    assert books.balances() == {"Checking Account": 50_000, "Opening Balance Equity": 50_000}

    with pytest.raises(Refused, match="differ"):
        books.save("JournalEntry", {"Line": lines[:1]})
    owed = [lines[1], posting(books, "Debit", "Accounts Receivable", 500)]
    with pytest.raises(Refused, match="choose a customer"):
        books.save("JournalEntry", {"Line": owed})
