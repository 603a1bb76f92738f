"""Entries with the CoreBooks tag that the database doesn't know: they are updated, not duplicated.

This happens after the database was restored from an older backup or set up again: QuickBooks has
entries that were posted after the backup. QuickBooks lists recent changes, and each entry's tag
says which document it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from include.books.documents import Document, DocumentKind, marker
from include.books.entries import Entry
from include.books.gateway import Action
from include.sync.decide.changes import Change
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules

UntrackedEntries = Mapping[tuple[str, DocumentKind], Entry]
"""By tag and kind, the entries that the database doesn't know: a tag may be on several kinds."""


def relink(rules: Rules, plans: Iterable[RecordPlan], untracked: UntrackedEntries) -> None:
    """Update the tagged entry in QuickBooks where a plan would create the same one again."""
    for plan in plans if untracked else ():
        plan.changes = [_relinked(rules, change, untracked) for change in plan.changes]


def _relinked(rules: Rules, change: Change, untracked: UntrackedEntries) -> Change:
    if not change.is_new:
        return change
    entry = untracked.get((marker(rules.company_id, change.key), change.document.kind))
    return _update_instead(change, change.document, entry) if entry else change


def _update_instead(change: Change, document: Document, entry: Entry) -> Change:
    return dataclasses.replace(
        change,
        action=Action.UPDATE,
        existing=entry.ref,
        found=entry,
        # If the options leave the date to QuickBooks, the date of the first posting stays.
        date=document.date or entry.date or change.date,
        reason="it is in QuickBooks with its CoreBooks tag but wasn't in the CoreBooks database; "
        + change.reason,
    )
