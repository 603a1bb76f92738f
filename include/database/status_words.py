"""The glossary of statuses: each stored status in the words that pages, commands and exports use.

There is no second list: what is shown of a status comes from here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from include.database.statuses import (
    ArrivalStatus,
    LinkStatus,
    LookFinding,
    MatchDecision,
    MatchedBy,
    MoveState,
    OperationStatus,
    RecordStatus,
    RunOutcome,
    WarningKind,
)


class Badge(NamedTuple):
    """A badge: its words, and its kind, which is a shape and a color (docs/design.md).

    Of records: good, warned, ready, wait, quiet, undone, todo. Of all else: good, bad, wait, quiet.
    """

    text: str
    kind: str


RECORD = {
    RecordStatus.READY: Badge("Ready to sync", "ready"),
    RecordStatus.SYNCED: Badge("Synced", "good"),
    RecordStatus.ON_HOLD: Badge("On hold", "wait"),
    RecordStatus.NOT_READY: Badge("Not ready", "quiet"),
    RecordStatus.UNDONE: Badge("Undone", "undone"),
}
WARNED = Badge("Synced with warnings", "warned")
"""A record that is synced and that has a warning no one has cleared."""
WARNINGS = {
    WarningKind.DEFAULT: "Posted to a default",
    WarningKind.ALIKE_NAME: "Name spelled differently",
    WarningKind.OTHER_MONTH: "Dated in another month",
}
"""The kinds of warnings."""
NOT_SYNCED = Badge("Not synced", "todo")
"""A record that no run has read."""
DELETED_IN_CORE = Badge("Deleted in CORE", "wait")
"""A flag of a record."""
NOT_FROM_CORE = Badge("Not in CORE", "wait")
"""A flag of an entry of QuickBooks that no record of CORE asks for."""

ENTRY = {
    LinkStatus.IN_QUICKBOOKS: Badge("In QuickBooks", "good"),
    LinkStatus.VOIDED: Badge("Voided", "wait"),
    LinkStatus.VOIDED_IN_QUICKBOOKS: Badge("Voided in QuickBooks", "wait"),
    LinkStatus.DELETED_IN_QUICKBOOKS: Badge("Deleted in QuickBooks", "wait"),
}
IMPORT = {
    ArrivalStatus.STORED: Badge("Stored", "ready"),
    ArrivalStatus.READING: Badge("Reading", "ready"),
    ArrivalStatus.READ: Badge("Read", "good"),
    ArrivalStatus.DUPLICATE: Badge("Same as before", "quiet"),
    ArrivalStatus.NO_PROFILE: Badge("No profile", "wait"),
    ArrivalStatus.WAITING: Badge("Waiting for you", "wait"),
    ArrivalStatus.REFUSED: Badge("Rejected", "bad"),
    ArrivalStatus.DISCARDED: Badge("Discarded", "undone"),
}
"""What became of a file that arrived."""
READY_TO_LINK = Badge("Ready to link", "ready")
TO_REVIEW = Badge("To review", "wait")
"""Existing entries that no one decided about: certain, or not."""
DECIDED = {
    MatchDecision.LINKED: Badge("Linked", "good"),
    MatchDecision.POST_ANYWAY: Badge("Post anyway", "ready"),
    MatchDecision.BOOKED: Badge("Marked as booked", "quiet"),
}
"""What was decided about an existing entry."""
MATCHED_BY = {
    MatchedBy.MAP: "found by Intuit's own map",
    MatchedBy.TAG: "found by the CoreBooks tag in the memo",
    MatchedBy.FIGURES: "found by number, date, amount, and customer or vendor",
    MatchedBy.NAME: "found by name",
    MatchedBy.ENTRIES: "found by their entries",
    MatchedBy.CHOSEN: "chosen",
    MatchedBy.ABSENT: "not in QuickBooks Online",
    "": "not found for certain",
}
"""How an entry or a name was found in the QuickBooks that a company moves to."""

MOVE = {
    MoveState.PREPARING: Badge("Moving", "wait"),
    MoveState.SWITCHING: Badge("Switching", "wait"),
    MoveState.SWITCHED: Badge("Moved", "good"),
    MoveState.GOING_BACK: Badge("Going back", "wait"),
    MoveState.WENT_BACK: Badge("Moved back", "quiet"),
    MoveState.CANCELED: Badge("Canceled", "quiet"),
}
"""How far a company's move to another QuickBooks is."""

