"""What the lines of an entry say about tax, to QuickBooks Online.

Outside the United States every line has a tax code, by which QuickBooks adds the tax of its entry, and
GlobalTaxCalculation says that the amounts are without it. An entry whose amounts become zero, as it is
voided, needs none: its codes may have become inactive, or sales tax may be off by then. What tax QuickBooks comes to (TxnTaxDetail) is
never sent: https://developer.intuit.com/app/developer/qbo/docs/workflows/manage-sales-tax-for-non-us-locales.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from include.books.documents import DocumentKind, Line
from include.books.gateway import Action, DocumentWrite
from include.quickbooks.field_errors import FieldError
from include.quickbooks.online.entries.home import Home

NOT_TAXABLE = "NON"
"""A US company's code: where sales tax is on, QuickBooks adds tax to a sales line that says nothing."""
EXCLUDED = "TaxExcluded"
NOT_APPLICABLE = "NotApplicable"

_SALE, _DEPOSIT = "SalesItemLineDetail", "DepositLineDetail"
_SALES = "Sales"
"""Which of a code's rates a deposit's line bears: QuickBooks' default may be that of purchases."""


def with_taxes(made: Mapping[str, Any], write: DocumentWrite, home: Home) -> dict[str, Any]:
    """The JSON of an entry with what its lines say about tax.

    Args:
        made: the entry's JSON, with one line for each of the document's.
        write: what is sent.
        home: the company's.

    Raises:
        FieldError: some lines have a tax code, and others don't.
    """
    document = write.document
    if document.kind is DocumentKind.PAYMENT:
        return dict(made)
    is_taxed = write.action is not Action.VOID and any(line.tax for line in document.lines)
    codes = [_code(line) if is_taxed else "" for line in document.lines]
    lines = [_with_code(line, code, home) for line, code in zip(made["Line"], codes, strict=True)]
    return {**made, **_mode(home, is_taxed=is_taxed), "Line": lines}


def _code(line: Line) -> str:
    """The tax code of a line of an entry whose lines have one."""
    if line.tax is None:
        raise FieldError("tax code", f"“{line.item_name}” has none, and other lines have one")
    if not line.tax.id.strip():
        raise FieldError("tax code", f"CoreBooks doesn't have the QuickBooks ID of {line.tax.name}")
    return line.tax.id


def _with_code(line: Mapping[str, Any], code: str, home: Home) -> dict[str, Any]:
    detail_type = str(line["DetailType"])
    if not code and home.is_us and detail_type == _SALE:
        code = NOT_TAXABLE
    if not code:
        return dict(line)
    detail = {**line[detail_type], "TaxCodeRef": {"value": code}}
    if detail_type == _DEPOSIT:
        detail["TaxApplicableOn"] = _SALES
    return {**line, detail_type: detail}


def _mode(home: Home, *, is_taxed: bool) -> dict[str, str]:
    """How the amounts relate to tax; nothing where the company has no tax codes."""
    if is_taxed:
        return {"GlobalTaxCalculation": EXCLUDED}
    return {"GlobalTaxCalculation": NOT_APPLICABLE} if home.tax_codes else {}
