"""Planning: what CORE's records require, compared with what was last synced, as operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy.orm import Session

from include.books.documents import DocumentKind
from include.books.entries import Entry
from include.books.gateway import Gateway
from include.database.lease import WriterLease
from include.database.statuses import OperationStatus
from include.sync.decide.planning import Books, decide_all, undo_all
from include.sync.diff.ask import with_answers
from include.sync.diff.known import with_known
from include.sync.diff.preview_required import hold_unseen, seen_changes
from include.sync.diff.read_records import read_records, rejections, rules_of
from include.sync.diff.read_undo import read_undo
from include.sync.diff.store_plan import StoredPlan, as_rows, store_plans, update_states
from include.sync.operations.posting_lines import log_planned
from include.sync.run.records_to_sync import records_to_sync
from include.sync.run.run import SyncContext

Untracked = Mapping[tuple[str, DocumentKind], Entry]


def read_books(gateway: Gateway, untracked: Untracked | None = None) -> Books:
    """Read lists and facts from QuickBooks; everything else is asked when deciding needs it."""
    return Books(gateway.catalogue(), gateway.company(), untracked=untracked or {})


def make_plan(
    context: SyncContext,
    session: Session,
    books: Books,
    record_keys: Sequence[str] | None = None,
    *,
    complete_only: bool = False,
) -> list[StoredPlan]:
    """Plan every record to sync.

    Args:
        context: the run.
        session: a transaction of the database; nothing is stored (`store_plans`).
        books: the company's lists and facts, and what QuickBooks answered so far.
        record_keys: these records, whatever their status; None means all that are ready or on hold.
        complete_only: leave out what isn't at 100% and not in QuickBooks yet.

    Raises:
        NotAskedYet: QuickBooks must first be asked something (`with_answers`).
    """
    rows = records_to_sync(context, session, record_keys)
    keys = [record.key for _, record in rows]
    plans = read_records(context, session, rows, books)
    rules = rules_of(context, complete_only=complete_only)
    books = with_known(context, session, plans, books)
    decide_all(rules, plans, rejections(context, session, keys), books)
    return as_rows(context, session, plans, books.catalogue)


def plan_undo(
    context: SyncContext, session: Session, books: Books, run_id: int
) -> list[StoredPlan]:
    """Plan to undo what a run of the same workflow posted.

    Returns:
        A plan for each record; its holds name the entries that stay unchanged, with the reason.

    Raises:
        NotAskedYet: QuickBooks must first be asked something (`with_answers`).
    """
    undoing = read_undo(context, session, run_id)
    rejected = rejections(context, session, list(undoing))
    undo_all(rules_of(context), undoing, with_known(context, session, [], books), rejected)
    return as_rows(context, session, [plan for plan, _ in undoing.values()], books.catalogue)


def plan_again(context: SyncContext, lease: WriterLease, record_keys: Sequence[str]) -> None:
    """Plan records again within the run that posts them: they were edited in QuickBooks meanwhile.

    Where a preview is required, what is planned now goes on hold unless it is what the user saw.

    Raises:
        LeaseLost: another run posts to this company now; nothing was planned.
    """
    if context.undo is not None:
        return  # an undo leaves entries alone that were edited since
    context.gateway.look_again()
    books = read_books(context.gateway)

    def plan(session: Session) -> list[StoredPlan]:
        plans = make_plan(context, session, books, record_keys)
        hold_unseen(context, plans, seen_changes(context, session))
        return plans

    plans = with_answers(context, books.answers, plan)
    # What changed meanwhile once more is left to the next run.
    store_plans(context, plans, partial(update_states, context), lease)
    for stored in plans:
        for operation in stored.operations:
            if operation.status == OperationStatus.PLANNED:
                log_planned("REPLANNED", operation)
