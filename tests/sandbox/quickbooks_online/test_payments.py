"""Payments of invoices: what they settle, and what happens when either side changes."""

from __future__ import annotations

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused, settles


def test_agent_billing_unpaid_then_paid_then_unpaid(books: Bookkeeper) -> None:
    agent = books.customer("Jane Doe (agent billing)")
    invoice = books.invoice(
        agent,
        books.sale(95, "Desk Fee"),
        books.sale(25, "Technology Fee"),
        books.sale(-20, "Agent Credit"),
    )
    assert invoice["Balance"] == 100

    checking = books.account("Checking Account")
    payment = books.payment(agent, 100, (invoice, 100), DepositToAccountRef=checking)
    paid = books.read("Invoice", invoice["Id"])
    assert paid["Balance"] == 0
    assert paid["LinkedTxn"] == [{"TxnId": payment["Id"], "TxnType": "Payment"}]
    assert paid["SyncToken"] == "1", "a payment makes a new version of the invoice"
    assert books.balances() == {"Checking Account": 10_000, "Agent Billing Income": 10_000}

    voided = books.void("Payment", payment)
    assert (voided["TotalAmt"], voided["PrivateNote"]) == (0, "Voided")
    unpaid = books.read("Invoice", invoice["Id"])
    assert (unpaid["Balance"], unpaid["LinkedTxn"]) == (100, [])
    assert books.balances() == {"Accounts Receivable": 10_000, "Agent Billing Income": 10_000}


def test_a_payment_need_not_count_as_a_new_version(books: Bookkeeper) -> None:
    books.sandbox.set(links_bump_sync_token=False)
    agent = books.customer("Jane Doe")
    invoice = books.invoice(agent, books.sale(10))
    books.payment(agent, 10, (invoice, 10))
    assert books.read("Invoice", invoice["Id"])["SyncToken"] == "0"


def test_a_part_payment_leaves_the_rest_open(books: Bookkeeper) -> None:
    agent = books.customer("Jane Doe")
    invoice = books.invoice(agent, books.sale(100))
    payment = books.payment(agent, 60, (invoice, 40))
    assert payment["UnappliedAmt"] == 20
    assert books.read("Invoice", invoice["Id"])["Balance"] == 60
    assert books.query("SELECT * FROM Customer")["Customer"][0]["Balance"] == 40


def test_what_is_paid_beyond_an_open_balance_stays_with_the_customer(books: Bookkeeper) -> None:
    agent = books.customer("Jane Doe")
    invoice = books.invoice(agent, books.sale(100))

    payment = books.payment(agent, 130, (invoice, 130))

    assert (payment["UnappliedAmt"], payment["Line"][0]["Amount"]) == (30, 100)
    assert books.read("Invoice", invoice["Id"])["Balance"] == 0
    again = books.payment(agent, 20, (invoice, 20))
    assert (again["UnappliedAmt"], again["Line"]) == (20, [])


def test_a_company_may_refuse_more_than_is_open(books: Bookkeeper) -> None:
    books.sandbox.set(over_balance="refuse")
    agent = books.customer("Jane Doe")
    invoice = books.invoice(agent, books.sale(100))
    with pytest.raises(Refused, match="open balance") as refused:
        books.payment(agent, 101, (invoice, 101))
    assert refused.value.code == "6000"
    with pytest.raises(Refused, match="more than the payment"):
        books.payment(agent, 10, (invoice, 20))


def test_another_customers_invoice_cannot_be_paid(books: Bookkeeper) -> None:
    invoice = books.invoice(books.customer("Jane Doe"), books.sale(100))
    with pytest.raises(Refused, match="different customer") as refused:
        books.payment(books.customer("John Roe"), 100, (invoice, 100))
    assert refused.value.code == "620"
    with pytest.raises(Refused) as refused:
        books.payment(books.customer("Ann Poe"), 100, ({"Id": "4711"}, 100))
    assert refused.value.code == "620"


