"""What the company sells: invoices, sales receipts, credit memos."""

from __future__ import annotations

import datetime as dt

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_desktop import links
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import cents, dollars
from sandbox.quickbooks_desktop.refusals import not_saved
from sandbox.quickbooks_desktop.rules import lines as lines_
from sandbox.quickbooks_desktop.rules.banking import deposit_account
from sandbox.quickbooks_desktop.rules.items import sold_lines
from sandbox.quickbooks_desktop.rules.payments import settle_with_credits
from sandbox.quickbooks_desktop.rules.spec import Spec
from sandbox.quickbooks_desktop.rules.tax_codes import net
from sandbox.quickbooks_desktop.rules.taxes import add_tax, tax_postings
from sandbox.quickbooks_desktop.store import Record


def due(books: Books, body: Body, days: int) -> None:
    """Fill in the due date: the terms' days after the date, or so many days."""
    if body.get("DueDate"):
        return
    if "TermsRef" in body:
        days = int(books.get(body["TermsRef"]["ListID"]).body.get("StdDueDays", 0))
    start = dt.date.fromisoformat(body["TxnDate"])
    body["DueDate"] = (start + dt.timedelta(days=days)).isoformat()


def typed(books: Books, kind: str, body: Body, field: str, account_type: str) -> None:
    """Fill in an account of a type, or refuse with 3180 one of another."""
    if field not in body:
        body[field] = books.default_account(account_type)
    elif books.account_type(body[field]) != account_type:
        reason = f"The account {body[field]['FullName']} is not of type {account_type}."
        raise not_saved(kind, reason)


def _sale(books: Books, kind: str, body: Body, total_field: str) -> None:
    lines = body.get(f"{kind}LineRet", [])
    sold_lines(books, kind, lines)
    total = lines_.sales_amounts(books, lines)
    if total < 0:
        raise not_saved(kind, "Transaction amount must be positive.")
    tax = add_tax(books, kind, body, lines)
    included = cents(body["SalesTaxTotal"]) - tax
    body["Subtotal"] = dollars(total - included)
    if total_field != "Subtotal":
        body[total_field] = dollars(total + tax)
    for name in ("IsPending", "IsToBePrinted", "IsToBeEmailed"):
        body.setdefault(name, "false")


def _invoice(books: Books, body: Body, before: Record | None) -> None:
    _sale(books, "Invoice", body, "Subtotal")
    body.setdefault("IsFinanceCharge", "false")
    typed(books, "Invoice", body, "ARAccountRef", "AccountsReceivable")
    due(books, body, 0)
    not_below_paid(books, "Invoice", body, before)


def not_below_paid(books: Books, kind: str, body: Body, before: Record | None) -> None:
    """Lowering a total below what is paid: payments give way, or 3180, as the setting says."""
    if before is None:
        return
    total = links.total(kind, body)
    if links.applied(books, before.id) <= total:
        return
    if books.settings.warn_less_than_paid == "refuse":
        raise not_saved(kind, "The amount is less than what has been applied to it.")
    links.give_way(books, before.id, total)


def _credit_memo(books: Books, body: Body, before: Record | None) -> None:
    _sale(books, "CreditMemo", body, "TotalAmount")
    typed(books, "CreditMemo", body, "ARAccountRef", "AccountsReceivable")
    due(books, body, 0)
    if before is not None and links.used(books, before.id) > cents(body["TotalAmount"]):
        raise not_saved("CreditMemo", "The amount is less than the credit that has been used.")


def _receipt(books: Books, body: Body, before: Record | None) -> None:
    _sale(books, "SalesReceipt", body, "TotalAmount")
    deposit_account(books, "SalesReceipt", body, before)


def _posted(books: Books, kind: str, body: Body, account: str, sign: int) -> list[Posting]:
    who = lines_.entity(books, body.get("CustomerRef"))
    total = links.total(kind, body)
    result = [Posting(account, sign * total, *who, memo=body.get("Memo"))]
    for line in body.get(f"{kind}LineRet", []):
        if not cents(line.get("Amount")):
            continue
        income = lines_.item_account(books, line, bought=False)
        amount = -sign * net(line, body)
        class_ = lines_.class_of(line, body)
        result.append(Posting(income, amount, *who, class_=class_, memo=line.get("Desc")))
    return result + tax_postings(books, kind, body, sign)


def _post_invoice(books: Books, body: Body) -> list[Posting]:
    return _posted(books, "Invoice", body, body["ARAccountRef"]["ListID"], 1)


def _post_credit_memo(books: Books, body: Body) -> list[Posting]:
    return _posted(books, "CreditMemo", body, body["ARAccountRef"]["ListID"], -1)


def _post_receipt(books: Books, body: Body) -> list[Posting]:
    return _posted(books, "SalesReceipt", body, body["DepositToAccountRef"]["ListID"], 1)


def _settle_invoice(books: Books, id_: str, body: Body) -> None:
    settle_with_credits(books, "Invoice", id_, body.get("SetCredit", []))


INVOICE = Spec(
    name="Invoice",
    required=("CustomerRef",),
    prepare=_invoice,
    post=_post_invoice,
    lines=("InvoiceLine",),
    party="CustomerRef",
    numbering=True,
    settle=_settle_invoice,
)
CREDIT_MEMO = Spec(
    name="CreditMemo",
    required=("CustomerRef",),
    prepare=_credit_memo,
    post=_post_credit_memo,
    lines=("CreditMemoLine",),
    party="CustomerRef",
    numbering=True,
)
SALES_RECEIPT = Spec(
    name="SalesReceipt",
    prepare=_receipt,
    post=_post_receipt,
    lines=("SalesReceiptLine",),
    party="CustomerRef",
    numbering=True,
)
