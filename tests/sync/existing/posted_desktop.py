"""Books of another hand, entered into a company file as a person at the PC does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from include.books.catalogue import plain
from include.books.documents import DocumentKind
from include.quickbooks.desktop.entries.spelling import NAME, list_name
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.qbxml.values import dollars
from tests.sync.existing.earlier_books import Booked

_FORMS = {
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.BILL: "Bill",
    DocumentKind.VENDOR_CREDIT: "VendorCredit",
}
_MOST = 11
"""Characters of a number; a person enters no more."""


def enter(file: CompanyFile, booked: Sequence[Booked]) -> dict[str, str]:
    """Enter all, with their customers and vendors. Returns by document key the ID of its entry."""
    parties: dict[tuple[bool, str], str] = {}
    truth: dict[str, str] = {}
    for one in booked:
        name = list_name(one.party, NAME)
        party = (one.is_sale, plain(name))
        if party not in parties:
            parties[party] = file.enter("Customer" if one.is_sale else "Vendor", Name=name).id
        made = file.enter(_FORMS[one.kind], **_fields(one, parties[party]))
        if one.document_key:
            truth[one.document_key] = made.id
    return truth


def _fields(one: Booked, party: str) -> dict[str, Any]:
    lines = [_line(one, text, cents) for text, cents in one.lines]
    return {
        "CustomerRef" if one.is_sale else "VendorRef": {"ListID": party},
        "TxnDate": one.day.isoformat(),
        "Memo": one.memo,
        "InvoiceLineAdd" if one.is_sale else "ExpenseLineAdd": lines,
        **({"RefNumber": one.number[:_MOST]} if one.number else {}),
    }


def _line(one: Booked, text: str, cents: int) -> dict[str, Any]:
    if one.is_sale:
        return {
            "ItemRef": {"FullName": "Gross Commission"},
            "Desc": text,
            "Amount": dollars(cents),
        }
    return {
        "AccountRef": {"FullName": "Agent Commissions"},
        "Amount": dollars(cents),
        "Memo": text,
    }