EDITED = Badge("Edited in QuickBooks", "wait")
KEPT = Badge("QuickBooks version kept", "quiet")
"""Flags of an entry."""

LOOK = {
    LookFinding.FIRST: "The first run was started.",
    LookFinding.NEWS: "CORE had changes, so a run was started.",
    LookFinding.READY: "Records were ready to sync, so a run was started.",
    LookFinding.SETTINGS: "Settings had changed, so a run was started.",
    LookFinding.EDITED: "QuickBooks reported an edited, voided, or deleted entry, so a run was started.",
    LookFinding.DAILY: "The daily run was started, which also looks for edits in QuickBooks.",
    LookFinding.AGAIN: "The last run failed, so another one was started.",
    LookFinding.REJECTED: "CORE can't be read, so a run was started that says why.",
    LookFinding.NOTHING: "Nothing new in CORE.",
    LookFinding.OPEN: "A run isn't finished, so no other one was started.",
    LookFinding.QUEUED: "The run that was started before hasn't begun yet.",
    LookFinding.PAUSING: "The last runs failed, so the next one starts an hour after.",
    LookFinding.AWAY: "CORE didn't respond. The next look is in 5 minutes.",
}
"""What a scheduled look found, as a sentence."""

WORKFLOW_ON, WORKFLOW_OFF = Badge("On", "good"), Badge("Off", "quiet")
UNAVAILABLE = Badge("Unavailable", "wait")
"""A template that the company's QuickBooks can't use."""
DOUBTFUL = Badge("Doubtful", "wait")
"""A match of names that may be wrong."""
NOT_CONNECTED = Badge("Not connected", "bad")
"""The result of a check, before a connection is stored."""


class RunStatus(StrEnum):
    """A run's status."""

    RUNNING = "Running"
    AWAITS_APPROVAL = "Waiting for approval"
    COMPLETED = "Completed"
    PREVIEW = "Preview only"
    REJECTED = "Rejected"
    FAILED = "Failed"

    @property
    def kind(self) -> str:
        """Of the badge: good, bad, wait or quiet."""
        return _RUN_KINDS[self]


_RUN_KINDS = {
    RunStatus.RUNNING: "wait",
    RunStatus.AWAITS_APPROVAL: "wait",
    RunStatus.COMPLETED: "good",
    RunStatus.PREVIEW: "quiet",
    RunStatus.REJECTED: "wait",
    RunStatus.FAILED: "bad",
}
BY_OUTCOME = {
    RunOutcome.RUNNING.value: RunStatus.RUNNING,
    RunOutcome.COMPLETED.value: RunStatus.COMPLETED,
    RunOutcome.PREVIEWED.value: RunStatus.PREVIEW,
    RunOutcome.REJECTED.value: RunStatus.REJECTED,
    RunOutcome.FAILED.value: RunStatus.FAILED,
}
"""The status of each stored outcome."""


class ChangeStatus(StrEnum):
    """A change's status."""

    PLANNED = "Planned"
    SENT = "Sent, no response"
    POSTED = "Posted"
    ERROR = "Error"
    PREVIEW = "Preview"
    REJECTED = "Rejected"

    @property
    def kind(self) -> str:
        """Of the badge: good, bad, wait or quiet."""
        return _CHANGE_KINDS.get(self, "quiet")

    @classmethod
    def of(cls, stored: str) -> ChangeStatus:
        """The status of a change by a value of `OperationStatus`."""
        return _CHANGE_STATUSES[stored]


