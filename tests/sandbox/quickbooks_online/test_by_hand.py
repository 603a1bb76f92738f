"""What a person does in QuickBooks' own pages, which no app may do or is told of only later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused


def changed(books: Bookkeeper, entity: str) -> list[dict[str, Any]]:
    """What change data capture tells of the last minutes."""
    since = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
    parameters = {"entities": entity, "changedSince": since.isoformat()}
    answer = books.client.get("cdc", params=parameters).json()
    (response,) = answer["CDCResponse"][0]["QueryResponse"]
    found: list[dict[str, Any]] = response[entity]
    return found


def spent(books: Bookkeeper, type_: str, account: str) -> dict[str, Any]:
    vendor = {**books.vendor("Jane Doe"), "type": "Vendor"}
    paid = {"PaymentType": type_, "AccountRef": books.account(account), "EntityRef": vendor}
    return books.save("Purchase", {**paid, "PrivateNote": "12 Oak", "Line": [books.cost(80)]})


@pytest.mark.parametrize(
    ("type_", "account"),
    [
        ("Check", "Escrow"),
        ("Cash", "Checking Account"),
        ("CreditCard", "Company Credit Card"),
    ],
)
def test_checks_and_expenses_are_voided_by_hand_only(
    books: Bookkeeper, type_: str, account: str
) -> None:
    entry = spent(books, type_, account)
    with pytest.raises(Refused, match="void is not supported"):
        books.void("Purchase", entry)

    books.sandbox.edit("Purchase", entry["Id"], "void")

    (told,) = changed(books, "Purchase")
    assert (told["SyncToken"], told["TotalAmt"]) == ("1", 0)
    assert told["PrivateNote"] == "Voided - 12 Oak"
    assert books.balances() == {}
    assert books.sandbox.entries("Purchase")[0]["status"] == "voided"


def test_a_credit_memo_voided_by_hand_gives_what_it_settled_back(books: Bookkeeper) -> None:
    agent = books.customer("Jane Doe")
    memo = books.save("CreditMemo", {"CustomerRef": agent, "Line": [books.sale(30)]})

    books.sandbox.edit("CreditMemo", memo["Id"], "void")

    after = books.read("CreditMemo", memo["Id"])
    assert (after["TotalAmt"], after["Balance"], after["RemainingCredit"]) == (0, 0, 0)
    assert books.balances() == {}


@pytest.mark.parametrize("entity", ["Bill", "Deposit"])
def test_bills_and_deposits_can_only_be_deleted(books: Bookkeeper, entity: str) -> None:
    if entity == "Bill":
        made = books.bill(books.vendor("Jane Doe"), books.cost(80))
    else:
        detail = {"AccountRef": books.account("Commission Income")}
        line = {"Amount": 80, "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
        bank = books.account("Escrow")
        made = books.save("Deposit", {"DepositToAccountRef": bank, "Line": [line]})
    with pytest.raises(httpx.HTTPStatusError):
        books.sandbox.edit(entity, made["Id"], "void")

    books.sandbox.edit(entity, made["Id"], "delete")

    (told,) = changed(books, entity)
    assert (told["Id"], told["status"]) == (made["Id"], "Deleted")
    assert books.balances() == {}


def test_an_edited_check_is_told_with_its_new_total_and_memo(books: Bookkeeper) -> None:
    entry = spent(books, "Check", "Escrow")

    books.sandbox.edit("Purchase", entry["Id"], Line=[books.cost("90.10")], PrivateNote="by Pat")
    (told,) = changed(books, "Purchase")
    assert (told["TotalAmt"], told["PrivateNote"], told["SyncToken"]) == (90.1, "by Pat", "1")
    assert books.balances() == {"Escrow": -9_010, "Agent Commissions": 9_010}

    books.sandbox.edit("Purchase", entry["Id"], Line=[books.cost(Decimal("90.20"))])
    assert books.balances() == {"Escrow": -9_020, "Agent Commissions": 9_020}


@pytest.mark.parametrize(
    ("sent", "says"),
    [("{", "That is no JSON"), ('{"entity": "Bill", "action": "burn"}', "action")],
)
def test_an_edit_that_cannot_be_read_is_refused(books: Bookkeeper, sent: str, says: str) -> None:
    address = f"{books.sandbox.url}/sandbox/{books.sandbox.realm}/edit"

    answer = books.sandbox.control.post(address, content=sent)

    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert says in answer.text


@pytest.mark.parametrize("entity", ["Customer", "Vendor"])
def test_a_renamed_party_keeps_its_id_and_an_inactive_one_takes_nothing(
    books: Bookkeeper, entity: str
) -> None:
    made = books.save(entity, {"DisplayName": "Jane Doe"})

    books.sandbox.edit(entity, made["Id"], DisplayName="Jane Roe")
    assert changed(books, entity)[0]["DisplayName"] == "Jane Roe"

    books.sandbox.edit(entity, made["Id"], "deactivate")
    assert changed(books, entity)[0]["Active"] is False
    ref = {"value": made["Id"]}
    with pytest.raises(Refused, match="made inactive"):
        if entity == "Customer":
            books.invoice(ref, books.sale(1))
        else:
            books.bill(ref, books.cost(1))


def test_a_product_made_inactive_is_sold_no_more(books: Bookkeeper) -> None:
    customer = books.customer("Oak")
    line = books.sale(100, "Referral")
    books.sandbox.edit("Item", books.items["Referral"], "deactivate")

    with pytest.raises(Refused, match="made inactive") as refused:
        books.invoice(customer, line)

    assert refused.value.code == "610"


def test_a_receipt_on_a_deposit_is_changed_by_nobody(books: Bookkeeper) -> None:
    receipt = books.save("SalesReceipt", {"Line": [books.sale(100)]})
    link = {"TxnId": receipt["Id"], "TxnType": "SalesReceipt"}
    bank = books.account("Checking Account")
    line = {"Amount": 100, "LinkedTxn": [link]}
    books.save("Deposit", {"DepositToAccountRef": bank, "Line": [line]})

    changes: tuple[Callable[[], Any], ...] = (
        lambda: books.changed(receipt, "SalesReceipt", Line=[books.sale(90)]),
        lambda: books.void("SalesReceipt", receipt),
        lambda: books.delete("SalesReceipt", receipt),
    )
    for refused_change in changes:
        with pytest.raises(Refused, match="has been deposited") as refused:
            refused_change()
        assert refused.value.code == "6540"
    assert books.balances() == {"Checking Account": 10_000, "Commission Income": 10_000}
