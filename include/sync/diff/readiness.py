"""Whether a record is due, and what becomes of entries whose record is due no more."""

from __future__ import annotations

import dataclasses

from include.books.money import format_usd
from include.database.statuses import LinkStatus
from include.sync.diff.decide import GONE, Decider
from include.sync.operations.record_plan import RecordPlan
from include.sync.run.mode import RunMode
from include.sync.run.run import SyncContext
from include.workflows.options import WhenGone
from include.workflows.template import OnHold, Posting


def is_ready(
    context: SyncContext, decider: Decider, plan: RecordPlan, *, complete_only: bool
) -> bool:
    """Whether the record's documents are to be planned.

    Where there is nothing to book any more but entries stand, what the workflow says is planned, or
    the record is held back. What auto-sync leaves until it is complete is marked so.
    """
    posting = plan.posting
    plan.held.extend(_with_what_stands(plan, held) for held in posting.on_hold)
    if posting.not_ready:
        if plan.live:
            _no_longer_ready(context, decider, plan)
        return False
    if complete_only and not posting.complete and not plan.live:
        plan.waits = True
        return False
    start = context.start_date
    if start and posting.day and posting.day < start and not plan.live:
        plan.posting = Posting(not_ready=f"dated {posting.day}, before the start date {start}")
        plan.held.clear()
        return False
    return True


def _no_longer_ready(context: SyncContext, decider: Decider, plan: RecordPlan) -> None:
    """There is nothing to book any more, but entries stand in QuickBooks."""
    through, gone = plan.posting.fell_through, plan.record.gone
    voids = through and context.options.fell_through is WhenGone.VOID
    voids = voids or (gone and context.options.no_longer_in_core is WhenGone.VOID)
    if voids or context.mode is RunMode.VOID:
        decider.void_all(plan, plan.posting.not_ready)
    elif context.mode is RunMode.KEEP_QUICKBOOKS:
        decider.keep_all(plan)
    elif any(link.accepted != GONE for link in plan.live):
        entries = ", ".join(
            f"{link.kind} {link.number} of {format_usd(link.total_cents)}" for link in plan.live
        )
        cause = "deleted in CORE" if gone else "disbursement removed in CORE"
        anew = (
            "If the deal is being corrected, create the disbursement again in CORE: the next sync "
        )
        anew += "updates the entries in place. If it fell through"
        plan.hold(
            "",
            "fell through" if through else cause,
            f"{plan.record.key}: {plan.posting.not_ready}, but QuickBooks has {entries}. "
            "The entries were left as they are.",
            f"{'If they are wrong' if gone or through else anew}, run “{RunMode.VOID.heading}” for "
            f"it; if they are right, run “{RunMode.KEEP_QUICKBOOKS.heading}”.",
        )


def _with_what_stands(plan: RecordPlan, held: OnHold) -> OnHold:
    """Say so where QuickBooks has an entry for what is held back."""
    link = plan.links.get(held.document_key)
    if link is None or link.status != LinkStatus.IN_QUICKBOOKS:
        return held
    stands = f"QuickBooks has {link.kind} {link.number} of {format_usd(link.total_cents)} for it"
    return dataclasses.replace(held, what_to_do=f"{stands}, which was left as it is.")
