"""Entries that were edited in QuickBooks after planning: they are read, then planned again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select, update

from include.books.documents import DocumentKind
from include.books.gateway import Action
from include.books.parties import PartyKind
from include.database.lease import WriterLease
from include.database.statuses import LinkStatus, OperationStatus
from include.database.stored.answers import answer_from_json
from include.database.tables.entries import Link, PartyLink
from include.database.tables.runs import Operation
from include.sync.operations.operations import is_document
from include.sync.post.put_on_hold import put_on_hold
from include.sync.post.unavailable_names import explain_rejections, why_unavailable
from include.sync.quickbooks_state.quickbooks_edits import record_edit
from include.sync.run.run import SyncContext


def replan(context: SyncContext, lease: WriterLease, operations: Sequence[Operation]) -> set[str]:
    """Read entries whose update was rejected as stale, and store how they were edited.

    Nothing is overwritten here: the records are planned again, with what is in QuickBooks now.

    Returns:
        The keys of those records.
    """
    stale = _stale(context, [operation.id for operation in operations])
    by_kind: dict[str, list[Operation]] = defaultdict(list)
    for operation in stale:
        by_kind[operation.kind].append(operation)
    held: set[int] = set()
    for kind, of_kind in by_kind.items():
        if is_document(of_kind[0]):
            _read_documents(context, lease, DocumentKind(kind), of_kind)
        else:
            held |= _read_parties(context, lease, PartyKind(kind), of_kind)
    explain_rejections(context, lease, operations)
    return {operation.record_key for operation in stale if operation.id not in held}


def _stale(context: SyncContext, ids: Sequence[int]) -> list[Operation]:
    with context.database.reading() as session:
        rejected = session.scalars(
            select(Operation).where(
                Operation.run_id == context.run_id,
                Operation.status == OperationStatus.ERROR,
                Operation.action != Action.CREATE,
            )
        ).all()
    wanted = set(ids)
    return [row for row in rejected if row.id in wanted and answer_from_json(row.answer).stale]


def _read_documents(
    context: SyncContext, lease: WriterLease, kind: DocumentKind, stale: Sequence[Operation]
) -> None:
    entries = context.gateway.read_entries(kind, [operation.existing_id for operation in stale])
    for operation in stale:
        entry = entries.get(operation.existing_id)
        with context.database.writing() as session:
            lease.check(session)
            link = session.get_one(Link, (context.company_id, operation.document_key))
            if entry is None:
                link.status, link.edited_as = LinkStatus.DELETED_IN_QUICKBOOKS, None
            else:
                record_edit(session, context.company_id, entry, link)


def _read_parties(
    context: SyncContext, lease: WriterLease, kind: PartyKind, stale: Sequence[Operation]
) -> set[int]:
    """Read customers and vendors by ID: their names may be others now.

    Returns:
        The operations whose customer or vendor can't be updated.
    """
    entries = {entry.ref.id: entry for entry in context.gateway.parties(kind)}
    held = set()
    for operation in stale:
        with context.database.reading() as session:
            link = session.get_one(PartyLink, (context.company_id, operation.document_key))
        reason = why_unavailable(context, kind, link, entries)
        if reason is not None:
            put_on_hold(context, lease, operation, reason)
            held.add(operation.id)
            continue
        entry = entries[link.quickbooks_id]
        with context.database.writing() as session:
            lease.check(session)
            session.execute(
                update(PartyLink)
                .where(
                    PartyLink.company_id == context.company_id,
                    PartyLink.kind == kind,
                    PartyLink.quickbooks_id == entry.ref.id,
                )
                .values(version=entry.ref.version, display_name=entry.display_name)
            )
    return held
