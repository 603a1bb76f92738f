"""What a run is for, and what each purpose may do. Every run has the same steps: extract to verify.

The table `_PURPOSES` is all there is to it: whatever decides asks `RunMode.may`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """Something that a run may do to an entry, as far as its purpose goes."""

    CREATE = "create"
    """Create the entry of a document that never had one."""
    CREATE_AGAIN = "create again"
    """Create an entry in place of one that was voided or deleted in QuickBooks."""
    CREATE_BESIDE = "create beside"
    """Create an entry although QuickBooks has one that may be the same."""
    UPDATE = "update"
    """Update an entry that CORE changed, or that was edited where the options overwrite edits."""
    OVERWRITE_EDIT = "overwrite edit"
    """Update an entry that was edited, also where the options put it on hold."""
    OVERWRITE = "overwrite"
    """Update an entry whatever was done to it in QuickBooks: also paid, printed, or kept."""
    VOID = "void"
    """Void an entry that CORE no longer has, and replace one that must be of another kind."""
    VOID_RECORD = "void record"
    """Void all entries of a record that CORE no longer posts at all."""
    VOID_BY_OPTION = "void by option"
    """Do the same where the workflow's options void what is gone."""
    REPLACE = "replace"
    """Void an entry that must not be changed, and create it again as CORE has it."""
    KEEP = "keep"
    """Keep the QuickBooks version until CORE changes."""
    LINK = "link"
    """Take an entry that someone else entered as the document's."""


class RunMode(StrEnum):
    """A run's purpose; its value is what the run form sends."""

    SYNC = "sync"
    RECREATE = "re-create"
    OVERWRITE = "overwrite"
    KEEP_QUICKBOOKS = "keep-quickbooks"
    LINK = "link"
    POST_ANYWAY = "post-anyway"
    REPLACE = "replace"
    VOID = "void"
    REPOST = "repost"
    UNDO = "undo"
    FIND_EXISTING = "find-existing"

    @property
    def heading(self) -> str:
        """Its name in the run form and in lists of runs."""
        return _PURPOSES[self].heading

    @property
    def button(self) -> str:
        """Its name on the button that starts it for one record; sentences quote it."""
        return _PURPOSES[self].button or self.heading

    @property
    def needs_records(self) -> bool:
        """Whether its records must be selected: it never works on everything at once."""
        return _PURPOSES[self].needs_records

    @property
    def needs_preview(self) -> bool:
        """Whether it posts only after the same user's preview showed exactly the same changes."""
        return _PURPOSES[self].needs_preview

    @property
    def reads_core(self) -> bool:
        """Whether CORE is read first."""
        return _PURPOSES[self].reads_core

    @property
    def plans(self) -> bool:
        """Whether it plans changes; one that only searches QuickBooks has nothing to approve or post."""
        return _PURPOSES[self].plans

    def may(self, act: Act) -> bool:
        """Whether a run for this purpose may do it."""
        return act in _PURPOSES[self].acts


@dataclass(frozen=True, slots=True)
class _Purpose:
    heading: str
    button: str
    acts: frozenset[Act]
    needs_records: bool = True
    needs_preview: bool = False
    reads_core: bool = True
    plans: bool = True


_SYNC = frozenset({Act.CREATE, Act.UPDATE, Act.VOID_BY_OPTION})

_PURPOSES = {
    RunMode.SYNC: _Purpose("Sync changes", "Retry", _SYNC, needs_records=False),
    RunMode.RECREATE: _Purpose(
        "Re-create entries voided or deleted in QuickBooks",
        "Re-create in QuickBooks",
        _SYNC | {Act.CREATE_AGAIN},
    ),
    RunMode.OVERWRITE: _Purpose(
        "Overwrite QuickBooks edits with CORE",
        "Overwrite with CORE",
        _SYNC | {Act.OVERWRITE_EDIT, Act.OVERWRITE},
    ),
    RunMode.KEEP_QUICKBOOKS: _Purpose(
        "Keep QuickBooks version until CORE changes",
        "Keep QuickBooks version",
        frozenset({Act.KEEP}),
    ),
    RunMode.LINK: _Purpose(
        "Link entries that QuickBooks has already", "Link existing entry", _SYNC | {Act.LINK}
    ),
    RunMode.POST_ANYWAY: _Purpose(
        "Post entries although QuickBooks has similar ones",
        "Post anyway",
        _SYNC | {Act.CREATE_BESIDE},
    ),
    RunMode.REPLACE: _Purpose(
        "Void entries and create them again from CORE",
        "Void and re-create",
        _SYNC | {Act.REPLACE},
        needs_preview=True,
    ),
    RunMode.VOID: _Purpose(
        "Void entries removed from CORE",
        "Void in QuickBooks",
        frozenset({Act.VOID, Act.VOID_RECORD}),
        needs_preview=True,
    ),
    RunMode.REPOST: _Purpose(
        "Repost past entries with current options",
        "",
        frozenset({Act.CREATE, Act.UPDATE, Act.OVERWRITE_EDIT, Act.VOID}),
        needs_records=False,
        needs_preview=True,
    ),
    RunMode.UNDO: _Purpose(
        "Undo a run",
        "",
        frozenset({Act.UPDATE, Act.VOID, Act.CREATE_AGAIN}),
        needs_records=False,
        needs_preview=True,
        reads_core=False,
    ),
    RunMode.FIND_EXISTING: _Purpose(
        "Find existing entries", "", frozenset(), needs_records=False, plans=False
    ),
}
