"""What users decided about entries that QuickBooks had before CoreBooks, as values that runs decide by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from include.books.documents import Document, DocumentKind, fingerprint
from include.books.entries import Entry
from include.books.money import Cents

AS_NOW = "as of the next run"
"""In place of figures: those that the next run finds count."""


def whole_record(category: str, record_key: str) -> str:
    """In place of a document's key: all that the record has in a workflow and isn't in QuickBooks."""
    return f"{category}/{record_key}/*"


@dataclass(frozen=True, slots=True)
class Booked:
    """A document that a user marked as booked in another way.

    Attributes:
        document_key: the document, or `whole_record`.
        figures: a fingerprint of what CORE had then (`figures_of`); empty until a run notes it, or `AS_NOW`.
        total_cents: the document's total then.
        by: who marked it.
        quickbooks_id: the entry that it is in QuickBooks, if that is known.
    """

    document_key: str
    figures: str
    total_cents: Cents
    by: str
    quickbooks_id: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided, and what is still to be decided.

    Attributes:
        refused: documents and entries that aren't the same, by document key, kind, and QuickBooks' ID.
        anyway: keys of documents that are posted although QuickBooks has something alike.
        booked: by record, then by document key: what isn't posted.
        proposed: by document key, the entry that a search found and no one decided about.
    """

    refused: frozenset[tuple[str, DocumentKind, str]] = frozenset()
    anyway: frozenset[str] = frozenset()
    booked: Mapping[str, Mapping[str, Booked]] = field(default_factory=dict)
    proposed: Mapping[str, Entry] = field(default_factory=dict)

    def are_refused(self, document_key: str, entry: Entry) -> bool:
        """Whether a user said that an entry isn't the document's."""
        return (document_key, entry.kind, entry.ref.id) in self.refused


NOTHING_DECIDED = Decisions()


def figures_of(document: Document, payments: Iterable[Document] = ()) -> str:
    """A fingerprint of the figures that count for what is booked in another way.

    The payee, the total, and what is paid of it: not the accounts or the form that options choose.
    """
    paid = sorted((payment.key, payment.total) for payment in payments)
    return fingerprint({"party": document.party.key, "total": document.total, "paid": paid})
