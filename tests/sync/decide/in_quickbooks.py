"""What QuickBooks has now, as values: an entry as it was posted, and what others did with it."""

from __future__ import annotations

from typing import Any

from include.books.documents import Document
from include.books.entries import Entry, EntryRef, EntryStatus, LinkedEntry, LinkedKind
from tests.sync.decide.values import POSTED_ON


def now(document: Document, **changes: Any) -> Entry:
    """The entry of a document, unless something else is said."""
    values: dict[str, Any] = {
        "kind": document.kind,
        "ref": EntryRef("501", "3"),
        "number": document.number,
        "date": POSTED_ON,
        "party_id": "7",
        "party_name": document.party.display_name,
        "total": document.total,
        "balance": document.total,
        "lines": tuple((line.description, line.amount) for line in document.lines),
        "targets": tuple(line.target.id for line in document.lines),
        "memo": "",
        "status": EntryStatus.LIVE,
    }
    return Entry(**{**values, **changes})


def linked(*kinds: LinkedKind) -> tuple[LinkedEntry, ...]:
    """What an entry is linked with: the first has the ID 900."""
    return tuple(LinkedEntry(kind, str(900 + place)) for place, kind in enumerate(kinds))
