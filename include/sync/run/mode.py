"""What a run is for. Every run has the same steps: extract, diff, post, verify."""

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
        """Its name in the run form and in lists of runs."""
        return _HEADINGS[self]

    @property
    def button(self) -> str:
        """Its name on the button that starts it for one record; sentences quote it."""
        return _BUTTONS.get(self, self.heading)

    @property
    def needs_records(self) -> bool:
        """Whether its records must be selected: it never works on everything at once."""
        return self in {RunMode.RECREATE, RunMode.OVERWRITE, RunMode.KEEP_QUICKBOOKS, RunMode.VOID}

    @property
    def needs_preview(self) -> bool:
        """Whether it posts only after a preview showed exactly the same changes."""
        return self in {RunMode.VOID, RunMode.REPOST, RunMode.UNDO}

    @property
    def reads_core(self) -> bool:
        """Whether CORE is read first."""
        return self is not RunMode.UNDO


_HEADINGS = {
    RunMode.SYNC: "Sync changes",
    RunMode.RECREATE: "Re-create entries voided or deleted in QuickBooks",
    RunMode.OVERWRITE: "Overwrite QuickBooks edits with CORE",
    RunMode.KEEP_QUICKBOOKS: "Keep QuickBooks version until CORE changes",
    RunMode.VOID: "Void entries removed from CORE",
    RunMode.REPOST: "Repost past entries with current options",
    RunMode.UNDO: "Undo a run",
}
_BUTTONS = {
    RunMode.SYNC: "Retry",
    RunMode.RECREATE: "Re-create in QuickBooks",
    RunMode.OVERWRITE: "Overwrite with CORE",
    RunMode.KEEP_QUICKBOOKS: "Keep QuickBooks version",
    RunMode.VOID: "Void in QuickBooks",
}