_CHANGE_KINDS = {
    ChangeStatus.POSTED: "good",
    ChangeStatus.ERROR: "bad",
    ChangeStatus.SENT: "wait",
}
_CHANGE_STATUSES = {
    OperationStatus.PLANNED.value: ChangeStatus.PLANNED,
    OperationStatus.SENT.value: ChangeStatus.SENT,
    OperationStatus.POSTED.value: ChangeStatus.POSTED,
    OperationStatus.ERROR.value: ChangeStatus.ERROR,
    OperationStatus.PREVIEWED.value: ChangeStatus.PREVIEW,
    OperationStatus.REJECTED.value: ChangeStatus.REJECTED,
}


class ConnectionStatus(StrEnum):
    """The status of a connection to QuickBooks Online, or to the PC of QuickBooks Desktop."""

    CONNECTED = "Connected"
    EXPIRES_SOON = "Expires soon"
    RECONNECT_NEEDED = "Reconnect needed"
    DISCONNECTED = "Disconnected"
    WAITING = "Waiting for PC"
    SILENT = "PC offline"
    TOLD = "Connection refused"

    @property
    def kind(self) -> str:
        """Of the badge: good, bad, wait or quiet."""
        return _CONNECTION_KINDS[self]


_CONNECTION_KINDS = {
    ConnectionStatus.CONNECTED: "good",
    ConnectionStatus.EXPIRES_SOON: "wait",
    ConnectionStatus.RECONNECT_NEEDED: "bad",
    ConnectionStatus.DISCONNECTED: "quiet",
    ConnectionStatus.WAITING: "wait",
    ConnectionStatus.SILENT: "wait",
    ConnectionStatus.TOLD: "bad",
}


class MonthStatus(StrEnum):
    """Whether a month is signed off."""

    OPEN = "Open"
    SIGNED = "Signed off"
    ENDED = "No longer signed off"

    @property
    def kind(self) -> str:
        """Of the badge: good, bad or todo."""
        return {MonthStatus.OPEN: "todo", MonthStatus.SIGNED: "good", MonthStatus.ENDED: "bad"}[
            self
        ]


class CheckStatus(StrEnum):
    """The result of one of a month's checks."""

    PASSED = "Passed"
    REASONED = "Passed with a reason"
    FAILED = "Failed"
    NOT_RUN = "Not run"
    NOT_USED = "Not used"

    @property
    def mark(self) -> str:
        """The kind of its mark: done, wait, off or none."""
        return _MARKS[self]

    @property
    def lets_sign(self) -> bool:
        """Whether the month can be signed off with it."""
        return self in (CheckStatus.PASSED, CheckStatus.REASONED, CheckStatus.NOT_USED)


_MARKS = {
    CheckStatus.PASSED: "done",
    CheckStatus.REASONED: "wait",
    CheckStatus.FAILED: "off",
    CheckStatus.NOT_RUN: "none",
    CheckStatus.NOT_USED: "none",
}


def record_badge(status: RecordStatus | None, *, warned: bool = False) -> Badge:
    """The badge of a record's status.

    Args:
        status: None is a record that no run has read.
        warned: whether it has a warning that no one has cleared; it shows once the record is synced.
    """
    if warned and status == RecordStatus.SYNCED:
        return WARNED
    return NOT_SYNCED if status is None else RECORD[RecordStatus(status)]


def match_badge(decision: MatchDecision, *, certain: bool) -> Badge:
    """The badge of an existing entry that was found for a record."""
    undecided = READY_TO_LINK if certain else TO_REVIEW
    return DECIDED.get(MatchDecision(decision), undecided)


def entry_badge(status: LinkStatus) -> Badge:
    """The badge of an entry's status."""
    return ENTRY[LinkStatus(status)]
