"""What QuickBooks does not let CoreBooks do, and the sentence a bookkeeper reads."""

from __future__ import annotations

import dataclasses
from typing import Any

import httpx
import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import DocumentKind, Line
from include.books.entries import EntryRef
from include.books.gateway import (
    Action,
    DocumentWrite,
    GatewayUnavailable,
    Posted,
    Recovery,
    Rejected,
)
from include.books.money import to_decimal
from include.clock import SystemClock
from include.quickbooks.online.gateway import OnlineGateway
from tests.quickbooks.online.books import DAY, Books, again, changed, document_write
from tests.quickbooks.online.fakes import offline_calls, offline_settings
from tests.quickbooks.online.test_gateway import some

KINDS = list(DocumentKind)


def refusal(books: Books, write: DocumentWrite) -> Rejected:
    """The no to one document."""
    answer = books.send(write)[write.request_id]
    assert isinstance(answer, Rejected), answer
    return answer


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("kind", KINDS)
def test_closed_books_hold_back_whatever_is_to_be_done(
    books: Books, kind: DocumentKind, action: Action
) -> None:
    write = some(books, kind)
    if action is not Action.CREATE:
        write = again(write, action, books.written(write).ref)
    before = books.balances()
    books.sandbox.set(book_close_date=DAY.isoformat())

    answer = refusal(books, write)

    books.sandbox.set(book_close_date=None)
    assert (answer.recovery, answer.code) == (Recovery.ON_HOLD, "6210")
    assert answer.sentence.endswith(" is dated in a closed period.")
    assert books.balances() == before


@pytest.mark.parametrize("kind", KINDS)
def test_an_inactive_party_holds_its_documents_back(books: Books, kind: DocumentKind) -> None:
    write = some(books, kind)
    vendor = kind in (
        DocumentKind.BILL,
        DocumentKind.VENDOR_CREDIT,
        DocumentKind.CHECK,
        DocumentKind.EXPENSE,
    )
    before = books.balances()
    books.sandbox.edit("Vendor" if vendor else "Customer", write.party_id, "deactivate")

    answer = refusal(books, write)

    assert (answer.recovery, answer.code) == (Recovery.ON_HOLD, "610")
    assert "inactive in QuickBooks" in answer.sentence
    assert books.balances() == before


@pytest.mark.parametrize("kind", KINDS)
def test_an_inactive_account_or_product_is_not_booked_to(books: Books, kind: DocumentKind) -> None:
    write = some(books, kind)
    target = write.document.lines[0].target
    entity = {"product": "Item", "account": "Account"}[target.kind]
    books.sandbox.edit(entity, target.id, "deactivate")

    answer = refusal(books, write)

    books.sandbox.edit(entity, target.id, Active=True)
    assert "inactive in QuickBooks" in answer.sentence


@pytest.mark.parametrize("action", [Action.UPDATE, Action.VOID])
@pytest.mark.parametrize("kind", [DocumentKind.PAYMENT, DocumentKind.SALES_RECEIPT])
def test_what_is_on_a_deposit_is_not_changed(
    books: Books, kind: DocumentKind, action: Action
) -> None:
    held = books.account("Undeposited Funds")
    write = changed(some(books, kind), account=held)
    first = books.written(write)
    entity = {DocumentKind.PAYMENT: "Payment"}.get(kind, "SalesReceipt")
    deposit(books, entity, first)
    before = books.balances()
    line = dataclasses.replace(write.document.lines[0], amount=1_00)

    now = books.entry(kind, first.ref.id).ref
    answer = refusal(books, again(changed(write, lines=(line,)), action, now))

    assert (answer.recovery, answer.code) == (Recovery.ON_HOLD, "6540")
    assert "is part of a bank deposit" in answer.sentence
    assert "Remove it from the deposit" in answer.what_to_do
    assert books.balances() == before


