"""Verify: reading back what a run wrote, and closing the run with its report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import PAYMENTS, Document, DocumentKind
from include.books.gateway import Action, Entry, EntryStatus
from include.books.money import format_usd
from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.columns import utc_now
from include.database.tables.entries import Link
from include.database.tables.runs import Operation, SyncRun
from include.sync.operations.documents_json import document_from_json
from include.sync.operations.operations import NOT_DOCUMENTS, booked_cents, paid_cents
from include.sync.run.posting_log import posting_log
from include.sync.run.records_to_sync import count_on_hold, on_hold
from include.sync.run.run import SyncContext


class BooksDiffer(RuntimeError):
    """QuickBooks does not hold what was sent. Look at the entries named, then sync them again."""

    def __init__(self, differences: Sequence[str]) -> None:
        self.differences = tuple(differences)
        super().__init__(
            f"{len(differences)} entries in QuickBooks are not what was sent: "
            + " ".join(differences[:20])
            + " Open them in QuickBooks; if nobody changed them there, sync the records again."
        )


def verify(context: SyncContext) -> dict[str, int]:
    """Compare what stands in QuickBooks now with what this run wrote, then close the run.

    Returns:
        The run's final counts; money in cents.

    Raises:
        BooksDiffer: an entry is missing or has another amount, number or payment.
    """
    operations = _done(context)
    differences: list[str] = []
    by_kind: dict[DocumentKind, list[Operation]] = defaultdict(list)
    for operation in operations:
        by_kind[DocumentKind(operation.kind)].append(operation)
    numbers_kept = context.gateway.company().numbers_kept if operations else True
    for kind, some in by_kind.items():
        entries = context.gateway.read_entries(kind, [op.quickbooks_id for op in some])
        for operation in some:
            entry = entries.get(operation.quickbooks_id)
            differences.extend(_differences(context, operation, entry, numbers_kept=numbers_kept))
    counts = _close(context, operations, differences)
    if differences:
        raise BooksDiffer(differences)
    return counts


def _done(context: SyncContext) -> list[Operation]:
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
    name = f"{document.label} ({document.kind} {operation.quickbooks_id})"
    if operation.action == Action.VOID:
        if entry is None or entry.status is EntryStatus.VOIDED:
            return []
        return [f"{name} was to be voided, but is not."]
    if entry is None or entry.status is not EntryStatus.LIVE:
        return [f"{name} is not there."]
    found = []
    if entry.total != document.total:
        found.append(f"{name} stands there with {format_usd(entry.total)}.")
    if document.kind not in PAYMENTS and sum(cents for _, cents in entry.lines) != entry.total:
        found.append(f"{name}: its lines do not add up to its total.")
    number = context.gateway.number_of(document.kind, document.number)
    if numbers_kept and _keeps_number(document) and entry.number != number:
        found.append(f"{name} has the number {entry.number or 'none'}.")
    if document.pays and document.kind is DocumentKind.PAYMENT and document.applied != 0:
        with context.database.reading() as session:
            paid = session.get(Link, (context.company_id, document.pays))
        if paid is None or paid.quickbooks_id not in entry.links:
            found.append(f"{name} does not pay its invoice.")
    return found


def _keeps_number(document: Document) -> bool:
    """Deposits have no number in every company, and printing gives a check that on the paper."""
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
        held = on_hold(session, context.company_id, context.category)
    for state in held:
        posting_log.warning("HELD BACK %s %s", state.sentence, state.what_to_do)
    posting_log.info(
        "Read back what was written: %s, %s. %d created (%s%s), %d updated (%s), "
        "%d voided, %d unchanged, %d held back.",
        "1 document" if len(operations) == 1 else f"{len(operations)} documents",
        f"{len(differences)} of them differ" if differences else "all in QuickBooks as sent",
        counts["created"],
        format_usd(counts["created_cents"]),
        f", and payments of {format_usd(counts['paid_cents'])}" if counts["paid_cents"] else "",
        counts["updated"],
        format_usd(counts["updated_cents"]),
        counts["voided"],
        run.counts.get("unchanged", 0),
        counts["on_hold"],
    )
    return counts


def _final_counts(
    context: SyncContext, session: Session, operations: Sequence[Operation]
) -> dict[str, int]:
    by_action: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        by_action[operation.action].append(operation)
    held = count_on_hold(session, context.company_id, context.category)
    created, updated = by_action[Action.CREATE], by_action[Action.UPDATE]
    return {
        "created": len(created),
        "created_cents": sum(map(booked_cents, created)),
        "updated": len(updated),
        "updated_cents": sum(map(booked_cents, updated)),
        "paid_cents": sum(map(paid_cents, created)),
        "voided": len(by_action[Action.VOID]),
        "on_hold": held,
    }
