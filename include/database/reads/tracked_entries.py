"""Entries in QuickBooks that CoreBooks posted or linked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from include.books.documents import DocumentKind
from include.books.money import Cents
from include.database.statuses import LinkStatus
from include.database.tables.entries import Link


@dataclass(frozen=True, slots=True)
class TrackedEntry:
    """One entry, as it was last posted.

    Attributes:
        category: the workflow's category, as stored.
        record_key: the CORE record it comes from.
        kind: invoice, bill, payment ...
        quickbooks_id: its ID in QuickBooks.
        number: the number that QuickBooks shows.
        date: its date.
        total_cents: its total, without the tax that QuickBooks added by tax codes.
        document: its content, as `include.database.stored.documents` stores it.
        status: what became of it in QuickBooks.
        edited: whether it was edited in QuickBooks since.
        kept: whether someone chose to keep the QuickBooks version.
        tax_cents: the tax that QuickBooks added.
    """

    category: str
    record_key: str
    kind: DocumentKind
    quickbooks_id: str
    number: str
    date: dt.date
    total_cents: Cents
    document: Mapping[str, Any]
    status: LinkStatus
    edited: bool
    kept: bool
    tax_cents: Cents = 0

    @property
    def payee(self) -> str:
        """The name of the customer or vendor it is for."""
        return str(self.document["party"]["display_name"])

    @property
    def is_in_quickbooks(self) -> bool:
        """Whether it is neither voided nor deleted."""
        return self.status is LinkStatus.IN_QUICKBOOKS


def tracked_entry(row: Link) -> TrackedEntry:
    """The view of a row."""
    return TrackedEntry(
        category=row.category,
        record_key=row.record_key,
        kind=DocumentKind(row.kind),
        quickbooks_id=row.quickbooks_id,
        number=row.number,
        date=row.date,
        total_cents=row.total_cents,
        document=row.document,
        status=LinkStatus(row.status),
        edited=row.edited_as is not None,
        kept=bool(row.accepted),
        tax_cents=row.tax_cents,
    )
