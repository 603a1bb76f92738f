"""Nothing leaves for QuickBooks Online with a blank in place of an ID."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.entries import EntryRef
from include.books.gateway import Action, DocumentWrite
from include.books.parties import Party, PartyKind
from include.books.references import unknown_reference
from include.quickbooks.field_errors import FieldError
from include.quickbooks.online.entries.documents import document_item

_BANK = ListRef(ListKind.ACCOUNT, "35", "Checking")
_SALES = frozenset({DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO})


def write(kind: DocumentKind, **changes: Any) -> DocumentWrite:
    """A write of a kind, with everything known."""
    target = ListRef(ListKind.PRODUCT, "7", "Gross") if kind in _SALES else _BANK
    pays = "invoice" if kind in (DocumentKind.PAYMENT, DocumentKind.REFUND) else None
    document = Document(
        key="key",
        kind=kind,
        party=Party("vendor/agent:45", PartyKind.VENDOR, "Amy Adler"),
        lines=(Line("Commission", "Commission", 100, target),),
        number="TR-1",
        memo="1 Oak St",
        account=_BANK,
        pays=pays,
    )
    day = dt.date(2026, 6, 1)
    known = DocumentWrite(
        "r", Action.CREATE, document, "CB-1", day, day, "12", pays_id="9" if pays else None
    )
    return dataclasses.replace(known, **changes)


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_blank_customer_or_vendor_is_named_and_refused(kind: DocumentKind) -> None:
    assert unknown_reference(write(kind)) == ""
    document_item(write(kind))
    blank = write(kind, party_id="")
    assert unknown_reference(blank) == "vendor Amy Adler"
    with pytest.raises(FieldError, match="doesn't have the QuickBooks ID"):
        document_item(blank)


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_blank_account_or_product_is_named_and_refused(kind: DocumentKind) -> None:
    known = write(kind)
    blank_line = dataclasses.replace(
        known.document.lines[0], target=dataclasses.replace(known.document.lines[0].target, id="")
    )
    lines = write(kind, document=dataclasses.replace(known.document, lines=(blank_line,)))
    assert unknown_reference(lines) in ("product Gross", "account Checking")
    if kind is not DocumentKind.PAYMENT:  # its line is only its amount
        with pytest.raises(FieldError):
            document_item(lines)


@pytest.mark.parametrize(
    ("changes", "unknown"),
    [
        ({"pays_id": None}, "the invoice it pays"),
        ({"pays_id": ""}, "the invoice it pays"),
        ({"action": Action.UPDATE, "existing": EntryRef("", "0")}, "the payment itself"),
        ({"action": Action.VOID, "existing": None}, "the payment itself"),
        ({"action": Action.VOID, "existing": EntryRef("4", "0"), "party_id": ""}, ""),
    ],
)
def test_a_payment_names_what_it_pays_and_a_change_its_entry(
    changes: dict[str, Any], unknown: str
) -> None:
    assert unknown_reference(write(DocumentKind.PAYMENT, **changes)) == unknown
