"""After a lost response or a crash: finding out what happened to the writes that were sent.

An operation with the status `sent` may or may not be in QuickBooks. It is looked up by the tag in
its memo among everything that changed since its run began, and by its document number. Only if it
isn't there, and QuickBooks can no longer be working on it, is it sent again: with the same request ID
where no answer came, and with a new one where QuickBooks answered with an error, because it may repeat
that for the same ID (`unclear_errors`).
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence

from sqlalchemy import func, select

from include.books.catalogue import plain
from include.books.documents import DocumentKind, marker
from include.books.entries import Entry, EntryStatus, PartyEntry
from include.books.gateway import Action, Answer, Posted
from include.books.parties import PartyKind
from include.books.wording import counted
from include.clock import utc_now
from include.database import audit
from include.database.lease import WriterLease
from include.database.statuses import OperationStatus
from include.database.stored.answers import answer_from_json
from include.database.stored.documents import document_from_json
from include.database.tables.runs import Operation, SyncRun
from include.sync.decide.differences import line_differences
from include.sync.operations.lists import existing_list_entry
from include.sync.operations.operations import (
    is_document,
    is_list_entry,
    is_party,
    written_name,
)
from include.sync.operations.posting_lines import label
from include.sync.quickbooks_state.posted_ids import existing_ids
from include.sync.quickbooks_state.responses import CONFIRMED, record_posted, record_responses
from include.sync.quickbooks_state.unclear_errors import record_error
from include.sync.run.posting_log import posting_log
from include.sync.run.run import SyncContext

logger = logging.getLogger(__name__)

# CoreBooks' clock and QuickBooks' may differ; looking further back only makes the response longer.
_CLOCK_SKEW = dt.timedelta(minutes=10)


def recover_unanswered(
    context: SyncContext,
    lease: WriterLease,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Resolve every operation of the company that was sent and has no response.

    What is found is stored as if its response had arrived. What isn't there becomes planned again,
    or an error; the next planning of its record decides whether it is still needed.

    Returns:
        How many operations were resolved.
    """
    unanswered = _unanswered(context)
    if not unanswered:
        return 0
    late = _record_late_responses(context, lease, unanswered)
    if late:
        unanswered = _unanswered(context)
    if not unanswered:
        return late
    posting_log.info(
        "%s sent earlier without a response. CoreBooks looks up in QuickBooks what is there before it "
        "sends anything.",
        counted(len(unanswered), "change"),
    )
    missing = _confirm_found(context, lease, unanswered)
    if missing:
        latest = max(operation.sent_at or utc_now() for operation in missing)
        wait = (latest + context.response_window - utc_now()).total_seconds()
        if wait > 0:
            logger.info("waiting %.0f s because QuickBooks may still be working on them", wait)
            sleep(wait)
            missing = _confirm_found(context, lease, missing)
    _send_again(context, lease, missing)
    return len(unanswered)


def _record_late_responses(
    context: SyncContext, lease: WriterLease, unanswered: Sequence[Operation]
) -> int:
    """Store responses that arrived while no run waited, even if other requests still run."""
    late: list[Answer] = []
    try:
        request_ids = [operation.request_id for operation in unanswered]
        late.extend(context.gateway.late_answers(request_ids))
    finally:
        if late:
            record_responses(context, lease, late)
    return len(late)


def _unanswered(context: SyncContext) -> list[Operation]:
    with context.database.reading() as session:
        return list(
            session.scalars(
                select(Operation)
                .where(
                    Operation.company_id == context.company_id,
                    Operation.status == OperationStatus.SENT,
                )
                .order_by(Operation.id)
            )
        )


def _confirm_found(
    context: SyncContext, lease: WriterLease, unanswered: Sequence[Operation]
) -> list[Operation]:
    """Store the operations that are in QuickBooks.

    Returns:
        Those that aren't.
    """
    found = (
        _find_lists(context, unanswered)
        | _find_parties(context, unanswered)
        | _find_documents(context, unanswered)
    )
    missing = []
    for operation in unanswered:
        posted = found.get(operation.id)
        if posted is None:
            missing.append(operation)
            continue
        with context.database.writing() as session:
            lease.check(session)
            row = session.get_one(Operation, operation.id)
            record_posted(context, session, row, posted, how=CONFIRMED)
    return missing


def _find_lists(context: SyncContext, unanswered: Sequence[Operation]) -> dict[int, Posted]:
    lists = [operation for operation in unanswered if is_list_entry(operation)]
    if not lists:
        return {}
    context.gateway.look_again()
    catalogue = context.gateway.catalogue()
    found = {operation.id: existing_list_entry(operation, catalogue) for operation in lists}
    return {key: posted for key, posted in found.items() if posted is not None}


