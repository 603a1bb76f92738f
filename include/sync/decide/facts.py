"""What is decided on: CORE's record, and the entries that CoreBooks posted for it, as values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from include.books.documents import Document, DocumentKind
from include.books.entries import EntryRef
from include.books.money import Cents
from include.database.statuses import LinkStatus
from include.database.stored.documents import document_from_json
from include.database.stored.edits import Edit


@dataclass(frozen=True, slots=True)
class CoreRecord:
    """A transaction or statement as CORE has it.

    Attributes:
        key: "transaction:640224".
        fingerprint: of its content.
        number: its number in CORE.
        title: what people call it: a property's address, an agent's name.
        gone: it was deleted in CORE.
    """

    key: str
    fingerprint: str
    number: str = ""
    title: str = ""
    gone: bool = False

    @property
    def name(self) -> str:
        """How sentences name it, by number and address: `TR-2026-000001, 11 Oak St`."""
        return ", ".join(part for part in (self.number, self.title) if part) or self.key


@dataclass(frozen=True, slots=True)
class Tracked:
    """A document's entry in QuickBooks as CoreBooks last posted it, whatever became of it since.

    Attributes:
        content: the document that was posted, as it is stored; `document` reads it.
        version: QuickBooks' version after CoreBooks' last write.
        fingerprint: of the document that CORE had.
        date: the entry's own, also where the document leaves it to QuickBooks.
        revision: how often CoreBooks wrote it.
        edited: how it differs from what was posted.
        accepted: the fingerprint at which a user chose to keep the QuickBooks version.
        is_foreign: someone else entered it in QuickBooks; a user linked it, or it paid an invoice.
        as_found: a user linked it as QuickBooks had it, and CoreBooks hasn't written it since.
        total_cents, tax_cents: its lines together, and the tax that QuickBooks added to them.
    """

    document_key: str
    kind: DocumentKind
    quickbooks_id: str
    version: str
    number: str
    fingerprint: str
    content: Mapping[str, Any]
    total_cents: Cents
    date: dt.date
    due_date: dt.date
    revision: int
    setup_version: int
    shape_version: int
    status: LinkStatus
    edited: Edit | None = None
    accepted: str = ""
    is_foreign: bool = False
    tax_cents: Cents = 0
    as_found: bool = False

    @property
    def document(self) -> Document:
        """The document as it was posted last."""
        return document_from_json(self.content)

    @property
    def is_taxed(self) -> bool:
        """Whether its lines have tax codes; the document isn't read for it."""
        return any(line.get("tax") for line in self.content.get("lines", ()))

    @property
    def ref(self) -> EntryRef:
        """The entry, at the version that CoreBooks knows."""
        return EntryRef(self.quickbooks_id, self.version)

    @property
    def is_in_quickbooks(self) -> bool:
        """Whether it is there now, as far as CoreBooks knows."""
        return self.status is LinkStatus.IN_QUICKBOOKS
