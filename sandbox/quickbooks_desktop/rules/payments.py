"""Payments received and made: what they settle, and where the money goes or comes from."""

from __future__ import annotations

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_desktop import links
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.links import Link
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import cents, dollars
from sandbox.quickbooks_desktop.refusals import (
    invalid_value,
    not_found,
    not_modified,
    not_saved,
)
from sandbox.quickbooks_desktop.rules import lines as lines_
from sandbox.quickbooks_desktop.rules.banking import deposit_account
from sandbox.quickbooks_desktop.rules.spec import Spec
from sandbox.quickbooks_desktop.store import Record

_CREDITS = {"Invoice": "CreditMemo", "Check": "CreditMemo", "Bill": "VendorCredit"}
"""What is settled -> the credit that can settle it."""
_TOO_MUCH = "You cannot pay more than the amount due."


def owed(books: Books, record: Record, *, besides: str = "") -> int:
    """Cents that are still open of an invoice, a bill, or a check that lends to a customer."""
    if record.kind == "Check":
        total = sum(
            cents(line["Amount"])
            for line in record.body.get("ExpenseLineRet", [])
            if books.account_type(line["AccountRef"]) == "AccountsReceivable"
        )
    else:
        total = links.total(record.kind, record.body)
    return total - links.applied(books, record.id, besides=besides)


def party_of(books: Books, record: Record) -> str | None:
    """Whose debt an invoice, bill or check is."""
    if record.kind != "Check":
        return record.party
    for line in record.body.get("ExpenseLineRet", []):
        if books.account_type(line["AccountRef"]) == "AccountsReceivable":
            return lines_.party_for(books, "Check", line, record.body.get("PayeeEntityRef"))[1]
    return None


def settle_with_credits(books: Books, kind: str, id_: str, credits_: list[Body]) -> None:
    """Apply credits to an invoice, bill or check.

    Raises:
        Refusal: 3120 the credit is not there, 3210 there is less left of it or owed.
    """
    for one in credits_:
        credit, amount = books.store.get(one["CreditTxnID"]), cents(one["AppliedAmount"])
        target = books.get(id_)
        if (
            credit is None
            or credit.status != "live"
            or credit.kind != _CREDITS[kind]
            or credit.party != party_of(books, target)
        ):
            raise not_found(one["CreditTxnID"])
        left = cents(credit.body[links.TOTALS[credit.kind]]) - links.used(books, credit.id)
        if amount > left or amount > owed(books, target):
            raise invalid_value("AppliedAmount", one["AppliedAmount"], _TOO_MUCH)
        books.related(credit, target.label)
        links.replace(books, credit.id, [Link(credit.id, id_, amount)], only=False)


def _applied(books: Books, body: Body, before: Record | None, kinds: tuple[str, ...]) -> int:
    """Check what is to be settled; the sum in cents. A change may leave it as it was."""
    if before is not None and "AppliedToTxn" not in body:
        if body[_PARTY[kinds]] != before.body[_PARTY[kinds]] and links.of(books, before.id):
            raise not_modified(before.kind, "It is applied to transactions of somebody else.")
        return links.used(books, before.id)
    total = 0
    own = before.id if before else ""
    for one in body.get("AppliedToTxn", []):
        target = books.store.get(one["TxnID"])
        party = body[_PARTY[kinds]]["ListID"]
        if target is None or target.status != "live" or target.kind not in kinds:
            raise not_found(one["TxnID"])
        if party_of(books, target) != party:
            raise not_found(one["TxnID"])
        books.related(target, target.label)
        open_ = owed(books, target, besides=own)
        credited = sum(cents(credit["AppliedAmount"]) for credit in one.get("SetCredit", []))
        one.setdefault("PaymentAmount", "0.00" if credited else dollars(open_))
        amount = cents(one["PaymentAmount"])
        if amount < 0 or amount + credited > open_:
            raise invalid_value("AppliedToTxnAdd payment amount", one["PaymentAmount"], _TOO_MUCH)
        total += amount
    return total


