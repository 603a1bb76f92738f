"""Statuses as they are stored: of records, operations, runs and entries. No tables, no I/O."""

from __future__ import annotations

from enum import StrEnum


class RecordStatus(StrEnum):
    """The status of a CORE record in one workflow."""

    READY = "ready"
    SYNCED = "synced"
    ON_HOLD = "on hold"
    NOT_READY = "not ready"
    UNDONE = "undone"
    """Its entries were voided by an undo; skipped until it changes in CORE or is selected."""


class OperationStatus(StrEnum):
    """The life of one intended write."""

    PLANNED = "planned"
    SENT = "sent"
    POSTED = "posted"
    ERROR = "error"
    PREVIEWED = "previewed"
    REJECTED = "rejected"
    """An approver rejected it, or none approved it in time; it is never sent."""


class ApprovalStatus(StrEnum):
    """What became of a question to the approvers."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    """No one decided in time."""
    WITHDRAWN = "withdrawn"
    """The run asked anew, or ended without an answer."""


class RunOutcome(StrEnum):
    """How a run ended."""

    RUNNING = "running"
    PREVIEWED = "previewed"
    COMPLETED = "completed"
    FAILED = "failed"
    REJECTED = "rejected"
    """An approver rejected its changes, or none approved them in time; nothing was posted."""


class LookFinding(StrEnum):
    """What a look of the schedule found for a workflow: why a run starts, or why none does."""

    FIRST = "first run"
    NEWS = "changes in CORE"
    READY = "records ready to sync"
    SETTINGS = "settings changed"
    EDITED = "edited in QuickBooks"
    DAILY = "daily run"
    AGAIN = "last run failed"
    REJECTED = "CORE can't be read"
    """The run says why, where everybody sees it."""
    NOTHING = "nothing new"
    OPEN = "run in progress"
    QUEUED = "run queued"
    PAUSING = "waits after failures"
    AWAY = "no answer from CORE"

    @property
    def starts(self) -> bool:
        """Whether a run starts."""
        return self not in (
            LookFinding.NOTHING,
            LookFinding.OPEN,
            LookFinding.QUEUED,
            LookFinding.PAUSING,
            LookFinding.AWAY,
        )


class LinkStatus(StrEnum):
    """The state of a document's entry, and who changed it."""

    IN_QUICKBOOKS = "in QuickBooks"
    VOIDED = "voided"
    """By CoreBooks; if the record syncs later, a new entry is created."""
    VOIDED_IN_QUICKBOOKS = "voided in QuickBooks"
    DELETED_IN_QUICKBOOKS = "deleted in QuickBooks"


class MatchDecision(StrEnum):
    """What a user decided about an entry that a search found for a document."""

    UNDECIDED = ""
    LINKED = "linked"
    POST_ANYWAY = "post anyway"
    BOOKED = "booked"
    """CoreBooks doesn't post it: it is in QuickBooks in another way."""


class WarningKind(StrEnum):
    """What to look at of a record that is synced."""

    DEFAULT = "posted to a default"
    """No account or product has the item's name, and no rule names one."""
    ALIKE_NAME = "alike name"
    """Its customer or vendor was matched to one whose name is spelled otherwise."""
    OTHER_MONTH = "dated in another month"
    """Its entry is dated in another month than the transaction's closing."""


class RefusedPassword(StrEnum):
    """What the password of a refused call was."""

    OLD = "old"
    """One from before: the PC still has it."""
    WRONG = "wrong"


class ArrivalStatus(StrEnum):
    """What became of something that arrived at a feed."""

    STORED = "stored"
    """Durable; nothing of it was read yet."""
    READING = "reading"
    READ = "read"
    DUPLICATE = "duplicate"
    """The same bytes were read before; nothing was done."""
    NO_PROFILE = "no profile"
    """No active profile knows its headers; it is read as soon as one does."""
    WAITING = "waiting for you"
    """It is read when a person says so: a much shorter snapshot, one older than the last."""
    REFUSED = "refused"
    """It can't be read."""
    DISCARDED = "discarded"
    """A person said that it is not to be read."""
