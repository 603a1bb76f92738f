"""Which kinds of entries others book for what CoreBooks would create as another kind."""

from __future__ import annotations

from collections.abc import Iterable

from include.books.documents import PURCHASES, DocumentKind

_INCOME = frozenset({DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.DEPOSIT})
_PAYOUTS = frozenset({DocumentKind.BILL, DocumentKind.CHECK, DocumentKind.EXPENSE})
_REFUNDS = PURCHASES


def kinds_for(kind: DocumentKind) -> frozenset[DocumentKind]:
    """The kinds of entries that may be a document's of this kind, its own included."""
    if kind in _INCOME:
        return _INCOME
    if kind in _PAYOUTS:
        return _PAYOUTS
    return _REFUNDS if kind is DocumentKind.REFUND else frozenset({kind})


def kinds_to_read(kinds: Iterable[DocumentKind]) -> frozenset[DocumentKind]:
    """All kinds that must be read from QuickBooks to find the entries of documents of these kinds."""
    return frozenset(found for kind in kinds for found in kinds_for(kind))
