"""Sales tax: which lines bear it, how much it is, and where it is owed."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import cents, dollars, money
from sandbox.quickbooks_desktop.rules import tax_codes

PAYABLE = "Sales Tax Payable"
TAXABLE, NON_TAXABLE = "Tax", "Non"
TAX_ITEM = "State Tax"


def add_tax(books: Books, kind: str, body: Body, lines: list[Body]) -> int:
    """Complete the codes of lines and the sales tax of a form; the tax in cents.

    A line without a code has that of its item, one of a customer who isn't taxable has none to bear.
    """
    body["SalesTaxPercentage"], body["SalesTaxTotal"] = "0.00", "0.00"
    if not books.settings.sales_tax:
        return 0
    if books.settings.tax_codes:
        return tax_codes.add_sales_tax(books, kind, body, lines)
    customer = _customer_code(books, body)
    body["CustomerSalesTaxCodeRef"] = customer
    body["ItemSalesTaxRef"] = books.reference(books.named("ItemSalesTax", TAX_ITEM))
    taxed = 0
    for line in lines:
        if "ItemRef" not in line:
            continue
        line.setdefault("SalesTaxCodeRef", _item_code(books, line))
        if _is_taxable(books, line["SalesTaxCodeRef"]) and _is_taxable(books, customer):
            taxed += cents(line.get("Amount"))
    rate = Decimal(books.settings.sales_tax_rate)
    tax = int((taxed * rate / 100).quantize(Decimal(1), ROUND_HALF_UP))
    body["SalesTaxPercentage"], body["SalesTaxTotal"] = money(rate), dollars(tax)
    return tax


def tax_postings(books: Books, kind: str, body: Body, sign: int) -> list[Posting]:
    """What a form's sales tax credits (`sign` 1) or debits (-1)."""
    if books.settings.tax_codes:
        lines = body.get(f"{kind}LineRet", [])
        owed = tax_codes.postings(books, kind, body, lines, tax_codes.SOLD)
        return [replace(one, amount=-sign * one.amount) for one in owed]
    tax = cents(body.get("SalesTaxTotal"))
    if not tax:
        return []
    return [Posting(books.named("Account", PAYABLE).id, -sign * tax, memo="Sales tax")]


def _customer_code(books: Books, body: Body) -> Body:
    """The code of a form's customer; the form may have another."""
    ref: Body | None = body.get("CustomerSalesTaxCodeRef")
    if ref:
        return ref
    customer = body.get("CustomerRef")
    known = books.get(customer["ListID"]).body if customer else {}
    return known.get("SalesTaxCodeRef") or _default(books)


def _item_code(books: Books, line: Body) -> Body:
    item = books.get(line["ItemRef"]["ListID"]).body
    return item.get("SalesTaxCodeRef") or _default(books)


def _default(books: Books) -> Body:
    name = TAXABLE if books.settings.items_taxable else NON_TAXABLE
    return books.reference(books.named("SalesTaxCode", name))


def _is_taxable(books: Books, ref: Body) -> bool:
    return bool(books.get(ref["ListID"]).body["IsTaxable"] == "true")
