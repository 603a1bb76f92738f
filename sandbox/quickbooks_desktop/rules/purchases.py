"""What the company buys: bills, vendor credits, checks, credit card charges."""

from __future__ import annotations

from dataclasses import replace

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_desktop import links
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import cents, dollars
from sandbox.quickbooks_desktop.refusals import not_saved
from sandbox.quickbooks_desktop.rules import lines as lines_
from sandbox.quickbooks_desktop.rules import tax_codes
from sandbox.quickbooks_desktop.rules.sales import due, not_below_paid, typed
from sandbox.quickbooks_desktop.rules.spec import Spec
from sandbox.quickbooks_desktop.store import Record

_LINES = ("ExpenseLine", "ItemLine")


def _bought(books: Books, kind: str, body: Body) -> None:
    total = lines_.purchase_amounts(books, body)
    total += tax_codes.add_purchase_tax(books, kind, body)
    if total < 0:
        raise not_saved(kind, "Transaction amount must be positive.")
    body[links.TOTALS[kind]] = dollars(total)


def _bill(books: Books, body: Body, before: Record | None) -> None:
    _bought(books, "Bill", body)
    typed(books, "Bill", body, "APAccountRef", "AccountsPayable")
    due(books, body, books.settings.bills_due_days)
    not_below_paid(books, "Bill", body, before)


def _vendor_credit(books: Books, body: Body, before: Record | None) -> None:
    _bought(books, "VendorCredit", body)
    typed(books, "VendorCredit", body, "APAccountRef", "AccountsPayable")
    if before is not None and links.used(books, before.id) > cents(body["CreditAmount"]):
        raise not_saved("VendorCredit", "The amount is less than the credit that has been used.")


def _check(books: Books, body: Body, before: Record | None) -> None:
    _bought(books, "Check", body)
    typed(books, "Check", body, "AccountRef", "Bank")
    body.setdefault("IsToBePrinted", "false")
    not_below_paid(books, "Check", body, before)


def _charge(books: Books, body: Body, _before: Record | None) -> None:
    _bought(books, "CreditCardCharge", body)
    typed(books, "CreditCardCharge", body, "AccountRef", "CreditCard")


def _posted(books: Books, kind: str, body: Body, account: str, sign: int) -> list[Posting]:
    payee = body.get("VendorRef") or body.get("PayeeEntityRef")
    who = lines_.entity(books, payee)
    total = cents(body[links.TOTALS[kind]])
    result = [Posting(account, -sign * total, *who, memo=body.get("Memo"))]
    lines = lines_.purchase_postings(books, kind, body, payee)
    if books.settings.tax_codes:
        bought = tax_codes.purchase_lines(body)
        lines += tax_codes.postings(books, kind, body, bought, tax_codes.BOUGHT)
    return result + [replace(line, amount=sign * line.amount) for line in lines]


def _post_bill(books: Books, body: Body) -> list[Posting]:
    return _posted(books, "Bill", body, body["APAccountRef"]["ListID"], 1)


def _post_vendor_credit(books: Books, body: Body) -> list[Posting]:
    return _posted(books, "VendorCredit", body, body["APAccountRef"]["ListID"], -1)


def _post_check(books: Books, body: Body) -> list[Posting]:
    return _posted(books, "Check", body, body["AccountRef"]["ListID"], 1)


def _post_charge(books: Books, body: Body) -> list[Posting]:
    return _posted(books, "CreditCardCharge", body, body["AccountRef"]["ListID"], 1)


BILL = Spec(
    name="Bill",
    required=("VendorRef",),
    prepare=_bill,
    post=_post_bill,
    lines=_LINES,
    party="VendorRef",
)
VENDOR_CREDIT = Spec(
    name="VendorCredit",
    required=("VendorRef",),
    prepare=_vendor_credit,
    post=_post_vendor_credit,
    lines=_LINES,
    party="VendorRef",
)
CHECK = Spec(
    name="Check",
    required=("AccountRef",),
    prepare=_check,
    post=_post_check,
    lines=_LINES,
    party="PayeeEntityRef",
    numbering=True,
)
CREDIT_CARD_CHARGE = Spec(
    name="CreditCardCharge",
    required=("AccountRef",),
    prepare=_charge,
    post=_post_charge,
    lines=_LINES,
    party="PayeeEntityRef",
)
