"""What an undo or a repost had to leave: on hold until it is done, kept, or no longer so.

A sync may find nothing wrong with such a record, because CORE and QuickBooks agree. So the hold of the
other run stays over syncs. A record of which a part was undone is skipped by them, as one that was undone
is (`records_to_sync`): they would post that part again.
"""

from __future__ import annotations

from collections.abc import Iterable

from include.books.causes import LEFT_OVER, HoldCause
from include.books.gateway import Recovery
from include.clock import utc_now
from include.database.statuses import RecordStatus
from include.database.stored.answers import StoredAnswer
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


def what_to_do(cause: str, ways: Iterable[str], undo: int | None) -> str:
    """The next step for all that keeps a record on hold.

    Args:
        cause: under which it is listed.
        ways: what to do about each.
        undo: the run that is undone, if one is.
    """
    said = " ".join(dict.fromkeys(way for way in ways if way))
    if cause not in LEFT_OVER:
        return said
    again = "repost again" if undo is None else f"undo run {undo} again"
    for run in ("then run again", "and run again"):
        said = said.replace(run, f"{run.partition(' ')[0]} {again}")
    if again not in said:
        said = f"{said} Then {again}." if said else f"{again.capitalize()}."
    return said if RunMode.KEEP_QUICKBOOKS.button in said else f"{said} {_KEEP}"


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


def leave_undo(
    context: SyncContext, state: RecordState, errors: Iterable[StoredAnswer], *, in_part: bool
) -> None:
    """Put on hold a record of which an undo could post nothing, or only a part.

    A retry of the run may still post the rest, which ends the hold; what planning had to leave stays.
    """
    planned = is_left_by(context, state)
    in_part = in_part or state.cause == HoldCause.UNDONE_IN_PART
    said = [state.sentence] if planned else []
    ways = [state.what_to_do] if planned else []
    for error in errors:
        said.append(error.sentence)
        if error.recovery != Recovery.RETRY_LATER:
            ways.append(error.what_to_do)
    cause = HoldCause.UNDONE_IN_PART if in_part else HoldCause.NOT_UNDONE
    if state.status != RecordStatus.ON_HOLD:
        state.since = utc_now()
    state.status, state.cause = RecordStatus.ON_HOLD, cause
    state.sentence = (
        " ".join(dict.fromkeys(said)) or f"Run {context.undo} wasn't undone to the end."
    )
    state.what_to_do = what_to_do(cause, ways, context.undo)
    state.run_id = context.run_id if planned else None
