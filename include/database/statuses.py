"""Statuses as they are stored: of records, operations, runs and entries. No tables, no I/O."""

from __future__ import annotations

from enum import StrEnum


class RecordStatus(StrEnum):
    """Where a CORE record stands in one workflow."""

    READY = "ready"
    SYNCED = "synced"
    ON_HOLD = "on hold"
    NOT_READY = "not ready"
    UNDONE = "undone"
    """A person took its entries back: left alone until it changes in CORE or is chosen."""


class OperationStatus(StrEnum):
    """The life of one intended write."""

    PLANNED = "planned"
    SENT = "sent"
    POSTED = "posted"
    ERROR = "error"
    PREVIEWED = "previewed"


class RunOutcome(StrEnum):
    """How a run ended."""

    RUNNING = "running"
    PREVIEWED = "previewed"
    COMPLETED = "completed"
    FAILED = "failed"
    REJECTED = "rejected"
    """Somebody did not agree to its plan; nothing was sent."""


class LinkStatus(StrEnum):
    """What became of a document's entry, and through whom."""

    IN_QUICKBOOKS = "in QuickBooks"
    VOIDED = "voided"
    """By us: what CORE asks for later is entered anew."""
    VOIDED_IN_QUICKBOOKS = "voided in QuickBooks"
    DELETED_IN_QUICKBOOKS = "deleted in QuickBooks"
