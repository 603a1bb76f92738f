"""What a run is for. Every run goes the same way: extract, diff, post, verify."""

from __future__ import annotations

from enum import StrEnum


class RunMode(StrEnum):
    """A run's purpose; its value is what the run form sends."""

    SYNC = "sync"
    RECREATE = "re-create"
    OVERWRITE = "overwrite"
    KEEP_QUICKBOOKS = "keep-quickbooks"
    VOID = "void"
    REPOST = "repost"
    UNDO = "undo"

    @property
    def heading(self) -> str:
        """As people read it in the run form."""
        return _TITLES[self]

    @property
    def needs_records(self) -> bool:
        """Whether people must say which records: what it does is never done to all at once."""
        return self in {RunMode.RECREATE, RunMode.OVERWRITE, RunMode.KEEP_QUICKBOOKS, RunMode.VOID}

    @property
    def needs_preview(self) -> bool:
        """Whether it is carried out only after the very same plan was looked at."""
        return self in {RunMode.VOID, RunMode.REPOST, RunMode.UNDO}

    @property
    def reads_core(self) -> bool:
        """Whether CORE is read first."""
        return self is not RunMode.UNDO


_TITLES = {
    RunMode.SYNC: "Sync what changed",
    RunMode.RECREATE: "Re-create entries that were deleted or voided in QuickBooks",
    RunMode.OVERWRITE: "Write CORE's figures over entries that were changed in QuickBooks",
    RunMode.KEEP_QUICKBOOKS: "Leave entries as they are in QuickBooks, until CORE changes again",
    RunMode.VOID: "Void entries that CORE no longer asks for",
    RunMode.REPOST: "Restate history with the present template and options",
    RunMode.UNDO: "Undo a run",
}
