"""What the lines of an entry say about tax, to QuickBooks Desktop and back.

In a Canadian company file every line that is sold or bought bears the tax of its code, and QuickBooks
works it out itself; IsTaxIncluded in the entry's head says whether amounts include it. Deposits and
payments have no tax (qbXML 13.0 has no field for it). In the US edition sales lines have a code, which says
only whether they are taxable, and tax is a line of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from include.books.documents import Document, Line
from include.books.money import Cents
from include.quickbooks.desktop.entries.forms import Form
from include.quickbooks.desktop.entries.home import Home
from include.quickbooks.desktop.wire.elements import Fields, cents_in, yes
from include.quickbooks.field_errors import FieldError

EXCLUDED, INCLUDED, NOT_APPLICABLE = "TaxExcluded", "TaxInclusive", "NotApplicable"
"""How the amounts of an entry relate to tax, in the words that QuickBooks Online has for it."""

_BOUGHT, _DEPOSIT = "ExpenseLine", "DepositLine"


def code_fields(form: Form, document: Document, non_taxable: str, home: Home) -> list[Fields]:
    """The tax code of each line; nothing where the line has none.

    Args:
        form: the entry's.
        document: what is sent.
        non_taxable: ListID of the file's code for what isn't taxable, in a file with sales tax.
        home: the company's.

    Raises:
        FieldError: a deposit has a tax code, or some lines have one and others don't.
    """
    codes = [_code(line, document) for line in document.lines]
    if form.line == _DEPOSIT:
        if any(codes):
            raise FieldError(
                "tax code",
                "QuickBooks Desktop adds no tax to deposits. Choose the invoices or sales receipts "
                "template",
            )
        return [{} for _ in codes]
    # A customer, vendor, item or account can be taxable in the file; then QuickBooks would add tax to
    # a line that says nothing.
    default = non_taxable if form.line != _BOUGHT or not home.is_us else ""
    ids = [code or default for code in codes]
    return [{"SalesTaxCodeRef": {"ListID": one}} if one else {} for one in ids]


def head_fields(document: Document, non_taxable: str, home: Home) -> Fields:
    """That amounts don't include tax: where the head says nothing, a preference of the file decides."""
    if home.is_us or not (non_taxable or _is_taxed(document)):
        return {}
    return {"IsTaxIncluded": yes(False)}


def tax_added(form: Form, ret: etree._Element, lines: Sequence[Cents], total: Cents) -> Cents:
    """The tax that QuickBooks added to an entry by tax codes, in cents.

    A purchase names no tax as a whole: it is what its total has beyond its lines.

    Args:
        form: the entry's.
        ret: the entry as QuickBooks shows it.
        lines: the amount of each line.
        total: of the entry, tax included.
    """
    if form.line != _BOUGHT:
        return cents_in(ret, "SalesTaxTotal")
    if ret.findtext("IsTaxIncluded") == "true":
        return sum(cents_in(line, "TaxAmount") for line in ret)
    return total - sum(lines)


def tax_mode(form: Form, ret: etree._Element, codes: Sequence[str]) -> str:
    """How the amounts of an entry relate to tax; empty for kinds without tax."""
    if form.line in ("", _DEPOSIT):
        return ""
    if ret.findtext("IsTaxIncluded") == "true":
        return INCLUDED
    return EXCLUDED if any(codes) else NOT_APPLICABLE


def _code(line: Line, document: Document) -> str:
    """The ID of the line's tax code; empty where it has none."""
    if line.tax is not None:
        if not line.tax.id.strip():
            raise FieldError(
                "tax code", f"CoreBooks doesn't have the QuickBooks ID of {line.tax.name}"
            )
        return line.tax.id
    if _is_taxed(document):
        raise FieldError("tax code", f"“{line.item_name}” has none, and other lines have one")
    return ""


def _is_taxed(document: Document) -> bool:
    return any(line.tax is not None for line in document.lines)