def deposit(books: Books, entity: str, taken: Posted) -> None:
    """Bring money received to the bank, as a person does."""
    assert taken.total is not None
    link = {"TxnId": taken.ref.id, "TxnType": entity}
    line: dict[str, Any] = {"Amount": to_decimal(taken.total), "LinkedTxn": [link]}
    bank = {"value": books.account("Checking Account").id}
    books.sandbox.edit("Deposit", "", "create", DepositToAccountRef=bank, Line=[line])


@pytest.mark.parametrize(
    "kind", [one for one in KINDS if one not in (DocumentKind.PAYMENT, DocumentKind.DEPOSIT)]
)
def test_documents_may_come_to_nothing_but_not_below(books: Books, kind: DocumentKind) -> None:
    write = some(books, kind)
    line = write.document.lines[0]
    less = dataclasses.replace(line, amount=-line.amount)
    nothing = changed(write, lines=(line, less))
    below = changed(write, lines=(line, dataclasses.replace(less, amount=less.amount - 1)))

    answer = refusal(books, dataclasses.replace(below, request_id=f"{write.request_id}-below"))

    assert (answer.recovery, answer.code) == (Recovery.ON_HOLD, "6000")
    assert "Transaction amount must be 0 or greater" in answer.sentence
    assert books.written(nothing).total == 0
    assert books.balances() == {}


@pytest.mark.parametrize("refuses", [False, True])
def test_an_invoice_with_a_payment_is_voided_if_the_company_lets_it(
    books: Books, refuses: bool
) -> None:
    customer = books.customer()
    invoice = books.invoice(customer, "BL-1", ("Desk Fee", 500_00))
    first = books.written(invoice)
    payment = books.written(books.payment(customer, first.ref.id, 500_00))
    books.sandbox.set(delete_linked="refuse" if refuses else "unlink")
    now = books.entry(DocumentKind.INVOICE, first.ref.id).ref

    answer = books.send(again(invoice, Action.VOID, now))

    books.sandbox.set(delete_linked="unlink")
    (only_answer,) = answer.values()
    paid = books.entry(DocumentKind.PAYMENT, payment.ref.id)
    if refuses:
        assert isinstance(only_answer, Rejected)
        assert "delete or unlink the payment first" in only_answer.sentence
        assert (paid.balance, paid.links) == (0, (first.ref.id,))
    else:
        assert isinstance(only_answer, Posted)
        assert (paid.balance, paid.links) == (500_00, ())
        assert paid.ref == EntryRef(payment.ref.id, "1")
        assert books.balances() == {"Checking Account": 500_00, "Accounts Receivable": -500_00}


def test_a_refund_without_its_customer_is_refused(books: Books) -> None:
    write = books.money(DocumentKind.REFUND, "999", "R-1", ("Accounts Receivable", 90_00))

    answer = refusal(books, write)

    assert (answer.recovery, answer.code) == (Recovery.ON_HOLD, "2500")
    assert books.balances() == {}


@pytest.mark.parametrize("classed", [True, False])
def test_nothing_is_sent_when_it_is_unknown_where_classes_are_kept(classed: bool) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path.rsplit("/", 1)[-1])
        return httpx.Response(403, json={"Fault": {"Error": [{"code": "3100"}]}})

    gateway = OnlineGateway(offline_settings(), offline_calls(answer), SystemClock())
    line = Line("Gross", "Gross", 1_00, ListRef(ListKind.PRODUCT, "2", "Gross"))
    office = ListRef(ListKind.CLASS, "9", "North office")
    sales = [document_write(DocumentKind.INVOICE, "7", f"TR-{n}", [line]) for n in range(2)]

    with pytest.raises(GatewayUnavailable) as stopped:
        list(
            gateway.write_documents(
                [changed(s, class_ref=office if classed else None) for s in sales]
            )
        )

    assert asked == ["preferences" if classed else "batch"]
    assert stopped.value.recovery is Recovery.RECONNECT
    assert set(stopped.value.not_sent) == {sale.request_id for sale in sales}