def test_a_credit_memo_is_used_up_by_a_payment(books: Bookkeeper) -> None:
    agent = books.customer("Jane Doe")
    invoice = books.invoice(agent, books.sale(100))
    memo = books.save("CreditMemo", {"CustomerRef": agent, "Line": [books.sale(30)]})
    lines = [settles("Invoice", invoice, 100), settles("CreditMemo", memo, 30)]
    payment = books.save("Payment", {"CustomerRef": agent, "TotalAmt": 70, "Line": lines})
    assert payment["UnappliedAmt"] == 0
    assert books.read("Invoice", invoice["Id"])["Balance"] == 0
    assert books.read("CreditMemo", memo["Id"])["RemainingCredit"] == 0


def test_updating_a_payment_frees_what_it_applied_before(books: Bookkeeper) -> None:
    agent = books.customer("Jane Doe")
    first, second = (books.invoice(agent, books.sale(100)) for _ in range(2))
    payment = books.payment(agent, 100, (first, 100))
    moved = books.changed(payment, "Payment", Line=[settles("Invoice", second, 100)])
    assert moved["SyncToken"] == "1"
    assert books.read("Invoice", first["Id"])["Balance"] == 100
    assert books.read("Invoice", second["Id"])["Balance"] == 0


@pytest.mark.parametrize("action", ["void", "delete"])
def test_without_its_invoice_a_payment_is_unapplied(books: Bookkeeper, action: str) -> None:
    agent = books.customer("Jane Doe")
    invoice = books.invoice(agent, books.sale(100))
    payment = books.payment(agent, 100, (invoice, 100))
    getattr(books, action)("Invoice", books.read("Invoice", invoice["Id"]))
    after = books.read("Payment", payment["Id"])
    assert (after["UnappliedAmt"], after["Line"], after["SyncToken"]) == (100, [], "1")
    assert books.balances() == {"Undeposited Funds": 10_000, "Accounts Receivable": -10_000}


def test_the_company_may_refuse_to_delete_what_is_paid(books: Bookkeeper) -> None:
    books.sandbox.set(delete_linked="refuse", less_than_paid="refuse")
    agent = books.customer("Jane Doe")
    invoice = books.invoice(agent, books.sale(100))
    books.payment(agent, 100, (invoice, 100))
    invoice = books.read("Invoice", invoice["Id"])
    with pytest.raises(Refused, match="delete or unlink the payment first"):
        books.delete("Invoice", invoice)
    with pytest.raises(Refused, match="can't be less than the payments"):
        books.changed(invoice, "Invoice", Line=[books.sale(90)])


def test_an_item_removed_from_a_paid_invoice_frees_its_money(books: Bookkeeper) -> None:
    agent = books.customer("Jane Doe")
    invoice = books.invoice(agent, books.sale(95), books.sale(25))
    payment = books.payment(agent, 120, (invoice, 120))
    paid = books.read("Invoice", invoice["Id"])
    smaller = books.changed(paid, "Invoice", Line=[books.sale(95)])
    assert (smaller["TotalAmt"], smaller["Balance"]) == (95, 0)
    assert books.read("Payment", payment["Id"])["UnappliedAmt"] == 25


def test_a_paid_invoice_keeps_its_customer(books: Bookkeeper) -> None:
    agent = books.customer("Jane Doe")
    invoice = books.invoice(agent, books.sale(100))
    books.payment(agent, 100, (invoice, 100))
    with pytest.raises(Refused, match="can't be changed"):
        paid = books.read("Invoice", invoice["Id"])
        books.changed(paid, "Invoice", CustomerRef=books.customer("John Roe"))


def test_a_payment_needs_an_amount(books: Bookkeeper) -> None:
    with pytest.raises(Refused, match="TotalAmt") as refused:
        books.save("Payment", {"CustomerRef": books.customer("Jane Doe")})
    assert refused.value.code == "2020"
