"""The addresses of entries in QuickBooks Online."""

from __future__ import annotations

from include.books.documents import DocumentKind
from include.quickbooks.online.wire.settings import OnlineSettings

_PAGES = {
    DocumentKind.INVOICE: "invoice",
    DocumentKind.PAYMENT: "recvpayment",
    DocumentKind.BILL: "bill",
    DocumentKind.VENDOR_CREDIT: "vendorcredit",
    DocumentKind.SALES_RECEIPT: "salesreceipt",
    DocumentKind.DEPOSIT: "deposit",
    DocumentKind.CHECK: "check",
    DocumentKind.EXPENSE: "expense",
    DocumentKind.CREDIT_MEMO: "creditmemo",
    DocumentKind.REFUND: "expense",
}


def entry_address(settings: OnlineSettings, kind: DocumentKind, entry_id: str) -> str:
    """The address of an entry's page."""
    return settings.link_pattern.format(
        app_url=settings.app_url.rstrip("/"),
        realm=settings.realm_id,
        page=_PAGES[kind],
        id=entry_id,
    )
