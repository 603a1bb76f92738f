"""Whether the entry that QuickBooks returns to a write is what was sent: then it isn't read again.

Anything else (no entry in the response, a part of it, any difference) leaves the entry to verifying,
which reads it.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from include.books.documents import PAYMENTS, Document, DocumentKind
from include.books.entries import Entry, EntryStatus
from include.books.gateway import Action
from include.database.stored.documents import document_from_json
from include.database.tables.entries import Link
from include.database.tables.runs import Operation
from include.sync.decide.differences import Difference
from include.sync.quickbooks_state.quickbooks_edits import differences_of
from include.sync.run.run import SyncContext


def is_as_sent(
    context: SyncContext, session: Session, operation: Operation, link: Link, entry: Entry | None
) -> bool:
    """Whether a response shows exactly what was sent.

    Args:
        context: the run.
        session: a transaction of the database in which the link is up to date.
        operation: the write.
        link: the entry as it is tracked now.
        entry: the entry in the response; None where it isn't there in full.
    """
    if entry is None or entry.ref.id != link.quickbooks_id:
        return False
    if operation.action == Action.VOID:
        return entry.status is not EntryStatus.LIVE
    if entry.status is not EntryStatus.LIVE or entry.ref.version != link.version:
        return False
    document = document_from_json(operation.payload)
    return not (
        differences_of(session, context.company_id, entry, link)
        or own_differences(context, document, entry, _numbers_matter)
    )


def _numbers_matter() -> bool:
    """Another number than was sent is left to verifying, which knows whether it matters."""
    return True


def own_differences(
    context: SyncContext, document: Document, entry: Entry, numbers_kept: Callable[[], bool]
) -> list[Difference]:
    """What a bookkeeper may change later, but what must be right after CoreBooks' own write."""
    found = []
    if document.kind not in PAYMENTS and sum(cents for _, cents in entry.lines) != entry.net:
        found.append(Difference("the lines don't add up to the total"))
    if _has_another_number(context, document, entry) and numbers_kept():
        number = context.gateway.number_of(document.kind, document.number)
        found.append(Difference("number", number or "blank", entry.number or "blank"))
    return found


def has_another_number(context: SyncContext, operation: Operation, entry: Entry | None) -> bool:
    """Whether an entry has a number that QuickBooks may have changed, if it numbers entries itself."""
    if entry is None:
        return False
    return _has_another_number(context, document_from_json(operation.payload), entry)


def _has_another_number(context: SyncContext, document: Document, entry: Entry) -> bool:
    number = context.gateway.number_of(document.kind, document.number)
    return entry.number != number and _keeps_number(document, entry)


def _keeps_number(document: Document, entry: Entry) -> bool:
    """Not every company numbers deposits, and printing gives a check the number on its paper."""
    on_paper = document.print_later or entry.printed
    return document.kind is not DocumentKind.DEPOSIT and not on_paper