def _find_parties(context: SyncContext, unanswered: Sequence[Operation]) -> dict[int, Posted]:
    found: dict[int, Posted] = {}
    for kind in PartyKind:
        of_kind = {
            operation.id: operation
            for operation in unanswered
            if is_party(operation) and operation.kind == kind
        }
        if not of_kind:
            continue
        names = sorted({written_name(operation) for operation in of_kind.values()})
        entries = {
            plain(name): entry for name, entry in context.gateway.find_parties(kind, names).items()
        }
        for key, operation in of_kind.items():
            entry = entries.get(plain(written_name(operation)))
            if entry and _is_written(operation, entry):
                found[key] = Posted(operation.request_id, entry.ref, None, "", "")
    return found


def _is_written(operation: Operation, entry: PartyEntry) -> bool:
    if operation.action == Action.CREATE:
        # One that had the name before it was made inactive is not the one that was sent.
        return not entry.former_name
    return entry.ref.id == operation.existing_id and entry.ref.version != operation.existing_version


def _find_documents(context: SyncContext, unanswered: Sequence[Operation]) -> dict[int, Posted]:
    documents = [operation for operation in unanswered if is_document(operation)]
    entries = _recent_entries(context, documents) if documents else []
    found = {}
    for operation in documents:
        entry = _match(context, operation, entries)
        if entry is not None:
            found[operation.id] = Posted(
                operation.request_id, entry.ref, entry.total, entry.number, "", entry=entry
            )
    return found


def _recent_entries(context: SyncContext, documents: Sequence[Operation]) -> list[Entry]:
    """The entries that changed since the first of some writes was sent, or have their numbers.

    A run may have sent one of them before, without an answer: so it is since the run began.
    """
    since = min(_begun(context, documents), *(row.sent_at or utc_now() for row in documents))
    kinds = sorted({DocumentKind(operation.kind) for operation in documents})
    entries = {
        (entry.kind, entry.ref.id): entry
        for entry in context.gateway.entries_changed(
            kinds, since - _CLOCK_SKEW, existing_ids(documents)
        )
    }
    for kind in kinds:
        numbers = sorted(
            {
                document_from_json(operation.payload).number
                for operation in documents
                if operation.kind == kind and operation.action == Action.CREATE
            }
        )
        for entry in context.gateway.find_by_number(kind, numbers):
            entries.setdefault((entry.kind, entry.ref.id), entry)
    return list(entries.values())


def _begun(context: SyncContext, operations: Sequence[Operation]) -> dt.datetime:
    """When the first run of some operations began."""
    with context.database.reading() as session:
        runs = {operation.run_id for operation in operations}
        return session.scalars(
            select(func.min(SyncRun.started_at)).where(SyncRun.id.in_(runs))
        ).one()


def _match(context: SyncContext, operation: Operation, entries: Sequence[Entry]) -> Entry | None:
    tag = marker(context.company_id, operation.document_key)
    for entry in entries:
        if entry.kind != operation.kind:
            continue
        if entry.status is EntryStatus.DELETED:
            # QuickBooks can't void deposits: CoreBooks deletes them.
            if operation.action == Action.VOID and entry.ref.id == operation.existing_id:
                return entry
            continue
        if operation.action == Action.CREATE:
            if tag in entry.memo and entry.status is EntryStatus.LIVE:
                return entry
        elif entry.ref.id == operation.existing_id and _was_changed(operation, entry):
            return entry
    return None


def _was_changed(operation: Operation, entry: Entry) -> bool:
    """Whether a later version is CoreBooks' update: an edit has other amounts or accounts."""
    if entry.ref.version == operation.existing_version:
        return False
    if operation.action == Action.VOID:
        return entry.status is EntryStatus.VOIDED
    document = document_from_json(operation.payload)
    return (
        entry.net == document.total
        and (entry.date is None or entry.date == operation.date)
        and (document.kind is DocumentKind.PAYMENT or not any(line_differences(entry, document)))
    )


def _send_again(context: SyncContext, lease: WriterLease, missing: Sequence[Operation]) -> None:
    """Have what isn't in QuickBooks sent again by the next planning of its record."""
    for operation in missing:
        with context.database.writing() as session:
            lease.check(session)
            row = session.get_one(Operation, operation.id)
            if answer_from_json(row.answer).doubtful:
                sentence = record_error(session, row)
            else:
                row.status, row.sent_at = OperationStatus.PLANNED, None
                sentence = "QuickBooks doesn't have it, so it can be sent again"
            audit.append(
                session,
                context.company_id,
                actor=context.actor,
                event="not found in QuickBooks",
                subject=operation.document_key,
                detail={"run": operation.run_id, "request_id": operation.request_id},
            )
        posting_log.info("NOT FOUND %s: %s", label(operation), sentence)
