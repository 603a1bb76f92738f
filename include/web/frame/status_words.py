"""Statuses of records and entries as the pages write them, each with the kind of its badge.

Those of runs and changes are in `include.web.runs.status`.
"""

from __future__ import annotations

from typing import NamedTuple

from include.database.statuses import LinkStatus, RecordStatus


class Badge(NamedTuple):
    """A badge: its words, and its kind: good, bad, wait or quiet."""

    text: str
    kind: str


RECORD = {
    RecordStatus.READY: Badge("Ready to sync", "wait"),
    RecordStatus.SYNCED: Badge("Synced", "good"),
    RecordStatus.ON_HOLD: Badge("On hold", "bad"),
    RecordStatus.NOT_READY: Badge("Not ready", "quiet"),
    RecordStatus.UNDONE: Badge("Undone", "quiet"),
}
NOT_SYNCED = Badge("Not synced", "quiet")
"""A record that no run has read."""

ENTRY = {
    LinkStatus.IN_QUICKBOOKS: Badge("In QuickBooks", "good"),
    LinkStatus.VOIDED: Badge("Voided", "wait"),
    LinkStatus.VOIDED_IN_QUICKBOOKS: Badge("Voided in QuickBooks", "wait"),
    LinkStatus.DELETED_IN_QUICKBOOKS: Badge("Deleted in QuickBooks", "wait"),
}


def record_badge(status: RecordStatus | None) -> Badge:
    """The badge of a record's status; None is a record that no run has read."""
    return NOT_SYNCED if status is None else RECORD[RecordStatus(status)]


def entry_badge(status: LinkStatus) -> Badge:
    """The badge of an entry's status."""
    return ENTRY[LinkStatus(status)]


def sentence_case(text: str) -> str:
    """With a capital first letter; the rest stays: "Deleted in QuickBooks"."""
    return text[:1].upper() + text[1:]
