"""Payments received and made: what they settle, and where the money goes or comes from."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_online import lines as lines_
from sandbox.quickbooks_online import links as settling
from sandbox.quickbooks_online import money
from sandbox.quickbooks_online.entities import currency
from sandbox.quickbooks_online.entities.common import (
    DATES,
    account_of_type,
    deposit_account,
    txn,
)
from sandbox.quickbooks_online.entities.spec import Link, Spec
from sandbox.quickbooks_online.errors import missing, rule
from sandbox.quickbooks_online.fields import AMOUNT, ANY, Fields, enum, ref, text
from sandbox.quickbooks_online.line_fields import SETTLEMENTS
from sandbox.quickbooks_online.store import Body, Record

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

_PAYMENT_FIELDS: Fields = txn(
    {
        "CustomerRef": ref("Customer"),
        "TotalAmt": AMOUNT,
        "UnappliedAmt": AMOUNT,
        "ARAccountRef": ref("Account"),
        "DepositToAccountRef": ref("Account"),
        "PaymentMethodRef": ref("PaymentMethod"),
        "PaymentRefNum": text(21),
        "CreditCardPayment": ANY,
        "TaxExemptionRef": ANY,
        "ProcessPayment": ANY,
    }
)
_BILL_PAYMENT_FIELDS: Fields = txn(
    {
        "VendorRef": ref("Vendor"),
        "TotalAmt": AMOUNT,
        "PayType": enum("Check", "CreditCard"),
        "CheckPayment": ANY,
        "CreditCardPayment": ANY,
        "APAccountRef": ref("Account"),
        "ProcessBillPayment": ANY,
    }
)
_CREDITS = frozenset({"CreditMemo", "VendorCredit"})
"""What a payment uses up rather than settles."""


def _settled(company: Company, body: Body, before: Record | None) -> Decimal:
    """Check the lines; what they apply beyond the credits they use up."""
    lines_.not_negative(body["TotalAmt"])
    if body.get("Line"):
        body["Line"] = lines_.checked(company, body, before, SETTLEMENTS)
        for line in body["Line"]:
            lines_.not_negative(line["Amount"])
    else:
        body["Line"] = []
    result = applied(body["Line"])
    if result > body["TotalAmt"]:
        raise rule("The amounts applied are more than the payment.")
    return result


def applied(settling: list[Body]) -> Decimal:
    """What lines apply to invoices or bills beyond the credits that they use up."""
    sums = [
        -line["Amount"] if link["TxnType"] in _CREDITS else line["Amount"]
        for _, line, link in lines_.links_of(settling)
    ]
    return max(sum(sums, Decimal("0.00")), Decimal("0.00"))


def _payment(company: Company, body: Body, before: Record | None) -> Body:
    lines_.dated(company, body)
    _keep_to_balances(company, body, before)
    body["UnappliedAmt"] = body["TotalAmt"] - _settled(company, body, before)
    body["DepositToAccountRef"] = deposit_account(company, body)
    if "ARAccountRef" in body:
        account_of_type(company, body["ARAccountRef"], "Accounts Receivable")
    else:
        body["ARAccountRef"] = currency.account_in(company, "Accounts Receivable", body)
    currency.of_document(company, body)
    body["ProcessPayment"] = False
    return body


def _keep_to_balances(company: Company, body: Body, before: Record | None) -> None:
    """What is paid beyond an invoice's open balance stays with the customer, unapplied."""
    if company.settings.over_balance == "refuse":
        return
    own = None if before is None else before.id
    kept: list[Any] = []
    sent = body.get("Line")
    for line in sent if isinstance(sent, list) else ():
        links_ = line.get("LinkedTxn") if isinstance(line, dict) else None
        links_ = (
            [one for one in links_ if isinstance(one, dict)] if isinstance(links_, list) else []
        )
        invoices = [one for one in links_ if one.get("TxnType") == "Invoice"]
        if len(invoices) == 1 and line.get("Amount") not in (None, ""):
            open_ = settling.open_balance(company, str(invoices[0].get("TxnId")), own)
            asked = money.amount(line["Amount"], "Amount")
            if open_ is not None and asked > open_:
                kept.append({**line, "Amount": open_})
                continue
        kept.append(line)
    if kept:
        body["Line"] = [one for one in kept if not isinstance(one, dict) or one.get("Amount") != 0]


def _bill_payment(company: Company, body: Body, before: Record | None) -> Body:
    lines_.dated(company, body)
    if not body.get("Line"):
        raise missing("Line")
    _settled(company, body, before)
    _paid_from(company, body)
    if "APAccountRef" in body:
        account_of_type(company, body["APAccountRef"], "Accounts Payable")
    else:
        body["APAccountRef"] = currency.account_in(company, "Accounts Payable", body)
    currency.of_document(company, body)
    return body


def _paid_from(company: Company, body: Body) -> Body:
    """The bank or card account that pays bills."""
    holder, name, type_ = {
        "Check": ("CheckPayment", "BankAccountRef", "Bank"),
        "CreditCard": ("CreditCardPayment", "CCAccountRef", "Credit Card"),
    }[body["PayType"]]
    detail = body.get(holder)
    account = detail.get(name) if isinstance(detail, dict) else None
    if not isinstance(account, dict) or not account.get("value"):
        raise missing(f"{holder}.{name}")
    found = company.referred(("Account",), str(account["value"]))
    return account_of_type(company, {"value": found.id}, type_)


def links(_company: Company, body: Body) -> list[Link]:
    """What a payment's lines settle; credits they use up count against the credit."""
    return [
        Link(link["TxnType"], str(link["TxnId"]), money.cents(line["Amount"]))
        for _, line, link in lines_.links_of(body["Line"])
    ]


def _post_payment(_company: Company, body: Body) -> list[Posting]:
    amount, customer = money.cents(body["TotalAmt"]), body["CustomerRef"]["value"]
    memo = body.get("PrivateNote")
    return [
        Posting(body["DepositToAccountRef"]["value"], amount, "Customer", customer, memo=memo),
        Posting(body["ARAccountRef"]["value"], -amount, "Customer", customer, memo=memo),
    ]


def _post_bill_payment(company: Company, body: Body) -> list[Posting]:
    amount, vendor = money.cents(body["TotalAmt"]), body["VendorRef"]["value"]
    memo, bank = body.get("PrivateNote"), _paid_from(company, body)["value"]
    return [
        Posting(body["APAccountRef"]["value"], amount, "Vendor", vendor, memo=memo),
        Posting(bank, -amount, "Vendor", vendor, memo=memo),
    ]


PAYMENT = Spec(
    name="Payment",
    kind="transaction",
    fields=_PAYMENT_FIELDS,
    required=("CustomerRef", "TotalAmt"),
    prepare=_payment,
    post=_post_payment,
    links=links,
    queryable=DATES | {"CustomerRef", "TotalAmt", "PaymentRefNum", "DepositToAccountRef"},
    voidable="include",
)
BILL_PAYMENT = Spec(
    name="BillPayment",
    kind="transaction",
    feature="bills",
    fields=_BILL_PAYMENT_FIELDS,
    required=("VendorRef", "TotalAmt", "PayType"),
    prepare=_bill_payment,
    post=_post_bill_payment,
    links=links,
    queryable=DATES | {"VendorRef", "TotalAmt", "PayType"},
    numbering="purchase",
    voidable="include",
)
