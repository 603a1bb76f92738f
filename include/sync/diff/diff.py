"""Diff: from what CORE has to the changes to post to QuickBooks."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.entries import Entry
from include.clock import utc_now
from include.database.from_quickbooks.catalogue import store_catalogue
from include.database.months.sign_offs import end_where_open
from include.database.setup.company_facts import note_facts
from include.database.setup.payee_tax import note_payees
from include.database.statuses import OperationStatus
from include.database.tables.runs import Operation, SyncRun
from include.sync.decide.planning import Books
from include.sync.decide.relink import UntrackedEntries
from include.sync.diff.ask import with_answers
from include.sync.diff.find_existing import find_existing
from include.sync.diff.plan import make_plan, plan_undo, read_books
from include.sync.diff.preview_required import (
    entries_of,
    make_preview,
    planned_of,
    require_preview,
)
from include.sync.diff.store_plan import StoredPlan, store_plans, update_states, update_undone
from include.sync.diff.stray_entries import note_strays, tell_strays
from include.sync.diff.summary import holds_of_run, log_plans, plan_counts, warning_counts
from include.sync.operations.plan_words import plan_words
from include.sync.quickbooks_state.company_lock import company_lock
from include.sync.quickbooks_state.quickbooks_edits import detect_edits
from include.sync.quickbooks_state.recover_unanswered import recover_unanswered
from include.sync.run.posting_log import posting_log
from include.sync.run.records_to_sync import drop_own_plan, has_work
from include.sync.run.run import SyncContext, count
from include.sync.run.seen_previews import user_of
from include.workflows.template import TemplateUnavailable, require


def diff(
    context: SyncContext,
    record_keys: Sequence[str] | None = None,
    *,
    complete_only: bool = False,
    patience: dt.timedelta = dt.timedelta(hours=2),
) -> dict[str, int]:
    """Plan the run's changes. Reads QuickBooks, writes nothing to it; safe to retry.

    Args:
        context: the run.
        record_keys: only these records; None means all that are ready or on hold.
        complete_only: leave out records that aren't at 100%.
        patience: how long to wait for another run if responses of an earlier one are missing.

    Returns:
        Counts, and money in cents: to_create, to_update, to_void, unchanged, not_ready, kept,
        on_hold, create_cents, update_cents.

    Raises:
        TemplateUnavailable: the company's QuickBooks lacks what the template needs.
    """
    if not context.mode.plans:
        return find_existing(context, _read_books(context, {}), record_keys)
    _recover(context, patience)
    untracked = detect_edits(context)
    if record_keys is None and not untracked and not has_work(context):
        # Cost follows changes: QuickBooks' lists are read only if there is something to post.
        with context.database.writing() as session:
            return _store_summary(context, session, [])
    books = _read_books(context, untracked)
    plan = partial(_plan, context, books, complete_only)
    plans = with_answers(context, books.answers, partial(plan, record_keys))
    may_post = context.database.write(lambda session: _begin_storing(context, session, plans))
    if not may_post:
        make_preview(context, plans)
    plans = _store(context, books, plan, plans, may_post)
    log_plans(context, plans)
    strays = [] if record_keys is not None or context.preview else [*_not_taken_up(books, plans)]
    counts = context.database.write(lambda session: _finish(context, session, plans, strays))
    if not may_post:
        _log_preview(context)
    if record_keys is None and not context.preview:
        tell_strays(context)
    return counts


def _read_books(context: SyncContext, untracked: UntrackedEntries) -> Books:
    """Lists and facts, stored for the pages; what would stop the run is read again before it does.

    Raises:
        TemplateUnavailable: the company's QuickBooks lacks what the template needs.
    """
    asked_at = utc_now()
    books = read_books(context.gateway, untracked)
    try:
        require(context.template, context.options, books.facts)
    except TemplateUnavailable:
        context.gateway.look_again(whole=True)
        books = read_books(context.gateway, untracked)
        context.database.write(partial(_note_facts, context, books))
        require(context.template, context.options, books.facts)
    context.database.write(partial(_keep, context, books, asked_at))
    return books


def _keep(context: SyncContext, books: Books, asked_at: dt.datetime, session: Session) -> None:
    """Keep what was read of the company, for pages and for the next setup."""
    _note_facts(context, books, session)
    store_catalogue(session, context.company_id, books.catalogue, asked_at)


def _note_facts(context: SyncContext, books: Books, session: Session) -> None:
    note_facts(session, context.company_id, books.facts, context.actor)


def _log_preview(context: SyncContext) -> None:
    """Log what the run would do, and who can have it done; the same words are on its page."""
    with context.database.reading() as session:
        run = session.get_one(SyncRun, context.run_id)
        planned = plan_words(entries_of(planned_of(session, run.id)), context.undo)
        user = user_of(session, run)
    if not planned:
        posting_log.info(
            "This run is the preview for “%s”. There are no changes to post.", context.mode.heading
        )
        return
    posting_log.info("This run is the preview for “%s”. %s", context.mode.heading, run.why_preview)
    if user is not None:
        posting_log.info(
            "Nothing was posted. To post (%s), %s starts the same run again within 24 hours. Any "
            "other user sees a preview first.",
            planned,
            user.name,
        )


def _not_taken_up(books: Books, plans: Sequence[StoredPlan]) -> Iterator[Entry]:
    """Tagged entries that the database doesn't know and that no plan updates instead."""
    taken = {
        change.existing.id
        for stored in plans
        for change in stored.plan.changes
        if change.is_relink and change.existing
    }
    return (entry for entry in books.untracked.values() if entry.ref.id not in taken)


