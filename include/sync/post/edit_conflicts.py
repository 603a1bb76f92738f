"""Entries that were changed in QuickBooks since we last read them: looked at, then planned anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from include.books.documents import DocumentKind
from include.books.gateway import Action, PartyEntry
from include.books.parties import PartyKind
from include.database.lease import WriterLease
from include.database.statuses import LinkStatus, OperationStatus
from include.database.tables.entries import Link, PartyLink
from include.database.tables.runs import Operation
from include.sync.operations.operations import is_document
from include.sync.quickbooks_state.quickbooks_edits import notice
from include.sync.run.run import SyncContext


def replan(context: SyncContext, lease: WriterLease, operations: Sequence[Operation]) -> set[str]:
    """Read entries whose update was refused as stale, and take down what people made of them.

    Nothing is overwritten here: the records are planned anew, against what is in QuickBooks now.

    Returns:
        The keys of those records.
    """
    stale = _stale(context, [operation.id for operation in operations])
    by_kind: dict[str, list[Operation]] = defaultdict(list)
    for operation in stale:
        by_kind[operation.kind].append(operation)
    for kind, some in by_kind.items():
        if is_document(some[0]):
            _replan_documents(context, lease, DocumentKind(kind), some)
        else:
            _replan_parties(context, lease, PartyKind(kind), some)
    return {operation.record_key for operation in stale}


def _stale(context: SyncContext, ids: Sequence[int]) -> list[Operation]:
    with context.database.reading() as session:
        refused = session.scalars(
            select(Operation).where(
                Operation.run_id == context.run_id,
                Operation.status == OperationStatus.ERROR,
                Operation.action != Action.CREATE,
            )
        ).all()
    wanted = set(ids)
    return [one for one in refused if one.id in wanted and (one.answer or {}).get("stale")]


def _replan_documents(
    context: SyncContext, lease: WriterLease, kind: DocumentKind, some: Sequence[Operation]
) -> None:
    entries = context.gateway.read_entries(kind, [operation.existing_id for operation in some])
    for operation in some:
        entry = entries.get(operation.existing_id)
        with context.database.writing() as session:
            lease.check(session)
            link = session.get_one(Link, (context.company_id, operation.document_key))
            if entry is None:
                link.status, link.edited_as = LinkStatus.DELETED_IN_QUICKBOOKS, None
            else:
                notice(context, session, entry, link)


def _replan_parties(
    context: SyncContext, lease: WriterLease, kind: PartyKind, some: Sequence[Operation]
) -> None:
    names = {op.document_key: (op.before or {}).get("display_name", "") for op in some}
    found = context.gateway.find_parties(kind, sorted(set(names.values())))
    for operation in some:
        entry: PartyEntry | None = found.get(names[operation.document_key])
        if entry is None or entry.ref.id != operation.existing_id:
            continue
        with context.database.writing() as session:
            lease.check(session)
            link = session.get_one(PartyLink, (context.company_id, operation.document_key))
            link.version = entry.ref.version
