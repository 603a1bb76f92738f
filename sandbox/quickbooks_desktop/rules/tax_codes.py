"""Tax outside the United States: by the tax code of each line, on what is sold and what is bought.

A code names one tax item, or a group of them, for sales and one for purchases; each item has a rate and
belongs to an agency, to whose account its tax is posted. Which of the two a line bears is decided by
the form it is on. How QuickBooks rounds, and what becomes of a line without a code, is documented
nowhere: both are knobs.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import cents, dollars
from sandbox.quickbooks_desktop.refusals import not_saved
from sandbox.quickbooks_desktop.store import Record

TAXABLE, NON_TAXABLE = "H", "E"
"""What lines without a code of their own bear in an Ontario file: HST, or nothing."""
TAX_ITEM = "HST (ON) on Sales"


@dataclass(frozen=True, slots=True)
class Side:
    """Sales or purchases: where a code names its tax, and an agency the account of it."""

    item: str
    account: str
    word: str


SOLD = Side("ItemSalesTaxRef", "TaxOnSalesAccountRef", "sales")
BOUGHT = Side("ItemPurchaseTaxRef", "TaxOnPurchasesAccountRef", "purchases")


def add_sales_tax(books: Books, kind: str, body: Body, lines: list[Body]) -> int:
    """Complete the codes of a sales form's lines, and its tax; what it adds to the lines, in cents."""
    for line in lines:
        if "ItemRef" in line:
            _complete(books, kind, line, _sold_code(books, body, line))
    _remember_how(books, body)
    taxes = _add(books, kind, body, lines, SOLD)
    body["SalesTaxTotal"] = dollars(sum(taxes.values()))
    return 0 if is_included(body) else sum(taxes.values())


def add_purchase_tax(books: Books, kind: str, body: Body) -> int:
    """Complete the codes of a purchase's lines, and their tax; what it adds to them, in cents."""
    lines = purchase_lines(body)
    if not books.settings.tax_codes:
        return 0
    for line in lines:
        _complete(books, kind, line, _bought_code(books, body, line))
    _remember_how(books, body)
    taxes = _add(books, kind, body, lines, BOUGHT)
    return 0 if is_included(body) else sum(taxes.values())


def purchase_lines(body: Body) -> list[Body]:
    """The lines of a bill, credit, check or charge, of accounts and of items."""
    return [*body.get("ExpenseLineRet", []), *body.get("ItemLineRet", [])]


def is_included(body: Body) -> bool:
    """Whether the amounts of a form include its tax."""
    return bool(body.get("IsTaxIncluded") == "true")


def net(line: Body, body: Body) -> int:
    """A line without its tax, in cents: what its account gets."""
    return cents(line.get("Amount")) - (cents(line.get("TaxAmount")) if is_included(body) else 0)


def postings(books: Books, kind: str, body: Body, lines: list[Body], side: Side) -> list[Posting]:
    """What the tax of a form posts to the agencies' accounts; positive as its lines are."""
    result = []
    for id_, tax in _taxes(books, kind, body, lines, side).items():
        if tax:
            agency = books.get(books.get(id_).body["TaxVendorRef"]["ListID"])
            result.append(Posting(agency.body[side.account]["ListID"], tax, memo="Sales tax"))
    return result


def _complete(books: Books, kind: str, line: Body, default: Body) -> None:
    if "SalesTaxCodeRef" in line:
        return
    if books.settings.missing_tax_code == "refuse":
        raise not_saved(kind, "Every line needs a tax code.")
    line["SalesTaxCodeRef"] = default


def _remember_how(books: Books, body: Body) -> None:
    included = "true" if books.settings.amounts_include_tax else "false"
    body.setdefault("IsTaxIncluded", included)


def _sold_code(books: Books, body: Body, line: Body) -> Body:
    customer = _of(books, body.get("CustomerRef"))
    if books.settings.customers_have_codes and customer:
        return body.get("CustomerSalesTaxCodeRef") or customer
    return _of(books, line["ItemRef"]) or default_code(books)


def _bought_code(books: Books, body: Body, line: Body) -> Body:
    vendor = _of(books, body.get("VendorRef") or body.get("PayeeEntityRef"))
    if books.settings.vendors_have_codes and vendor:
        return body.get("SalesTaxCodeRef") or vendor
    return _of(books, line.get("AccountRef") or line.get("ItemRef")) or default_code(books)


def _of(books: Books, ref: Body | None) -> Body:
    """The code that a list entry has of its own."""
    found: Body = books.get(ref["ListID"]).body.get("SalesTaxCodeRef", {}) if ref else {}
    return found


def default_code(books: Books) -> Body:
    """The code of what names none."""
    name = TAXABLE if books.settings.items_taxable else NON_TAXABLE
    return books.reference(books.named("SalesTaxCode", name))


def _add(books: Books, kind: str, body: Body, lines: list[Body], side: Side) -> dict[str, int]:
    """Note each line's tax on it; the form's tax by tax item, in cents."""
    for line in lines:
        exact = _line_taxes(books, kind, body, line, side)
        line["TaxAmount"] = dollars(_rounded(sum(exact.values(), Decimal())))
    return _taxes(books, kind, body, lines, side)


def _taxes(books: Books, kind: str, body: Body, lines: list[Body], side: Side) -> dict[str, int]:
    """The tax of a form by tax item, in cents."""
    exact: dict[str, Decimal] = {}
    by_line = books.settings.tax_rounding == "line" or is_included(body)
    for line in lines:
        for id_, tax in _line_taxes(books, kind, body, line, side).items():
            exact[id_] = exact.get(id_, Decimal()) + (_rounded(tax) if by_line else tax)
    return {id_: _rounded(tax) for id_, tax in exact.items()}


def _line_taxes(books: Books, kind: str, body: Body, line: Body, side: Side) -> dict[str, Decimal]:
    """The exact tax of a line by tax item, in cents and fractions of them."""
    amount = Decimal(cents(line.get("Amount")))
    if "SalesTaxCodeRef" not in line or not amount:
        return {}
    items = _items(books, kind, books.get(line["SalesTaxCodeRef"]["ListID"]), side)
    rates = {item.id: Decimal(item.body.get("TaxRate", "0")) for item in items}
    if is_included(body):
        amount = amount * 100 / (100 + sum(rates.values()))
    return {id_: amount * rate / 100 for id_, rate in rates.items()}


def _items(books: Books, kind: str, code: Record, side: Side) -> list[Record]:
    """The tax items behind a code; raises `Refusal` for a taxable code that has none for this side."""
    ref = code.body.get(side.item)
    if ref is None:
        if code.body["IsTaxable"] == "true":
            raise not_saved(kind, f"The tax code {code.label} has no tax item for {side.word}.")
        return []
    item = books.get(ref["ListID"])
    group: list[Body] = item.body.get("ItemSalesTaxRef", [])
    return [books.get(one["ListID"]) for one in group] or [item]


def _rounded(tax: Decimal) -> int:
    return int(tax.quantize(Decimal(1), ROUND_HALF_UP))
