"""Undoing a run: entries it created are voided, updated ones reverted, voided ones re-created.

Only entries that are still as the run left them change. An entry that a later run updated, or that
was edited in QuickBooks, stays as it is and is listed. Customers, vendors, products and classes
stay. A sync then skips the records until they change in CORE or are selected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from include.books.causes import HoldCause
from include.books.documents import Document
from include.books.gateway import Action
from include.database.statuses import LinkStatus
from include.sync.decide.changes import Change
from include.sync.decide.facts import Tracked
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules
from include.sync.run.posting_log import changes


@dataclass(frozen=True, slots=True)
class EarlierWrite:
    """A write of an entry before the run that is undone: the state that undoing restores."""

    document: Document
    date: dt.date | None
    setup_version: int
    shape_version: int


@dataclass(frozen=True, slots=True)
class WriteToUndo:
    """What the run to undo did to one document.

    Attributes:
        document: what it wrote last.
        revision: the entry's revision after that.
        before: what was there before the run; None if nothing was.
        was_undone: an earlier run undid it already, before it was interrupted.
    """

    document: Document
    revision: int
    before: EarlierWrite | None
    was_undone: bool


def undo(rules: Rules, plan: RecordPlan, writes: Sequence[WriteToUndo]) -> None:
    """Decide how one record's part of a run is undone; its holds name the entries that stay."""
    for write in writes:
        tracked = plan.links.get(write.document.key)
        if tracked is None:
            continue
        if write.was_undone:
            plan.unchanged += 1
        elif _is_unchanged_since(plan, write, tracked):
            plan.changes.extend(_reverting(rules, write, tracked))
    plan.is_undone = bool(plan.unchanged) and not plan.changes and not plan.holds


def _is_unchanged_since(plan: RecordPlan, write: WriteToUndo, tracked: Tracked) -> bool:
    entry = plan.entry(tracked, write.document)
    if tracked.revision != write.revision:
        plan.hold(
            tracked.document_key,
            HoldCause.UPDATED_LATER,
            f"{entry} was updated by a later run, so it stays unchanged.",
            "To undo this one too, undo the later run first.",
        )
    elif tracked.edited or tracked.status in (
        LinkStatus.DELETED_IN_QUICKBOOKS,
        LinkStatus.VOIDED_IN_QUICKBOOKS,
    ):
        edit = HoldCause.EDITED if tracked.is_in_quickbooks else HoldCause(tracked.status)
        plan.hold(
            tracked.document_key,
            edit,
            f"{entry} was {edit} after this run, so it stays unchanged.",
            "If it is wrong, change it in QuickBooks.",
        )
    else:
        return True
    return False


def _reverting(rules: Rules, write: WriteToUndo, tracked: Tracked) -> list[Change]:
    """The writes that restore what was in QuickBooks before the run."""
    before = write.before
    if before is not None and tracked.is_in_quickbooks and tracked.kind is before.document.kind:
        return [_restoring(rules, Action.UPDATE, before, tracked)]
    reverting = []
    if tracked.is_in_quickbooks:
        reverting.append(_voiding(rules, tracked))
    if before is not None:
        reverting.append(_restoring(rules, Action.CREATE, before, tracked, after=len(reverting)))
    return reverting


def _restoring(
    rules: Rules, action: Action, before: EarlierWrite, tracked: Tracked, after: int = 0
) -> Change:
    reason = _why(rules)
    new = action is Action.CREATE
    if not new:
        reason = f"{reason}: {'; '.join(changes(tracked.document, before.document))}"
    date = before.date or before.document.date or (rules.today if new else tracked.date)
    return Change(
        action=action,
        document=before.document,
        reason=reason,
        date=date,
        due_date=max(date, before.document.due_date or (date if new else tracked.due_date)),
        tracked=tracked,
        existing=None if new else tracked.ref,
        revision=tracked.revision + after,
        setup_version=before.setup_version,
        shape_version=before.shape_version,
        is_undo=True,
    )


def _voiding(rules: Rules, tracked: Tracked) -> Change:
    document = tracked.document
    return Change(
        action=Action.VOID,
        document=document,
        reason=_why(rules),
        date=tracked.date,
        due_date=max(tracked.date, document.due_date or tracked.due_date),
        tracked=tracked,
        existing=tracked.ref,
        revision=tracked.revision,
        setup_version=tracked.setup_version,
        shape_version=tracked.shape_version,
        is_undo=True,
    )


def _why(rules: Rules) -> str:
    return f"undo of run {rules.undo} by {rules.actor}"
