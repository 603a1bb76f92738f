"""QuickBooks Desktop's forms: which one each kind of document is entered on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from include.books.documents import DocumentKind
from include.books.gateway import DocumentWrite
from include.quickbooks.desktop.wire.schema import longest


@dataclass(frozen=True, slots=True)
class Form:
    """A form of QuickBooks.

    Attributes:
        name: in qbXML.
        line: the element of a line; empty for none.
        total: the field of its total.
    """

    name: str
    line: str
    total: str


FORMS: Mapping[DocumentKind, Form] = {
    DocumentKind.INVOICE: Form("Invoice", "InvoiceLine", "Subtotal"),
    DocumentKind.SALES_RECEIPT: Form("SalesReceipt", "SalesReceiptLine", "TotalAmount"),
    DocumentKind.CREDIT_MEMO: Form("CreditMemo", "CreditMemoLine", "TotalAmount"),
    DocumentKind.PAYMENT: Form("ReceivePayment", "", "TotalAmount"),
    DocumentKind.DEPOSIT: Form("Deposit", "DepositLine", "DepositTotal"),
    DocumentKind.BILL: Form("Bill", "ExpenseLine", "AmountDue"),
    DocumentKind.VENDOR_CREDIT: Form("VendorCredit", "ExpenseLine", "CreditAmount"),
    DocumentKind.CHECK: Form("Check", "ExpenseLine", "Amount"),
    DocumentKind.EXPENSE: Form("Check", "ExpenseLine", "Amount"),
    DocumentKind.REFUND: Form("Check", "ExpenseLine", "Amount"),
}

CARD = Form("CreditCardCharge", "ExpenseLine", "Amount")
"""The form of an expense or a refund that is paid from a credit card."""

CARD_KINDS = frozenset({DocumentKind.EXPENSE, DocumentKind.REFUND})
"""Kinds that can be paid from a credit card."""

DELETED = frozenset({DocumentKind.PAYMENT})
"""Kinds that QuickBooks can't void, only delete (TxnVoid has no ReceivePayment)."""


def form_of(write: DocumentWrite) -> Form:
    """The form that a document is entered on."""
    kind = write.document.kind
    return CARD if write.from_credit_card and kind in CARD_KINDS else FORMS[kind]


def longest_number(kind: DocumentKind) -> int:
    """How many characters a document's number may have; 0 for deposits, which have none."""
    return longest(FORMS[kind].name, "RefNumber")