def _plan(
    context: SyncContext,
    books: Books,
    complete_only: bool,  # noqa: FBT001  (bound by `diff`, not passed by callers)
    record_keys: Sequence[str] | None,
    session: Session,
) -> list[StoredPlan]:
    """Decide everything; nothing is stored."""
    if context.undo is not None:
        return plan_undo(context, session, books, context.undo)
    return make_plan(context, session, books, record_keys, complete_only=complete_only)


def _begin_storing(context: SyncContext, session: Session, plans: Sequence[StoredPlan]) -> bool:
    """Drop what an earlier try planned. Returns whether the new plans may be posted."""
    drop_own_plan(context, session)
    return require_preview(context, session, plans)


def _store(
    context: SyncContext,
    books: Books,
    plan: Callable[[Sequence[str] | None, Session], list[StoredPlan]],
    plans: Sequence[StoredPlan],
    may_post: bool,  # noqa: FBT001  (as above)
) -> list[StoredPlan]:
    """Store the plans in portions; what others changed meanwhile is planned once more.

    Returns:
        The plans that were stored. What changed again is left to the next run.
    """
    own = context if may_post else dataclasses.replace(context, preview=True)
    update = partial(_update, own, may_post)
    stored = {one.plan.record.key: one for one in plans}
    changed = store_plans(own, plans, update)
    # Of a run that needs a preview, exactly what was previewed is posted, or nothing.
    if changed and not context.mode.needs_preview:
        again = with_answers(context, books.answers, partial(plan, changed))
        stored |= {one.plan.record.key: one for one in again}
        changed = store_plans(own, again, update)
    for key in changed:
        posting_log.info("LEFT     %s changed while it was planned. The next run plans it.", key)
    return [one for key, one in stored.items() if key not in set(changed)]


def _update(
    context: SyncContext,
    may_post: bool,  # noqa: FBT001  (as above)
    session: Session,
    plans: Sequence[StoredPlan],
) -> None:
    """Update the records' statuses after planning, unless only a preview was shown."""
    if context.preview and context.mode.needs_preview:
        return  # what waits for a void or a repost waits until that is posted
    if may_post and context.undo is None:
        update_states(context, session, plans)
    elif may_post and not context.preview:
        update_undone(context, session, plans)


def _finish(
    context: SyncContext,
    session: Session,
    plans: Sequence[StoredPlan],
    strays: Sequence[Entry],
) -> dict[str, int]:
    note_strays(context, session, strays)
    payees = {key: name for one in plans for key, name in one.plan.posting.payees.items()}
    note_payees(session, context.company_id, payees)
    end_where_open(session, context.company_id)
    return _store_summary(context, session, plans)


def _recover(context: SyncContext, patience: dt.timedelta) -> None:
    if _has_unanswered(context):
        holder = f"{context.category.heading} run {context.run_id}, looking up lost responses"
        with company_lock(context.database, context.company_id, holder, patience) as lease:
            recover_unanswered(context, lease)


def _has_unanswered(context: SyncContext) -> bool:
    with context.database.reading() as session:
        first = session.scalars(
            select(Operation.id)
            .where(
                Operation.company_id == context.company_id,
                Operation.category == context.category,
                Operation.status == OperationStatus.SENT,
            )
            .limit(1)
        ).first()
        return first is not None


def _store_summary(
    context: SyncContext, session: Session, plans: Sequence[StoredPlan]
) -> dict[str, int]:
    counts = plan_counts(context, session, plans)
    count(session, context.run_id, **counts, **warning_counts(context, session, plans))
    session.get_one(SyncRun, context.run_id).on_hold = holds_of_run(context, session, plans)
    return counts
