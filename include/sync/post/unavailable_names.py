"""Customers and vendors that were merged, made inactive or deleted in QuickBooks since they were matched.

QuickBooks moves the entries of one that is merged, and rejects new ones for it. Its entries are never
moved back: a bookkeeper takes the other one over, by one click.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import Document, DocumentKind
from include.books.entries import PartyEntry
from include.books.gateway import Action
from include.books.parties import Party, PartyKind
from include.database.lease import WriterLease
from include.database.statuses import LinkStatus, OperationStatus
from include.database.stored.answers import answer_from_json
from include.database.stored.documents import document_from_json
from include.database.stored.edits import edit_from_json
from include.database.stored.needs import needs_from_json
from include.database.tables.entries import Link, PartyLink
from include.database.tables.runs import Operation
from include.sync.operations.operations import is_document
from include.sync.post import name_holds
from include.sync.post.put_on_hold import HoldReason, put_on_hold
from include.sync.quickbooks_state.party_links import party_id
from include.sync.run.run import SyncContext

_NAMED_BY = frozenset({"610", "2500", "500", "3120", "3140"})
"""Codes by which QuickBooks Online and Desktop reject what names something inactive or gone."""

_DONE = {Action.CREATE: "posted", Action.UPDATE: "updated", Action.VOID: "voided"}

_ASKED = 3
"""Entries that are read to find out where QuickBooks moved them."""


def hold_moved(
    context: SyncContext, lease: WriterLease, planned: Sequence[Operation]
) -> list[Operation]:
    """Put on hold the updates of entries that were moved because their customer or vendor was merged.

    Returns:
        The other operations. Entries that someone moved by hand, one by one, are among them.
    """
    moved = _moved(context, planned)
    names = _Names(context)
    held = {operation.id for operation in moved if _hold(context, lease, names, operation)}
    return [operation for operation in planned if operation.id not in held]


def hold_inactive(
    context: SyncContext, lease: WriterLease, planned: Sequence[Operation]
) -> list[Operation]:
    """Put on hold entries for customers and vendors that are inactive, where QuickBooks takes them.

    Returns:
        The other operations.
    """
    by_kind: dict[PartyKind, dict[int, str]] = defaultdict(dict)
    with context.database.reading() as session:
        for operation in planned:
            if is_document(operation) and operation.action != Action.VOID:
                party = document_from_json(operation.payload).party
                by_kind[party.kind][operation.id] = party_id(context, session, party.key)
    inactive: set[int] = set()
    for kind, ids in by_kind.items():
        found = context.gateway.inactive_parties(kind, sorted(set(ids.values()) - {""}))
        inactive |= {operation_id for operation_id, id_ in ids.items() if id_ in found}
    names = _Names(context)
    held = {
        operation.id
        for operation in planned
        if operation.id in inactive and _hold(context, lease, names, operation)
    }
    return [operation for operation in planned if operation.id not in held]


def explain_rejections(context: SyncContext, lease: WriterLease, sent: Sequence[Operation]) -> None:
    """Say of rejected documents whose customer or vendor is unavailable, and what to do."""
    with context.database.reading() as session:
        rows = session.scalars(
            select(Operation).where(
                Operation.run_id == context.run_id, Operation.status == OperationStatus.ERROR
            )
        ).all()
    ids = {operation.id for operation in sent}
    names = _Names(context)
    for row in rows:
        answer = answer_from_json(row.answer)
        if row.id in ids and is_document(row) and answer.code in _NAMED_BY and not answer.cause:
            _hold(context, lease, names, row)


def why_unavailable(
    context: SyncContext, kind: PartyKind, link: PartyLink, entries: dict[str, PartyEntry]
) -> HoldReason | None:
    """Why a customer or vendor can't be used; None if it can.

    Args:
        context: the run.
        kind: on which list.
        link: the match.
        entries: the list as it is now, by ID.
    """
    entry = entries.get(link.quickbooks_id)
    if entry is not None and entry.active:
        return None
    into = entries.get(_moved_to(context, link))
    if into is not None and into.active:
        name = (entry.former_name if entry is not None else "") or link.display_name
        return name_holds.merged(link.party_key, name, into)
    if entry is None:
        return name_holds.gone(link.party_key, kind, link.display_name)
    party = Party(link.party_key, kind, link.core_name or link.display_name)
    return name_holds.inactive(party, entry)


class _Names:
    """QuickBooks' lists of names, each read when it is first needed."""

    def __init__(self, context: SyncContext) -> None:
        self._context = context
        self._lists: dict[PartyKind, dict[str, PartyEntry]] = {}

    def of(self, kind: PartyKind) -> dict[str, PartyEntry]:
        if kind not in self._lists:
            entries = self._context.gateway.parties(kind)
            self._lists[kind] = {entry.ref.id: entry for entry in entries}
        return self._lists[kind]


def _moved(context: SyncContext, planned: Sequence[Operation]) -> list[Operation]:
    """Updates of entries that have another customer or vendor now than they would be updated to."""
    updates = [op for op in planned if is_document(op) and op.action == Action.UPDATE]
    if not updates:
        return []
    with context.database.reading() as session:
        edited = session.scalars(
            select(Link).where(Link.company_id == context.company_id, Link.edited_as.is_not(None))
        )
        parties = {
            link.document_key: edit.party_id
            for link in edited
            if (edit := edit_from_json(link.edited_as)) is not None and edit.party_id
        }
        return [
            operation
            for operation in updates
            if (now := parties.get(operation.document_key))
            and now != party_id(context, session, needs_from_json(operation.needs).party or "")
        ]


def _hold(context: SyncContext, lease: WriterLease, names: _Names, operation: Operation) -> bool:
    document = document_from_json(operation.payload)
    with context.database.reading() as session:
        link = session.get(PartyLink, (context.company_id, document.party.key))
    if link is None:
        return False
    reason = why_unavailable(context, document.party.kind, link, names.of(document.party.kind))
    if reason is None:
        return False
    done = _DONE[Action(operation.action)]
    put_on_hold(context, lease, operation, _of_document(document, reason, done))
    return True


def _of_document(document: Document, reason: HoldReason, done: str) -> HoldReason:
    label = f"{document.label[0].upper()}{document.label[1:]}"
    return dataclasses.replace(reason, sentence=f"{label} wasn't {done}. {reason.sentence}")


def _moved_to(context: SyncContext, link: PartyLink) -> str:
    """The ID of the customer or vendor that has the entries now; empty if they weren't moved."""
    with context.database.reading() as session:
        links = _entries_of(context, session, link)
    for posted in links:
        edit = edit_from_json(posted.edited_as)
        if edit is not None and edit.party_id:
            return edit.party_id
    for posted in links[:_ASKED]:
        kind = DocumentKind(posted.kind)
        entry = context.gateway.read_entries(kind, [posted.quickbooks_id]).get(posted.quickbooks_id)
        if entry is not None and entry.party_id not in ("", link.quickbooks_id):
            return entry.party_id
    return ""


def _entries_of(context: SyncContext, session: Session, link: PartyLink) -> Sequence[Link]:
    """The entries that were posted to a customer or vendor, the newest first."""
    return session.scalars(
        select(Link)
        .where(
            Link.company_id == context.company_id,
            Link.party_id == link.quickbooks_id,
            Link.status == LinkStatus.IN_QUICKBOOKS,
        )
        .order_by(Link.posted_at.desc())
        .limit(100)
    ).all()
