"""How much of each payment pays its invoice; what is more stays as the customer's credit."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from include.books.documents import Document, DocumentKind
from include.books.money import Cents, format_money


def payments_applied(
    documents: Sequence[Document], totals: Mapping[str, Cents]
) -> tuple[Document, ...]:
    """The documents, their payments applied in their order as far as something is open.

    Args:
        documents: an invoice, then what was paid and refunded of it.
        totals: by the key of each invoice, its total in cents, with the tax that QuickBooks adds.
    """
    still_open = dict(totals)
    return tuple(_applied(document, still_open) for document in documents)


def _applied(document: Document, still_open: dict[str, Cents]) -> Document:
    pays = document.pays
    if pays is None or pays not in still_open:
        return document
    before = still_open[pays]
    if document.kind is DocumentKind.REFUND:
        still_open[pays] = before + document.total
        return document
    still_open[pays] = before - document.total
    surplus = document.total - max(before, 0)
    if surplus <= 0:
        return dataclasses.replace(document, applied=None, notes=())
    return dataclasses.replace(
        document,
        applied=max(before, 0),
        notes=(f"{format_money(surplus)} more than the balance, kept as the agent's credit",),
    )
