"""The two sides of a tie-out: the entries that CoreBooks posted, and what QuickBooks has of them now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from include.books.documents import DocumentKind
from include.books.entries import Entry
from include.books.gateway import Gateway
from include.database.reads.tracked_entries import TrackedEntry
from include.database.stored.documents import document_from_json
from include.sync.verify.tie_out import PostedEntry

InQuickBooks = Mapping[tuple[DocumentKind, str], Entry]
"""Entries as QuickBooks has them now, by kind and ID."""


def read_entries(gateway: Gateway, tracked: Sequence[TrackedEntry]) -> InQuickBooks:
    """What QuickBooks has of these entries now; a few calls for each kind."""
    ids: dict[DocumentKind, list[str]] = defaultdict(list)
    for entry in tracked:
        ids[entry.kind].append(entry.quickbooks_id)
    return {
        (kind, entry_id): entry
        for kind, ids_of_kind in ids.items()
        for entry_id, entry in gateway.read_entries(kind, sorted(ids_of_kind)).items()
    }


def posted_entries(
    tracked: Sequence[TrackedEntry], in_quickbooks: InQuickBooks
) -> Iterator[PostedEntry]:
    """Each entry as it was posted, beside what QuickBooks has of it."""
    for entry in tracked:
        yield PostedEntry(
            record_key=entry.record_key,
            category=entry.category,
            number=entry.number,
            quickbooks_id=entry.quickbooks_id,
            date=entry.date,
            document=document_from_json(dict(entry.document)),
            now=in_quickbooks.get((entry.kind, entry.quickbooks_id)),
            tax_cents=entry.tax_cents,
        )
