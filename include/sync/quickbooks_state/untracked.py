"""Finding entries with the CoreBooks tag that the database doesn't know, among those that changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import DocumentKind, read_as
from include.books.entries import Entry, EntryStatus
from include.database.tables.entries import Link
from include.sync.decide.relink import UntrackedEntries
from include.sync.run.run import SyncContext

TAG = re.compile(r"\bCB-[0-9A-F]{16}\b")


def untracked_entries(
    context: SyncContext, session: Session, entries: Sequence[Entry]
) -> UntrackedEntries:
    """The live ones of some entries that have a CoreBooks tag and no row in the database."""
    untracked: dict[tuple[str, DocumentKind], Entry] = {}
    for entry in entries:
        tag = TAG.search(entry.memo)
        if tag and entry.status is EntryStatus.LIVE and not _is_tracked(context, session, entry):
            untracked[tag.group(), entry.kind] = entry
    return untracked


def _is_tracked(context: SyncContext, session: Session, entry: Entry) -> bool:
    link = session.scalars(
        select(Link.document_key).where(
            Link.company_id == context.company_id,
            Link.kind.in_(read_as(entry.kind)),
            Link.quickbooks_id == entry.ref.id,
        )
    ).first()
    return link is not None
