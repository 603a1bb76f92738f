"""Money brought to the bank, and where what is received goes."""

from __future__ import annotations

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_desktop import links
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.links import Link
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import cents, dollars
from sandbox.quickbooks_desktop.refusals import (
    invalid_value,
    missing,
    not_found,
    not_modified,
    not_saved,
)
from sandbox.quickbooks_desktop.rules import lines as lines_
from sandbox.quickbooks_desktop.rules.spec import Spec
from sandbox.quickbooks_desktop.store import Record

_BANKS = ("Bank", "OtherCurrentAsset")


def deposit_account(books: Books, kind: str, body: Body, before: Record | None) -> None:
    """Fill in where money received goes; it stays there once it was brought to the bank."""
    if "DepositToAccountRef" not in body:
        body["DepositToAccountRef"] = books.reference(books.undeposited())
    elif books.account_type(body["DepositToAccountRef"]) not in _BANKS:
        raise not_saved(kind, "Money can be deposited to a bank or other current asset only.")
    if before is None or links.deposited_in(books, before.id) is None:
        return
    for name in ("DepositToAccountRef", links.TOTALS[kind], "CustomerRef"):
        if body.get(name) != before.body.get(name):
            raise not_modified(kind, "This payment has been deposited and cannot be changed.")


def _deposit(books: Books, body: Body, before: Record | None) -> None:
    if books.account_type(body["DepositToAccountRef"]) not in _BANKS:
        raise not_saved("Deposit", "Money can be deposited to a bank or other current asset only.")
    lines = body.get("DepositLineRet", [])
    if not lines:
        raise missing("DepositLineAdd")
    seen: set[str] = set()
    for line in lines:
        if "PaymentTxnID" in line:
            _payment_line(books, line)
        if "TxnID" in line:
            if line["TxnID"] in seen:
                raise invalid_value("PaymentTxnID", line["TxnID"], "It is in this deposit already.")
            seen.add(line["TxnID"])
            _depositable(books, line, before)
        elif "AccountRef" not in line:
            raise missing("AccountRef")
        line.setdefault("Amount", "0.00")
    total = sum(cents(line["Amount"]) for line in lines)
    if total <= 0:
        raise not_saved("Deposit", "The total of a deposit must be greater than zero.")
    body["DepositTotal"] = dollars(total)


def _payment_line(books: Books, line: Body) -> None:
    """Turn "this payment" into a line as it is kept."""
    id_ = line.pop("PaymentTxnID")
    payment = books.store.get(id_)
    if payment is None or payment.status != "live":
        raise not_found(id_)
    line |= {
        "TxnType": payment.kind,
        "TxnID": payment.id,
        "PaymentTxnLineID": line.get("PaymentTxnLineID") or payment.body.get("OwnLineID"),
        "EntityRef": payment.body.get("CustomerRef"),
        "AccountRef": books.reference(books.undeposited()),
        "Memo": line.pop("OverrideMemo", None) or payment.body.get("Memo"),
        "CheckNumber": line.pop("OverrideCheckNumber", None) or _check_number(payment),
        "PaymentMethodRef": payment.body.get("PaymentMethodRef"),
        "Amount": payment.body.get("TotalAmount"),
    }
    line |= lines_.filled(line)


def _check_number(payment: Record) -> str | None:
    number = payment.body.get("CheckNumber" if payment.kind == "SalesReceipt" else "RefNumber")
    return None if number is None else str(number)[:11]


def _depositable(books: Books, line: Body, before: Record | None) -> None:
    payment = books.get(line["TxnID"])
    held = payment.body.get("DepositToAccountRef", {}).get("ListID")
    if payment.kind not in ("ReceivePayment", "SalesReceipt") or held != books.undeposited().id:
        reason = "It is not in Undeposited Funds."
        raise invalid_value("PaymentTxnID", payment.id, reason)
    deposit = links.deposited_in(books, payment.id)
    if deposit not in (None, before.id if before else None):
        reason = "It has been deposited already."
        raise invalid_value("PaymentTxnID", payment.id, reason)


def _post(books: Books, body: Body) -> list[Posting]:
    memo = body.get("Memo")
    result = [
        Posting(body["DepositToAccountRef"]["ListID"], cents(body["DepositTotal"]), memo=memo)
    ]
    for line in body["DepositLineRet"]:
        if not cents(line["Amount"]):
            continue
        who = lines_.party_for(books, "Deposit", line, None)
        class_ = lines_.class_of(line, body)
        account, amount = line["AccountRef"]["ListID"], -cents(line["Amount"])
        result.append(Posting(account, amount, *who, class_=class_, memo=line.get("Memo")))
    return result


def _settle(books: Books, id_: str, body: Body) -> None:
    held = [
        Link(id_, line["TxnID"], cents(line["Amount"]))
        for line in body["DepositLineRet"]
        if "TxnID" in line
    ]
    links.replace(books, id_, held)


DEPOSIT = Spec(
    name="Deposit",
    required=("DepositToAccountRef",),
    prepare=_deposit,
    post=_post,
    lines=("DepositLine",),
    settle=_settle,
)
