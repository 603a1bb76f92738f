"""What a run planned: its figures, its lines in the posting log, and what it put on hold."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from include.books.gateway import Action
from include.books.sales_tax import with_tax
from include.database.statuses import WarningKind
from include.database.tables.records import RecordState
from include.sync.diff.store_plan import StoredPlan
from include.sync.operations.operations import posted_cents, tax_counts
from include.sync.operations.posting_lines import log_planned
from include.sync.quickbooks_state.record_warnings import WarnedEntry, alike_names, warnings_of
from include.sync.run.posting_log import posting_log
from include.sync.run.records_to_sync import count_on_hold, on_hold
from include.sync.run.run import SyncContext
from include.workflows.template import OnHold

WARNED = {
    WarningKind.DEFAULT: "warned_default",
    WarningKind.ALIKE_NAME: "warned_name",
    WarningKind.OTHER_MONTH: "warned_month",
}
"""Under which name a run's figures have each kind of warning."""


def holds_of_run(
    context: SyncContext, session: Session, plans: Sequence[StoredPlan]
) -> list[dict[str, str]]:
    """What a run put on hold, for its own page: records may move on after it.

    These are the records it couldn't read, and those that can't post.
    """
    unreadable = [
        state
        for state in on_hold(session, context.company_id, context.category)
        if state.unreadable and state.run_id == context.run_id
    ]
    holds: list[tuple[str, RecordState | OnHold]] = [
        *((state.record_key, state) for state in unreadable),
        *((stored.plan.record.key, hold) for stored in plans for hold in stored.plan.holds),
    ]
    return [
        {
            "record": key,
            "cause": hold.cause,
            "sentence": hold.sentence,
            "what_to_do": hold.what_to_do,
        }
        for key, hold in holds
    ]


def log_plans(context: SyncContext, plans: Sequence[StoredPlan]) -> None:
    """Log every planned change, every hold and everything that is skipped."""
    on_hold_word = "NOT CHANGED" if context.undo is not None else "ON HOLD "
    for stored in plans:
        plan = stored.plan
        for operation in stored.documents:
            log_planned("PLANNED ", operation)
        for hold in plan.holds:
            posting_log.warning("%s %s %s", on_hold_word, hold.sentence, hold.what_to_do)
        for reason in plan.skipped:
            posting_log.info("SKIPPED  %s: %s", plan.name, reason)
    if context.preview:
        posting_log.info("This is a preview. Nothing is posted to QuickBooks.")


def warning_counts(
    context: SyncContext, session: Session, plans: Sequence[StoredPlan]
) -> dict[str, int]:
    """How many of the planned entries warn of something, by kind; a void warns of nothing.

    Names are those that are matched already: whether QuickBooks has a new one's name is found when it
    is posted.
    """
    changes = [
        (stored, change)
        for stored in plans
        for change in stored.plan.changes
        if change.action is not Action.VOID
    ]
    parties = {change.document.party.key: change.document.party for _, change in changes}
    alike = alike_names(context, session, parties)
    dates = {op.document_key: op.date for stored in plans for op in stored.documents}
    counts = dict.fromkeys(WarningKind, 0)
    for stored, change in changes:
        document = change.document
        name, core_name = alike.get(document.party.key, ("", ""))
        entry = WarnedEntry(
            kind=document.kind,
            number=document.number,
            day=dates.get(document.key),
            closed_on=stored.plan.posting.day,
            defaults=document.defaults,
            core_name=core_name,
            quickbooks_name=name,
            party=document.party.kind,
        )
        for kind in {kind for kind, _ in warnings_of(entry)}:
            counts[kind] += 1
    return {WARNED[kind]: number for kind, number in counts.items()}


def plan_counts(
    context: SyncContext, session: Session, plans: Sequence[StoredPlan]
) -> dict[str, int]:
    """The figures of the planned changes, which are logged too; money in cents."""
    documents = [operation for stored in plans for operation in stored.documents]
    by_action = {action: [op for op in documents if op.action == action] for action in Action}
    counts = {
        "to_create": len(by_action[Action.CREATE]),
        "to_update": len(by_action[Action.UPDATE]),
        "to_void": len(by_action[Action.VOID]),
        "unchanged": sum(stored.plan.unchanged for stored in plans),
        "not_ready": sum(
            1 for stored in plans if stored.plan.posting.not_ready and not stored.plan.holds
        ),
        "before_start": sum(map(_is_before_start, plans)),
        "kept": sum(stored.plan.kept for stored in plans),
        "on_hold": count_on_hold(session, context.company_id, context.category),
        "create_cents": sum(map(posted_cents, by_action[Action.CREATE])),
        "update_cents": sum(map(posted_cents, by_action[Action.UPDATE])),
        **tax_counts(create=by_action[Action.CREATE], update=by_action[Action.UPDATE]),
    }
    posting_log.info(
        "Planned changes: %d to create (%s), %d to update (%s), %d to void, %d unchanged, %d not "
        "ready, %d on hold.",
        counts["to_create"],
        with_tax(counts["create_cents"], counts.get("create_tax_cents", 0)),
        counts["to_update"],
        with_tax(counts["update_cents"], counts.get("update_tax_cents", 0)),
        counts["to_void"],
        counts["unchanged"],
        counts["not_ready"],
        counts["on_hold"],
    )
    return counts


def _is_before_start(stored: StoredPlan) -> bool:
    posting = stored.plan.posting
    return posting.is_before_start and not stored.plan.holds
