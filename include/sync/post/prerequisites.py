"""What a planned change depends on: its customer or vendor, products, classes, and invoice."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.gateway import Action
from include.database.lease import WriterLease
from include.database.statuses import LinkStatus
from include.database.stored.documents import document_from_json
from include.database.stored.needs import needs_from_json
from include.database.tables.entries import Link, PartyLink
from include.database.tables.runs import Operation
from include.sync.operations.lists import missing_lists
from include.sync.operations.operations import is_document
from include.sync.post.put_on_hold import HoldReason, put_on_hold
from include.sync.post.unavailable_names import hold_inactive, hold_moved
from include.sync.run.run import SyncContext

logger = logging.getLogger(__name__)


def ready_to_send(
    context: SyncContext, lease: WriterLease, planned: Sequence[Operation]
) -> list[Operation]:
    """The operations that still fit the database and have everything they depend on.

    The others are left to the next run, or put on hold.
    """
    ready: list[Operation] = []
    waiting: list[tuple[Operation, HoldReason]] = []
    with context.database.reading() as session:
        for operation in planned:
            if revision_now(session, operation) != operation.base_revision:
                logger.info(
                    "%s was posted by another run meanwhile; the next run plans it again",
                    operation.document_key,
                )
            elif reason := _missing(context, session, operation):
                waiting.append((operation, reason))
            else:
                ready.append(operation)
    for operation, reason in waiting:
        put_on_hold(context, lease, operation, reason)
    return hold_inactive(context, lease, hold_moved(context, lease, ready))


def revision_now(session: Session, operation: Operation) -> int:
    """The revision of what QuickBooks has for the operation's key; 0 for nothing."""
    key = (operation.company_id, operation.document_key)
    link = session.get(Link, key) if is_document(operation) else session.get(PartyLink, key)
    return link.revision if link else 0


def _missing(context: SyncContext, session: Session, operation: Operation) -> HoldReason | None:
    """What the operation depends on that isn't in QuickBooks; None when all is there."""
    if operation.action == Action.VOID:
        return None
    needs = needs_from_json(operation.needs)
    party_key, pays = needs.party, needs.pays
    if party_key and session.get(PartyLink, (context.company_id, party_key)) is None:
        party = document_from_json(operation.payload).party
        if not _is_sent_by(context, session, party_key):
            return _no_longer_matched(operation, party.label)
        return _depends(operation, party.label, party.kind)
    if missing := missing_lists(session, context.company_id, needs.lists):
        return _depends(operation, " and ".join(missing), "product or class")
    if pays:
        link = session.get(Link, (context.company_id, pays))
        if link is None or link.status != LinkStatus.IN_QUICKBOOKS:
            return _depends(operation, "the invoice it pays", "invoice")
    return None


def _is_sent_by(context: SyncContext, session: Session, party_key: str) -> bool:
    """Whether the run itself creates a customer or vendor."""
    own = select(Operation.id).where(
        Operation.run_id == context.run_id, Operation.document_key == party_key
    )
    return session.scalars(own.limit(1)).first() is not None


def _no_longer_matched(operation: Operation, who: str) -> HoldReason:
    document = document_from_json(operation.payload)
    return HoldReason(
        f"{document.label[0].upper()}{document.label[1:]} wasn't posted, because the match of {who} "
        "was changed after the preview.",
        "Run again to post it to the new match.",
        HoldCause.DEPENDS,
    )


def _depends(operation: Operation, on: str, what: str) -> HoldReason:
    document = document_from_json(operation.payload)
    label = f"{document.label[0].upper()}{document.label[1:]}"
    return HoldReason(
        f"{label} depends on {on}, which isn't in QuickBooks yet. It wasn't posted.",
        f"Resolve the hold on the {what}, then run again.",
        HoldCause.DEPENDS,
    )
