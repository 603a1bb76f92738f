"""Verify: read back what a run posted, and close the run with its figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.documents import DocumentKind
from include.books.gateway import Action
from include.books.money import format_money
from include.books.sales_tax import with_tax
from include.books.wording import counted
from include.clock import utc_now
from include.database.statuses import OperationStatus, RunOutcome
from include.database.stored.answers import answer_from_json
from include.database.tables.runs import Operation, SyncRun
from include.sync.operations.operations import (
    NOT_DOCUMENTS,
    paid_cents,
    posted_cents,
    tax_counts,
)
from include.sync.quickbooks_state.as_sent import has_another_number
from include.sync.run.posting_log import posting_log
from include.sync.run.records_to_sync import count_on_hold, on_hold
from include.sync.run.run import SyncContext
from include.sync.verify.kept_differences import keep_differences
from include.sync.verify.rates_again import read_rates_again
from include.understood import Understood


class BooksDiffer(Understood, RuntimeError):
    """QuickBooks doesn't have what was posted; the sentences name the entries and both values."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = tuple(sentences)
        more = len(sentences) - _NAMED
        super().__init__(
            f"QuickBooks doesn't match what was posted ({_outcome(len(sentences))}). "
            + " ".join(sentences[:_NAMED])
            + (f" {more} more are listed there." if more > 0 else "")
            + " The records are under Needs attention until their entries match."
        )


_NAMED = 20
"""Entries that the message of a run names."""


def verify(context: SyncContext) -> dict[str, int]:
    """Compare QuickBooks with what this run posted, then close the run.

    An entry that QuickBooks returned as it was sent isn't read again. What differs stays with its entry,
    and its record is on hold, until it is gone.

    Returns:
        The run's final counts; money in cents.

    Raises:
        BooksDiffer: an entry of this run or an earlier one isn't in QuickBooks as it was posted, and
            no user kept it.
    """
    operations = _posted(context)
    by_kind: dict[DocumentKind, list[Operation]] = defaultdict(list)
    for operation in operations:
        if not answer_from_json(operation.answer).matches:
            by_kind[DocumentKind(operation.kind)].append(operation)
    numbers_kept = cache(lambda: context.gateway.company().numbers_kept)
    rates_read = False
    for kind, of_kind in by_kind.items():
        entries = context.gateway.read_entries(kind, [op.quickbooks_id for op in of_kind])
        if any(has_another_number(context, op, entries.get(op.quickbooks_id)) for op in of_kind):
            numbers_kept()  # asked before the transaction, which others may be waiting for
        rates_read = rates_read or read_rates_again(context, of_kind, entries)
        with context.database.writing() as session:
            for operation in of_kind:
                entry = entries.get(operation.quickbooks_id)
                keep_differences(context, session, operation, entry, numbers_kept)
    counts, differing = _close(context, operations)
    if differing:
        raise BooksDiffer(differing)
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


def _close(
    context: SyncContext, operations: Sequence[Operation]
) -> tuple[dict[str, int], list[str]]:
    """Close the run. Returns its counts, and a sentence for each record whose entry differs."""
    with context.database.writing() as session:
        counts = _final_counts(context, session, operations)
        run = session.get_one(SyncRun, context.run_id)
        run.counts = {**run.counts, **counts}
        states = on_hold(session, context.company_id, context.category)
        differing = [state.sentence for state in states if state.cause == HoldCause.DIFFERS]
        run.outcome = RunOutcome.FAILED if differing else RunOutcome.COMPLETED
        run.message = str(BooksDiffer(differing)) if differing else ""
        run.finished_at = utc_now()
        unchanged = run.counts.get("unchanged", 0)
    for state in states:
        posting_log.warning("ON HOLD  %s %s", state.sentence, state.what_to_do)
    posting_log.info(
        "%s. %d created (%s%s), %d updated (%s), %d voided, %d unchanged, %d on hold.",
        _verified(len(operations), len(differing)),
        counts["created"],
        with_tax(counts["created_cents"], counts.get("created_tax_cents", 0)),
        f", and payments of {format_money(counts['paid_cents'])}" if counts["paid_cents"] else "",
        counts["updated"],
        with_tax(counts["updated_cents"], counts.get("updated_tax_cents", 0)),
        counts["voided"],
        unchanged,
        counts["on_hold"],
    )
    return counts, differing


def _verified(number: int, differences: int) -> str:
    if not number:
        return "No entries to verify"
    return f"Verified {counted(number, 'entry')}; {_outcome(differences)}"


def _outcome(differences: int) -> str:
    if not differences:
        return "all match"
    return counted(differences, "difference")


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
        **tax_counts(created=created, updated=updated),
        "paid_cents": sum(map(paid_cents, created)),
        "voided": len(by_action[Action.VOID]),
        "on_hold": count_on_hold(session, context.company_id, context.category),
    }
