"""Entries that were linked as they were found, and are so again once a run is undone."""

from __future__ import annotations

from sqlalchemy.orm import Session

from include.database.stored.documents import document_from_json
from include.database.stored.entries import entry_from_json
from include.database.tables.entries import Link
from include.database.tables.existing import ExistingMatch
from include.sync.decide.found import found_document


def is_as_found(session: Session, link: Link) -> bool:
    """Whether a linked entry is again as it was found: what CoreBooks did to it since was undone."""
    match = session.get(ExistingMatch, (link.company_id, link.document_key))
    if match is None or match.quickbooks_id != link.quickbooks_id:
        return False
    found = found_document(document_from_json(match.document), entry_from_json(match.entry))
    return found.content() == document_from_json(link.document).content()
