"""After a lost answer or a crash: finding out what became of what was handed over.

An operation that is `handed` may or may not stand in QuickBooks. It is looked up by the marker in
its memo among all that changed since the hand-over, and by its document number. Only when it is
not there, and QuickBooks can no longer be working on it, may it be sent again.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence

from sqlalchemy import select

from include.books.catalogue import plain
from include.books.documents import DocumentKind, marker
from include.books.gateway import Action, Answer, Entry, EntryStatus, PartyEntry, Posted
from include.books.parties import PartyKind
from include.database import audit
from include.database.lease import WriterLease
from include.database.statuses import OperationStatus
from include.database.tables.columns import utc_now
from include.database.tables.runs import Operation
from include.sync.operations.documents_json import document_from_json
from include.sync.operations.lists import found_list_entry
from include.sync.operations.operations import WAVE_LISTS, WAVE_PARTIES, is_document
from include.sync.quickbooks_state.quickbooks_edits import lines_differ
from include.sync.quickbooks_state.responses import (
    label,
    record_answers,
    record_posted,
    written_name,
)
from include.sync.run.posting_log import posting_log
from include.sync.run.run import SyncContext

logger = logging.getLogger(__name__)

# Our clock and QuickBooks' may differ; looking further back costs nothing but a longer answer.
_CLOCKS_DIFFER = dt.timedelta(minutes=10)


def recover_unanswered(
    context: SyncContext,
    lease: WriterLease,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Resolve everything of the company that is handed over and unanswered.

    What is found is taken down as if its answer had come. What is not there goes back to planned,
    with the same request id; the next plan of its record decides whether it is still wanted.

    Returns:
        How many operations were resolved.
    """
    handed = _handed(context)
    if not handed:
        return 0
    late = _take_late_answers(context, lease, handed)
    if late:
        handed = _handed(context)
    if not handed:
        return late
    posting_log.info(
        "%d writes of an earlier run have no answer; looking them up in QuickBooks before anything "
        "is sent",
        len(handed),
    )
    missing = _take_found(context, lease, handed)
    if missing:
        latest = max(operation.sent_at or utc_now() for operation in missing)
        wait = (latest + context.settle - utc_now()).total_seconds()
        if wait > 0:
            logger.info("waiting %.0f s, as QuickBooks may still be working on them", wait)
            sleep(wait)
            missing = _take_found(context, lease, missing)
    _take_back(context, lease, missing)
    return len(handed)


def _take_late_answers(
    context: SyncContext, lease: WriterLease, handed: Sequence[Operation]
) -> int:
    """Take down what was answered while nobody waited for it, also when others are under way yet."""
    late: list[Answer] = []
    try:
        late.extend(context.gateway.late_answers([one.request_id for one in handed]))
    finally:
        if late:
            record_answers(context, lease, late)
    return len(late)


def _handed(context: SyncContext) -> list[Operation]:
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


def _take_found(
    context: SyncContext, lease: WriterLease, handed: Sequence[Operation]
) -> list[Operation]:
    """Take down what is in QuickBooks; what is not is returned."""
    answers = (
        _find_lists(context, handed)
        | _find_parties(context, handed)
        | _find_documents(context, handed)
    )
    missing = []
    for operation in handed:
        answer = answers.get(operation.id)
        if answer is None:
            missing.append(operation)
            continue
        with context.database.writing() as session:
            lease.check(session)
            row = session.get_one(Operation, operation.id)
            record_posted(context, session, row, answer, how="found after a lost answer")
    return missing


def _find_lists(context: SyncContext, handed: Sequence[Operation]) -> dict[int, Posted]:
    lists = [operation for operation in handed if operation.wave == WAVE_LISTS]
    if not lists:
        return {}
    catalogue = context.gateway.catalogue()
    found = {operation.id: found_list_entry(operation, catalogue) for operation in lists}
    return {key: written for key, written in found.items() if written is not None}


def _find_parties(context: SyncContext, handed: Sequence[Operation]) -> dict[int, Posted]:
    found: dict[int, Posted] = {}
    for kind in PartyKind:
        some = {
            operation.id: operation
            for operation in handed
            if operation.wave == WAVE_PARTIES and operation.kind == kind
        }
        if not some:
            continue
        names = sorted({written_name(operation) for operation in some.values()})
        entries = {
            plain(name): entry for name, entry in context.gateway.find_parties(kind, names).items()
        }
        for key, operation in some.items():
            entry = entries.get(plain(written_name(operation)))
            if entry and _is_ours(operation, entry):
                found[key] = Posted(operation.request_id, entry.ref, None, "", "")
    return found


def _is_ours(operation: Operation, entry: PartyEntry) -> bool:
    if operation.action == Action.CREATE:
        return True
    return entry.ref.id == operation.existing_id and entry.ref.version != operation.existing_version


def _find_documents(context: SyncContext, handed: Sequence[Operation]) -> dict[int, Posted]:
    documents = [operation for operation in handed if is_document(operation)]
    if not documents:
        return {}
    since = min(operation.sent_at or utc_now() for operation in documents) - _CLOCKS_DIFFER
    kinds = sorted({DocumentKind(operation.kind) for operation in documents})
    entries = {
        (entry.kind, entry.ref.id): entry for entry in context.gateway.entries_changed(kinds, since)
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
    found = {}
    for operation in documents:
        match = _match(context, operation, list(entries.values()))
        if match is not None:
            found[operation.id] = Posted(
                operation.request_id, match.ref, match.total, match.number, ""
            )
    return found


def _match(context: SyncContext, operation: Operation, entries: Sequence[Entry]) -> Entry | None:
    mark = marker(context.company_id, operation.document_key)
    for entry in entries:
        if entry.kind != operation.kind:
            continue
        if entry.status is EntryStatus.DELETED:
            # QuickBooks has no voided deposits: what we take back is deleted there.
            if operation.action == Action.VOID and entry.ref.id == operation.existing_id:
                return entry
            continue
        if operation.action == Action.CREATE:
            if mark in entry.memo and entry.status is EntryStatus.LIVE:
                return entry
        elif entry.ref.id == operation.existing_id and _was_changed(operation, entry):
            return entry
    return None


def _was_changed(operation: Operation, entry: Entry) -> bool:
    """Whether a later version is our own update: a person's edit has other amounts or accounts."""
    if entry.ref.version == operation.existing_version:
        return False
    if operation.action == Action.VOID:
        return entry.status is EntryStatus.VOIDED
    document = document_from_json(operation.payload)
    return (
        entry.total == document.total
        and (entry.date is None or entry.date == operation.date)
        and (document.kind is DocumentKind.PAYMENT or not any(lines_differ(entry, document)))
    )


def _take_back(context: SyncContext, lease: WriterLease, missing: Sequence[Operation]) -> None:
    for operation in missing:
        with context.database.writing() as session:
            lease.check(session)
            row = session.get_one(Operation, operation.id)
            row.status, row.sent_at = OperationStatus.PLANNED, None
            audit.append(
                session,
                context.company_id,
                actor=context.actor,
                event="not found after a lost answer",
                subject=operation.document_key,
                detail={"run": operation.run_id, "request_id": operation.request_id},
            )
        posting_log.info(
            "NOT FOUND %s: QuickBooks does not have it; it will be sent again", label(operation)
        )
