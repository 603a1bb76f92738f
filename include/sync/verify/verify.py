"""Verify: read back what a run posted, and close the run with its figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import PAYMENTS, Document, DocumentKind
from include.books.entries import Entry, EntryStatus
from include.books.gateway import Action
from include.books.money import format_usd
from include.clock import utc_now
from include.database.statuses import OperationStatus, RunOutcome
from include.database.stored.documents import document_from_json
from include.database.tables.entries import Link
from include.database.tables.runs import Operation, SyncRun
from include.sync.operations.operations import NOT_DOCUMENTS, paid_cents, posted_cents
from include.sync.run.posting_log import posting_log
from include.sync.run.records_to_sync import count_on_hold, on_hold
from include.sync.run.run import SyncContext


class BooksDiffer(RuntimeError):
    """QuickBooks doesn't have what was posted; the sentence names the entries."""

    def __init__(self, differences: Sequence[str]) -> None:
        self.differences = tuple(differences)
        super().__init__(
            f"QuickBooks doesn't match what was posted ({_outcome(differences)}). "
            + " ".join(differences[:20])
            + " Check these entries in QuickBooks. If no one edited them there, sync the records "
            "again."
        )


def verify(context: SyncContext) -> dict[str, int]:
    """Compare QuickBooks with what this run posted, then close the run.

    Returns:
        The run's final counts; money in cents.

    Raises:
        BooksDiffer: an entry is missing or has another amount, number or payment.
    """
    operations = _posted(context)
    differences: list[str] = []
    by_kind: dict[DocumentKind, list[Operation]] = defaultdict(list)
    for operation in operations:
        by_kind[DocumentKind(operation.kind)].append(operation)
    numbers_kept = context.gateway.company().numbers_kept if operations else True
    for kind, of_kind in by_kind.items():
        entries = context.gateway.read_entries(kind, [op.quickbooks_id for op in of_kind])
        for operation in of_kind:
            entry = entries.get(operation.quickbooks_id)
            differences.extend(_differences(context, operation, entry, numbers_kept=numbers_kept))
    counts = _close(context, operations, differences)
    if differences:
        raise BooksDiffer(differences)
    return counts


def _posted(context: SyncContext) -> list[Operation]:
    with context.database.reading() as session:
        return list(
            session.scalars(
                select(Operation)
                .where(
                    Operation.run_id == context.run_id,
                    Operation.status == OperationStatus.POSTED,
                    Operation.wave.not_in(NOT_DOCUMENTS),
                )
                .order_by(Operation.id)
            )
        )


def _differences(
    context: SyncContext, operation: Operation, entry: Entry | None, *, numbers_kept: bool
) -> list[str]:
    document = document_from_json(operation.payload)
    label = f"{document.label[0].upper()}{document.label[1:]}"
    name = f"{label} (QuickBooks ID {operation.quickbooks_id})"
    if operation.action == Action.VOID:
        if entry is None or entry.status is EntryStatus.VOIDED:
            return []
        return [f"{name} isn't voided."]
    if entry is None or entry.status is not EntryStatus.LIVE:
        return [f"{name} isn't in QuickBooks."]
    differences = []
    if entry.total != document.total:
        differences.append(f"{name}: QuickBooks total is {format_usd(entry.total)}.")
    if document.kind not in PAYMENTS and sum(cents for _, cents in entry.lines) != entry.total:
        differences.append(f"{name}: the lines in QuickBooks don't add up to the total.")
    number = context.gateway.number_of(document.kind, document.number)
    if numbers_kept and _keeps_number(document) and entry.number != number:
        differences.append(f"{name}: QuickBooks number is {entry.number or 'blank'}.")
    if document.pays and document.kind is DocumentKind.PAYMENT and document.applied != 0:
        with context.database.reading() as session:
            paid = session.get(Link, (context.company_id, document.pays))
        if paid is None or paid.quickbooks_id not in entry.links:
            differences.append(f"{name} isn't applied to its invoice.")
    return differences


def _keeps_number(document: Document) -> bool:
    """Not every company numbers deposits, and printing gives a check the number on its paper."""
    return document.kind is not DocumentKind.DEPOSIT and not document.print_later


def _close(
    context: SyncContext, operations: Sequence[Operation], differences: Sequence[str]
) -> dict[str, int]:
    with context.database.writing() as session:
        counts = _final_counts(context, session, operations)
        run = session.get_one(SyncRun, context.run_id)
        run.counts = {**run.counts, **counts}
        run.outcome = RunOutcome.FAILED if differences else RunOutcome.COMPLETED
        run.message = str(BooksDiffer(differences)) if differences else ""
        run.finished_at = utc_now()
        states = on_hold(session, context.company_id, context.category)
        unchanged = run.counts.get("unchanged", 0)
    for state in states:
        posting_log.warning(
            "ON HOLD  %s: %s %s", state.record_key, state.sentence, state.what_to_do
        )
    posting_log.info(
        "%s. %d created (%s%s), %d updated (%s), %d voided, %d unchanged, %d on hold.",
        _verified(len(operations), differences),
        counts["created"],
        format_usd(counts["created_cents"]),
        f", and payments of {format_usd(counts['paid_cents'])}" if counts["paid_cents"] else "",
        counts["updated"],
        format_usd(counts["updated_cents"]),
        counts["voided"],
        unchanged,
        counts["on_hold"],
    )
    return counts


def _verified(number: int, differences: Sequence[str]) -> str:
    if not number:
        return "No entries to verify"
    return f"Verified {'1 entry' if number == 1 else f'{number} entries'}; {_outcome(differences)}"


def _outcome(differences: Sequence[str]) -> str:
    if not differences:
        return "all match"
    return "1 difference" if len(differences) == 1 else f"{len(differences)} differences"


def _final_counts(
    context: SyncContext, session: Session, operations: Sequence[Operation]
) -> dict[str, int]:
    by_action: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        by_action[operation.action].append(operation)
    created, updated = by_action[Action.CREATE], by_action[Action.UPDATE]
    return {
        "created": len(created),
        "created_cents": sum(map(posted_cents, created)),
        "updated": len(updated),
        "updated_cents": sum(map(posted_cents, updated)),
        "paid_cents": sum(map(paid_cents, created)),
        "voided": len(by_action[Action.VOID]),
        "on_hold": count_on_hold(session, context.company_id, context.category),
    }
