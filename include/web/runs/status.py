"""The statuses of runs and changes, in the words of their badges."""

from __future__ import annotations

from enum import StrEnum

from include.database.reads.run_summary import RunSummary
from include.database.statuses import OperationStatus, RunOutcome


class RunStatus(StrEnum):
    """A run's status, as badges and filters show it."""

    RUNNING = "Running"
    AWAITS_APPROVAL = "Waiting for approval"
    COMPLETED = "Completed"
    PREVIEW = "Preview only"
    REJECTED = "Rejected"
    FAILED = "Failed"

    @property
    def kind(self) -> str:
        """Of the badge: good, bad, wait or quiet."""
        return _KINDS[self]


_KINDS = {
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


def status_of(run: RunSummary) -> RunStatus:
    """A run's status."""
    return RunStatus.AWAITS_APPROVAL if run.awaits_approval else BY_OUTCOME[run.outcome]


class ChangeStatus(StrEnum):
    """A change's status, as badges show it."""

    PLANNED = "Planned"
    SENT = "Sent, no response"
    POSTED = "Posted"
    ERROR = "Error"
    PREVIEW = "Preview"

    @property
    def kind(self) -> str:
        """Of the badge: good, bad, wait or quiet."""
        return {"Posted": "good", "Error": "bad", "Sent, no response": "wait"}.get(self, "quiet")

    @classmethod
    def of(cls, stored: str) -> ChangeStatus:
        """The status of a change by a value of `OperationStatus`."""
        return _CHANGE_STATUSES[stored]


_CHANGE_STATUSES = {
    OperationStatus.PLANNED.value: ChangeStatus.PLANNED,
    OperationStatus.SENT.value: ChangeStatus.SENT,
    OperationStatus.POSTED.value: ChangeStatus.POSTED,
    OperationStatus.ERROR.value: ChangeStatus.ERROR,
    OperationStatus.PREVIEWED.value: ChangeStatus.PREVIEW,
}
