"""Finding entries with the CoreBooks tag that the database doesn't know, among those that changed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import TAG, DocumentKind, read_as
from include.books.entries import Entry, EntryStatus
from include.database.tables.entries import Link
from include.sync.decide.relink import UntrackedEntries
from include.sync.run.run import SyncContext

_PORTION = 500
"""As many as SQLite and PostgreSQL take as parameters of one query with room to spare."""


def untracked_entries(
    context: SyncContext, session: Session, entries: Sequence[Entry]
) -> UntrackedEntries:
    """The live ones of some entries that have a CoreBooks tag and no row in the database."""
    tagged = [
        (tag.group(), entry)
        for entry in entries
        if entry.status is EntryStatus.LIVE and (tag := TAG.search(entry.memo))
    ]
    tracked = _tracked(context, session, [entry for _, entry in tagged])
    return {
        (tag, entry.kind): entry
        for tag, entry in tagged
        if (entry.kind, entry.ref.id) not in tracked
    }


def _tracked(
    context: SyncContext, session: Session, entries: Sequence[Entry]
) -> set[tuple[DocumentKind, str]]:
    """Those of some entries that the database has, by kind and ID; a query for 500 of them."""
    by_kind: dict[DocumentKind, list[str]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry.ref.id)
    found: set[tuple[DocumentKind, str]] = set()
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), _PORTION):
            known = session.scalars(
                select(Link.quickbooks_id).where(
                    Link.company_id == context.company_id,
                    Link.kind.in_(read_as(kind)),
                    Link.quickbooks_id.in_(ids[start : start + _PORTION]),
                )
            )
            found |= {(kind, known_id) for known_id in known}
    return found
