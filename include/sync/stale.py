"""Entries that were changed in QuickBooks since our last write: learning their version anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from include.books.documents import DocumentKind
from include.books.gateway import Action, Entry, PartyEntry
from include.books.money import format_usd
from include.books.parties import PartyKind
from include.ledger.lease import WriterLease
from include.ledger.models import Link, Operation, OperationStatus, PartyLink
from include.sync.journal import journal
from include.sync.operations import WAVE_PARTIES
from include.sync.run import SyncContext

# QuickBooks' code for "you were working on an old version" (quickbooks-online error codes).
STALE = "5010"


def catch_up(context: SyncContext, lease: WriterLease, operations: Sequence[Operation]) -> None:
    """Read the present version of entries whose update was refused as stale.

    Nothing is overwritten here: the record stays to do, and the next plan is made against what is
    in QuickBooks now.
    """
    stale = _stale(context, [operation.id for operation in operations])
    by_kind: dict[str, list[Operation]] = defaultdict(list)
    for operation in stale:
        by_kind[operation.kind].append(operation)
    for kind, some in by_kind.items():
        if some[0].wave == WAVE_PARTIES:
            _catch_up_parties(context, lease, PartyKind(kind), some)
        else:
            _catch_up_documents(context, lease, DocumentKind(kind), some)


def _stale(context: SyncContext, ids: Sequence[int]) -> list[Operation]:
    with context.ledger.reading() as session:
        refused = session.scalars(
            select(Operation).where(
                Operation.run_id == context.run_id,
                Operation.status == OperationStatus.REFUSED,
                Operation.action != Action.CREATE,
            )
        ).all()
    wanted = set(ids)
    return [one for one in refused if one.id in wanted and (one.answer or {}).get("code") == STALE]


def _catch_up_documents(
    context: SyncContext, lease: WriterLease, kind: DocumentKind, some: Sequence[Operation]
) -> None:
    entries = context.gateway.read_entries(kind, [operation.existing_id for operation in some])
    for operation in some:
        entry = entries.get(operation.existing_id)
        if entry is None:
            continue
        with context.ledger.writing() as session:
            lease.check(session)
            link = session.get_one(Link, (context.company_id, operation.document_key))
            link.version = entry.ref.version
        _say(operation, entry, link.total_cents)


def _say(operation: Operation, entry: Entry, ours: int) -> None:
    journal.warning(
        "CHANGED IN QUICKBOOKS %s %s since the last sync: it has %s there, we last wrote %s. "
        "Nothing was overwritten now; the next run writes what CORE says.",
        operation.kind,
        entry.number,
        format_usd(entry.total),
        format_usd(ours),
    )


def _catch_up_parties(
    context: SyncContext, lease: WriterLease, kind: PartyKind, some: Sequence[Operation]
) -> None:
    names = {op.document_key: (op.before or {}).get("display_name", "") for op in some}
    found = context.gateway.find_parties(kind, sorted(set(names.values())))
    for operation in some:
        entry: PartyEntry | None = found.get(names[operation.document_key])
        if entry is None or entry.ref.id != operation.existing_id:
            continue
        with context.ledger.writing() as session:
            lease.check(session)
            link = session.get_one(PartyLink, (context.company_id, operation.document_key))
            link.version = entry.ref.version
