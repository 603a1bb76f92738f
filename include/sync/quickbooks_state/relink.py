"""Entries with the CoreBooks tag that the database doesn't know: they are updated, not duplicated.

This happens after the database was restored from an older backup or set up again: QuickBooks has
entries that were posted after the backup. QuickBooks lists recent changes, and each entry's tag
says which document it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import DocumentKind, fingerprint, marker
from include.books.entries import Entry, EntryStatus
from include.books.gateway import Action
from include.database.tables.entries import Link
from include.database.tables.runs import Operation
from include.sync.operations.documents_json import document_from_json
from include.sync.operations.operations import is_document, planned_request_id
from include.sync.operations.record_plan import RecordPlan
from include.sync.run.posting_log import posting_log
from include.sync.run.run import SyncContext

_TAG = re.compile(r"\bCB-[0-9A-F]{16}\b")

UntrackedEntries = Mapping[tuple[str, DocumentKind], Entry]
"""By tag and kind, the entries that the database doesn't know: a tag may be on several kinds."""


def untracked_entries(
    context: SyncContext, session: Session, entries: Sequence[Entry]
) -> UntrackedEntries:
    """The live ones of some entries that have a CoreBooks tag and no row in the database."""
    untracked: dict[tuple[str, DocumentKind], Entry] = {}
    for entry in entries:
        tag = _TAG.search(entry.memo)
        if tag and entry.status is EntryStatus.LIVE and not _is_tracked(context, session, entry):
            untracked[tag.group(), entry.kind] = entry
    return untracked


def _is_tracked(context: SyncContext, session: Session, entry: Entry) -> bool:
    link = session.scalars(
        select(Link.document_key).where(
            Link.company_id == context.company_id,
            Link.kind == entry.kind,
            Link.quickbooks_id == entry.ref.id,
        )
    ).first()
    return link is not None


def relink(context: SyncContext, plans: Iterable[RecordPlan], untracked: UntrackedEntries) -> int:
    """Update the tagged entry in QuickBooks where a plan would create the same one again.

    Returns:
        How many entries were linked.
    """
    linked = 0
    for plan in plans if untracked else ():
        for operation in plan.operations:
            if operation.action != Action.CREATE or not is_document(operation):
                continue
            tag = marker(context.company_id, operation.document_key)
            entry = untracked.get((tag, DocumentKind(operation.kind)))
            if entry is not None:
                _update_instead(context, operation, entry)
                linked += 1
    return linked


def _update_instead(context: SyncContext, operation: Operation, entry: Entry) -> None:
    document = document_from_json(operation.payload)
    content = {"action": Action.UPDATE.value, "of": entry.ref.id, **document.content()}
    operation.action = Action.UPDATE
    operation.existing_id, operation.existing_version = entry.ref.id, entry.ref.version
    # If the options leave the date to QuickBooks, the date of the first posting stays.
    operation.date = document.date or entry.date or operation.date
    operation.request_id = planned_request_id(
        context, operation.document_key, 0, fingerprint(content), 0
    )
    operation.reason = (
        "it is in QuickBooks with its CoreBooks tag but wasn't in the CoreBooks database; "
        + operation.reason
    )
    posting_log.warning(
        "LINKED   %s %s in QuickBooks to CORE %s. It wasn't in the CoreBooks database (was the "
        "database restored from a backup?), so it is updated, not created a second time.",
        operation.kind,
        entry.number or entry.ref.id,
        operation.record_key,
    )
