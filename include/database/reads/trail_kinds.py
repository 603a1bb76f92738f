"""The kinds of events that the audit trail is filtered by, and the names of the events of each.

An event keeps the name it was written with (`earlier_names`). A name that isn't known, of a newer version
for one, is of the kind `OTHER`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from include.database.reads.earlier_names import EARLIER


class EventKind(StrEnum):
    """A kind of event; its value is how addresses name it."""

    ENTRIES = "entries"
    MATCHES = "matches"
    RUNS = "runs"
    APPROVALS = "approvals"
    SIGN_OFFS = "sign-offs"
    NOTES = "notes"
    SETTINGS = "settings"
    IMPORTS = "imports"
    CONNECTIONS = "connections"
    USERS = "users"
    DATABASE = "database"
    OTHER = "other"

    @property
    def heading(self) -> str:
        """As the filter shows it: "Entries and names"."""
        return _HEADINGS.get(self, self.value.capitalize())

    @property
    def tag(self) -> str:
        """As a line of the list shows it: "Match"."""
        return _TAGS.get(self, self.value.capitalize())


_HEADINGS = {EventKind.ENTRIES: "Entries and names"}
_TAGS = {
    EventKind.ENTRIES: "Entry",
    EventKind.MATCHES: "Match",
    EventKind.RUNS: "Run",
    EventKind.APPROVALS: "Approval",
    EventKind.SIGN_OFFS: "Sign-off",
    EventKind.NOTES: "Note",
    EventKind.SETTINGS: "Setting",
    EventKind.IMPORTS: "Import",
    EventKind.CONNECTIONS: "Connection",
}

NAMES: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.ENTRIES: (
        "created",
        "updated",
        "voided",
        "linked",
        "link moved",
        "link moved back",
        "confirmed in QuickBooks",
        "rejected by QuickBooks",
        "not found in QuickBooks",
        "stray entry found",
        "stray entry has an owner",
        "unlinked",
        "to be posted anyway",
        "not a match",
        "marked as booked",
        "mark as booked removed",
        "decision reopened",
        "difference accepted",
        "entry named",
    ),
    EventKind.MATCHES: (
        "matched manually",
        "match removed",
        "matched by linked entries",
        "entry chosen for a move",
        "name chosen for a move",
    ),
    EventKind.RUNS: (
        "previewed changes started",
        "run continued by another user",
        "run triggered in Airflow",
        "run cleared in Airflow",
        "run marked in Airflow",
        "run deleted in Airflow",
        "runs triggered in Airflow",
        "runs cleared in Airflow",
        "runs marked in Airflow",
        "runs deleted in Airflow",
    ),
    EventKind.APPROVALS: (
        "approval asked for",
        "changes approved",
        "changes rejected",
        "approval expired",
        "approval not counted",
        "rejection not counted",
    ),
    EventKind.SIGN_OFFS: ("month signed off", "month no longer signed off"),
    EventKind.NOTES: ("record assigned", "note on a record", "record snoozed", "warnings cleared"),
    EventKind.SETTINGS: (
        "workflow turned on",
        "workflow turned off",
        "auto-sync and approvals changed",
        "item treatment changed",
        "payee's sales tax decided",
        "alert channel added",
        "alert channel removed",
    ),
    EventKind.IMPORTS: (
        "source created",
        "source changed",
        "source assigned",
        "source secret created",
        "source secret ended",
        "import profile saved",
        "import profile activated",
        "import profile turned off",
        "import confirmed",
        "import discarded",
        "import rows dismissed",
    ),
    EventKind.CONNECTIONS: (
        "connected",
        "disconnected",
        "QuickBooks company changed",
        "currency changed",
        "Web Connector password changed",
        "move started",
        "connected for a move",
        "differences of a move accepted",
        "company moved",
        "company moved back",
        "move canceled",
    ),
    EventKind.USERS: ("company access changed",),
    EventKind.DATABASE: (
        "audit trail keyed",
        "rows recorded",
        "database restored",
        "rebuild started",
        "database rebuilt",
        "encryption key changed",
    ),
}
"""Every name that CoreBooks writes, by kind; `OTHER` has none."""

_KINDS = {name: kind for kind, names in NAMES.items() for name in names}
KNOWN = (*_KINDS, *EARLIER)
"""Every name that is of a kind, those of earlier versions too."""


def name_today(event: str) -> str:
    """The name that an event has today, by the one that it was written with."""
    return EARLIER.get(event, event)


def kind_of(event: str) -> EventKind:
    """The kind of an event, by its name."""
    return _KINDS.get(name_today(event), EventKind.OTHER)


def names_of(kind: EventKind) -> tuple[str, ...]:
    """The names of a kind's events, those of earlier versions too; none for `OTHER`."""
    names = NAMES.get(kind, ())
    return (*names, *(old for old, today in EARLIER.items() if today in names))