_RECEIVABLE, _PAYABLE = ("Invoice", "Check"), ("Bill",)
_PARTY = {_RECEIVABLE: "CustomerRef", _PAYABLE: "PayeeEntityRef"}


def _receive(books: Books, body: Body, before: Record | None) -> None:
    deposit_account(books, "ReceivePayment", body, before)
    if body.pop("IsAutoApply", "false") == "true":
        body["AppliedToTxn"] = _oldest_first(books, body)
    applied = _applied(books, body, before, _RECEIVABLE)
    body.setdefault("TotalAmount", dollars(applied))
    total = cents(body["TotalAmount"])
    if total < 0:
        raise not_saved("ReceivePayment", "Transaction amount must be positive.")
    if applied > total:
        reason = "The amount applied is more than the amount of the payment."
        raise invalid_value("AppliedToTxnAdd payment amount", dollars(applied), reason)
    body.setdefault("ARAccountRef", books.default_account("AccountsReceivable"))
    body.setdefault("OwnLineID", books.new_txn_id()[0])


def _oldest_first(books: Books, body: Body) -> list[Body]:
    """What QuickBooks settles on its own: an invoice of just this amount, or the oldest ones."""
    left = cents(body.get("TotalAmount"))
    where = "party = ? AND status = 'live'"
    found = books.store.find(("Invoice",), where, (body["CustomerRef"]["ListID"],))
    open_ = [(one, owed(books, one)) for one in found if owed(books, one) > 0]
    exact = [pair for pair in open_ if pair[1] == left][:1]
    result = []
    for invoice, due in exact or sorted(open_, key=lambda pair: pair[0].txn_date or ""):
        amount = min(due, left)
        if amount > 0:
            result.append({"TxnID": invoice.id, "PaymentAmount": dollars(amount)})
        left -= amount
    return result


def _pay_bills(books: Books, body: Body, before: Record | None) -> None:
    if books.account_type(body["BankAccountRef"]) != "Bank":
        raise not_saved("BillPaymentCheck", "Bills are paid from a bank account.")
    body.setdefault("APAccountRef", books.default_account("AccountsPayable"))
    applied = _applied(books, body, before, _PAYABLE)
    if "AppliedToTxn" in body:
        body["Amount"] = dollars(applied)
    body.setdefault("IsToBePrinted", "false")


def _settle(books: Books, id_: str, body: Body) -> None:
    if "AppliedToTxn" not in body:
        return
    settled = body["AppliedToTxn"]
    own = [Link(id_, one["TxnID"], cents(one["PaymentAmount"])) for one in settled]
    links.replace(books, id_, [link for link in own if link.amount])
    for one in settled:
        kind = books.get(one["TxnID"]).kind
        settle_with_credits(books, kind, one["TxnID"], one.get("SetCredit", []))


def _post_received(books: Books, body: Body) -> list[Posting]:
    total, who = cents(body["TotalAmount"]), lines_.entity(books, body["CustomerRef"])
    memo = body.get("Memo")
    return [
        Posting(body["DepositToAccountRef"]["ListID"], total, *who, memo=memo),
        Posting(body["ARAccountRef"]["ListID"], -total, *who, memo=memo),
    ]


def _post_paid(books: Books, body: Body) -> list[Posting]:
    total, who = cents(body["Amount"]), lines_.entity(books, body["PayeeEntityRef"])
    memo = body.get("Memo")
    return [
        Posting(body["APAccountRef"]["ListID"], total, *who, memo=memo),
        Posting(body["BankAccountRef"]["ListID"], -total, *who, memo=memo),
    ]


RECEIVE_PAYMENT = Spec(
    name="ReceivePayment",
    required=("CustomerRef",),
    prepare=_receive,
    post=_post_received,
    party="CustomerRef",
    settle=_settle,
)
BILL_PAYMENT_CHECK = Spec(
    name="BillPaymentCheck",
    required=("PayeeEntityRef", "BankAccountRef"),
    prepare=_pay_bills,
    post=_post_paid,
    party="PayeeEntityRef",
    numbering=True,
    settle=_settle,
)
