"""Entries that were told as strays, once a record turns out to own them."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.documents import DocumentKind, read_as
from include.database import audit
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.sync.decide.readiness import STRAY
from include.sync.run.run import SyncContext


def release_stray(
    context: SyncContext, session: Session, kind: DocumentKind, entry_id: str, owner: str
) -> None:
    """Stop tracking an entry as a stray, so that its owner can; in the given transaction.

    A restored database, or a record that comes back in CORE, first shows an entry that nobody asks for.

    Args:
        context: the run.
        session: a writing transaction.
        kind: the entry's kind.
        entry_id: its ID in QuickBooks.
        owner: the document key that it is tracked under from now on.
    """
    company_id, actor = context.company_id, context.actor
    release(session, company_id, kind, entry_id, owner, actor=actor, run_id=context.run_id)


def release(
    session: Session,
    company_id: str,
    kind: DocumentKind,
    entry_id: str,
    owner: str,
    *,
    actor: str,
    run_id: int | None = None,
) -> None:
    """Do the same outside of a run."""
    strays = session.scalars(
        select(Link).where(
            Link.company_id == company_id,
            Link.kind.in_(read_as(kind)),
            Link.quickbooks_id == entry_id,
            Link.document_key != owner,
            Link.record_key.startswith(STRAY),
        )
    ).all()
    for stray in strays:
        for table, key in ((RecordState, RecordState.record_key), (Record, Record.key)):
            session.execute(
                delete(table).where(table.company_id == company_id, key == stray.record_key)
            )
        audit.append(
            session,
            company_id,
            actor=actor,
            event="stray entry has an owner",
            subject=stray.document_key,
            detail={"run": run_id, "quickbooks_id": entry_id, "owner": owner},
        )
        session.delete(stray)
    session.flush()
