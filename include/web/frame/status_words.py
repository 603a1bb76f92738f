"""The words of statuses as pages write them; they are all in `include.database.status_words`."""

from __future__ import annotations

from include.database.status_words import (
    DELETED_IN_CORE,
    DOUBTFUL,
    EDITED,
    ENTRY,
    KEPT,
    NOT_CONNECTED,
    NOT_FROM_CORE,
    NOT_SYNCED,
    RECORD,
    UNAVAILABLE,
    WARNED,
    WARNINGS,
    WORKFLOW_OFF,
    WORKFLOW_ON,
    Badge,
    ChangeStatus,
    ConnectionStatus,
    RunStatus,
    entry_badge,
    record_badge,
)

__all__ = [
    "ENTRY",
    "FLAGS",
    "NOT_SYNCED",
    "RECORD",
    "WARNED",
    "WARNINGS",
    "Badge",
    "entry_badge",
    "record_badge",
    "sentence_case",
]

FLAGS = {
    "deleted_in_core": DELETED_IN_CORE,
    "not_from_core": NOT_FROM_CORE,
    "edited": EDITED,
    "kept": KEPT,
    "workflow_on": WORKFLOW_ON,
    "workflow_off": WORKFLOW_OFF,
    "unavailable": UNAVAILABLE,
    "doubtful": DOUBTFUL,
    "not_connected": NOT_CONNECTED,
    "running": Badge(RunStatus.RUNNING.value, RunStatus.RUNNING.kind),
    "error": Badge(ChangeStatus.ERROR.value, ChangeStatus.ERROR.kind),
    "connected": Badge(ConnectionStatus.CONNECTED.value, ConnectionStatus.CONNECTED.kind),
}
"""Badges that templates show by name: `flags.edited`."""


def sentence_case(text: str) -> str:
    """With a capital first letter; the rest stays: "Closed period"."""
    return text[:1].upper() + text[1:]
