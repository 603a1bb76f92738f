"""Entries that were edited in QuickBooks after planning: they are read, then planned again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from include.books.documents import DocumentKind
from include.books.entries import PartyEntry
from include.books.gateway import Action
from include.books.parties import PartyKind
from include.database.lease import WriterLease
from include.database.statuses import LinkStatus, OperationStatus
from include.database.tables.entries import Link, PartyLink
from include.database.tables.runs import Operation
from include.sync.operations.operations import is_document
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
    for kind, of_kind in by_kind.items():
        if is_document(of_kind[0]):
            _read_documents(context, lease, DocumentKind(kind), of_kind)
        else:
            _read_parties(context, lease, PartyKind(kind), of_kind)
    return {operation.record_key for operation in stale}


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
    return [row for row in rejected if row.id in wanted and (row.answer or {}).get("stale")]


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
) -> None:
    names = {op.document_key: (op.before or {}).get("display_name", "") for op in stale}
    entries = context.gateway.find_parties(kind, sorted(set(names.values())))
    for operation in stale:
        entry: PartyEntry | None = entries.get(names[operation.document_key])
        if entry is None or entry.ref.id != operation.existing_id:
            continue
        with context.database.writing() as session:
            lease.check(session)
            link = session.get_one(PartyLink, (context.company_id, operation.document_key))
            link.version = entry.ref.version
