"""An entry that someone else made, as the document that CoreBooks would have posted to make it."""

from __future__ import annotations

import dataclasses

from include.books.documents import TAG, Document
from include.books.entries import Entry
from include.sync.decide.changes import as_found


def found_document(document: Document, entry: Entry) -> Document:
    """The document as QuickBooks has it: its amounts, accounts, number, date, and memo."""
    found = as_found(document, entry).document
    return dataclasses.replace(
        found,
        number=entry.number,
        date=entry.date or document.date,
        due_date=None,
        memo=TAG.sub("", entry.memo).replace("[]", "").strip(),
        class_ref=None,
        payment_method=None,
    )
