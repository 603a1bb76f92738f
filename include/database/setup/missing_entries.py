"""Documents that had no entry in QuickBooks when links were made anew, after the database was lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.tables.entries import MissingEntry
from include.database.upserts import insert_missing

_PORTION = 500


def missing_entries(
    session: Session, company_id: str, record_keys: Sequence[str]
) -> dict[str, frozenset[str]]:
    """By record, the keys of its documents that had none; records without such a document are left out."""
    found: dict[str, set[str]] = {}
    for start in range(0, len(record_keys), _PORTION):
        rows = session.execute(
            select(MissingEntry.record_key, MissingEntry.document_key).where(
                MissingEntry.company_id == company_id,
                MissingEntry.record_key.in_(record_keys[start : start + _PORTION]),
            )
        )
        for record_key, document_key in rows:
            found.setdefault(record_key, set()).add(document_key)
    return {key: frozenset(documents) for key, documents in found.items()}


def note_missing(session: Session, company_id: str, documents: Mapping[str, str]) -> None:
    """Note documents without an entry; in the given transaction.

    Args:
        session: a writing transaction of the database.
        company_id: the company.
        documents: the key of each one's record, by its own.
    """
    rows = [
        {
            "company_id": company_id,
            "document_key": document_key,
            "record_key": record_key,
            "noted_at": utc_now(),
        }
        for document_key, record_key in sorted(documents.items())
    ]
    insert_missing(session, MissingEntry, rows)
