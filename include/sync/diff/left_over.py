"""What an undo or a repost had to leave: on hold until it is done, kept, or no longer so.

A sync may find nothing wrong with such a record, because CORE and QuickBooks agree. So the hold of the
other run stays over syncs. A record of which a part was undone is skipped by them, as one that was undone
is (`records_to_sync`): they would post that part again.
"""

from __future__ import annotations

from include.books.causes import LEFT_OVER, HoldCause
from include.database.statuses import RecordStatus
from include.database.tables.records import RecordState
from include.sync.decide.record_plan import RecordPlan
from include.sync.run.mode import RunMode
from include.sync.run.run import SyncContext

_KEEP = f"To leave it as it is, select “{RunMode.KEEP_QUICKBOOKS.button}”."
_SETTLED = frozenset(
    {
        HoldCause.SETTLED,
        HoldCause.DEPOSITED,
        HoldCause.PRINTED,
        HoldCause.CLEARED,
        HoldCause.CLOSED_PERIOD,
    }
)
"""Causes for which a repost leaves an entry as it was, and CORE's record in sync."""


def cause_of(context: SyncContext, plan: RecordPlan) -> HoldCause:
    """Under which cause a record with holds is listed."""
    if context.undo is not None:
        part = bool(plan.changes or plan.unchanged)
        return HoldCause.UNDONE_IN_PART if part else HoldCause.NOT_UNDONE
    if context.mode is RunMode.REPOST and all(hold.cause in _SETTLED for hold in plan.holds):
        return HoldCause.NOT_REPOSTED
    return HoldCause(plan.holds[0].cause)


def what_to_do(cause: HoldCause, plan: RecordPlan, undo: int | None) -> str:
    """The next step for all holds of a record."""
    ways = " ".join(dict.fromkeys(hold.what_to_do for hold in plan.holds))
    if cause not in LEFT_OVER:
        return ways
    again = "repost again" if undo is None else f"undo run {undo} again"
    for run in ("then run again", "and run again"):
        ways = ways.replace(run, f"{run.partition(' ')[0]} {again}")
    if again not in ways:
        ways += f" Then {again}."
    return ways if RunMode.KEEP_QUICKBOOKS.button in ways else f"{ways} {_KEEP}"


def stays(context: SyncContext, state: RecordState, plan: RecordPlan) -> bool:
    """Whether a sync that finds nothing to do leaves the hold of an undo or a repost."""
    return (
        state.status == RecordStatus.ON_HOLD
        and state.cause in LEFT_OVER
        and context.mode is RunMode.SYNC
        and not context.chosen
        and state.synced_fingerprint == plan.record.fingerprint
    )


def is_left_by(context: SyncContext, state: RecordState) -> bool:
    """Whether this run, an undo, had to leave a part of a record."""
    return (
        state.status == RecordStatus.ON_HOLD
        and state.cause in LEFT_OVER
        and state.run_id == context.run_id
    )
