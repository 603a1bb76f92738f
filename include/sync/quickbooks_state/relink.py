"""Entries that carry our mark but that the database does not know: they are updated, not doubled.

So it is after the database was restored from an older backup, or set up anew: what was sent after the
backup stands in QuickBooks, and nothing here says so. QuickBooks tells what changed of late, and
each entry's mark tells what it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import DocumentKind, fingerprint, marker
from include.books.gateway import Action, Entry, EntryStatus
from include.database.tables.entries import Link
from include.sync.operations.documents_json import document_from_json
from include.sync.operations.operations import is_document, planned_request_id
from include.sync.operations.record_plan import RecordPlan
from include.sync.run.posting_log import posting_log
from include.sync.run.run import SyncContext

_MARK = re.compile(r"\bCB-[0-9A-F]{16}\b")

UntrackedEntries = Mapping[tuple[str, DocumentKind], Entry]
"""By mark and kind, the entries that the database does not know: one may be of several kinds."""


def untracked_entries(
    context: SyncContext, session: Session, entries: Sequence[Entry]
) -> UntrackedEntries:
    """The live entries among some that carry a mark of ours and have no row in the database."""
    found: dict[tuple[str, DocumentKind], Entry] = {}
    for entry in entries:
        mark = _MARK.search(entry.memo)
        if mark and entry.status is EntryStatus.LIVE and not _known(context, session, entry):
            found[mark.group(), entry.kind] = entry
    return found


def _known(context: SyncContext, session: Session, entry: Entry) -> bool:
    known = session.scalars(
        select(Link.document_key).where(
            Link.company_id == context.company_id,
            Link.kind == entry.kind,
            Link.quickbooks_id == entry.ref.id,
        )
    ).first()
    return known is not None


def relink(context: SyncContext, plans: Iterable[RecordPlan], marked: UntrackedEntries) -> int:
    """Have what would be entered anew, but stands there with its mark, updated instead.

    Returns:
        How many.
    """
    taken = 0
    for plan in plans if marked else ():
        for operation in plan.operations:
            if operation.action != Action.CREATE or not is_document(operation):
                continue
            mark = marker(context.company_id, operation.document_key)
            entry = marked.get((mark, DocumentKind(operation.kind)))
            if entry is None:
                continue
            document = document_from_json(operation.payload)
            content = {"action": Action.UPDATE.value, "of": entry.ref.id, **document.content()}
            operation.action = Action.UPDATE
            operation.existing_id, operation.existing_version = entry.ref.id, entry.ref.version
            # Where the options leave the date to QuickBooks, the day of the first posting stays.
            operation.date = document.date or entry.date or operation.date
            operation.request_id = planned_request_id(
                context, operation.document_key, 0, fingerprint(content), 0
            )
            operation.reason = (
                "it stands in QuickBooks with CoreBooks' mark, but the database did not know it; "
                + operation.reason
            )
            posting_log.warning(
                "FOUND    %s %s of QuickBooks is CORE %s, which the database did not know (was it "
                "restored from a backup?): it is updated, not entered a second time",
                operation.kind,
                entry.number or entry.ref.id,
                operation.record_key,
            )
            taken += 1
    return taken
