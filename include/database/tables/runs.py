"""Runs, the changes they planned, and the audit trail."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from include.database.statuses import OperationStatus
from include.database.tables.base import Base
from include.database.tables.columns import BigId, Json
from include.database.trail.verify_offline import RECORDED

WAS_SENT = (
    f"status IN ('{OperationStatus.POSTED}', '{OperationStatus.ERROR}', '{OperationStatus.SENT}')"
)
"""What History lists of a run's changes: in SQL, so that both databases see that the index has it."""

IS_TOLD = f"event <> '{RECORDED}'"
"""What History lists of the trail. Digests of rows are for Verify and for the auditor's export; in words,
others say it."""


class SyncRun(Base):
    """One run of one workflow for one company."""

    __tablename__ = "sync_run"
    __table_args__ = (
        UniqueConstraint("company_id", "category", "airflow_run_id", "act_number"),
        # With the outcome too: of two indexes on the same columns, SQLite may take the longer one.
        Index(
            "ix_sync_run_open",
            "outcome",
            "company_id",
            "category",
            sqlite_where=text("outcome = 'running'"),
            postgresql_where=text("outcome = 'running'"),
        ),
        Index(
            "ix_sync_run_failed",
            "outcome",
            "finished_at",
            sqlite_where=text("outcome = 'failed'"),
            postgresql_where=text("outcome = 'failed'"),
        ),
        Index("ix_sync_run_newest", "company_id", "category", "id"),
        # All that History filters by, in its order: it counts and finds runs without reading them.
        # The condition is always true. Only who asks for it gets this index: SQLite would take it
        # for questions that others answer better.
        Index(
            "ix_sync_run_history",
            "company_id",
            "id",
            "category",
            "actor",
            "outcome",
            "started_at",
            sqlite_where=text("category <> ''"),
            postgresql_where=text("category <> ''"),
        ),
        Index("ix_sync_run_airflow_run", "airflow_run_id", "category", "company_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    category: Mapped[str]
    airflow_run_id: Mapped[str]
    act: Mapped[str] = mapped_column(default="", server_default="")
    """Which life of the DAG run it belongs to: when that began, and how often it was cleared."""
    act_id: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    """The newest `airflow_act` of its DAG run that it takes into account; a newer one is another act."""
    act_number: Mapped[int] = mapped_column(default=0, server_default="0")
    """Counts the runs under the same DAG run ID: one for each act of another person."""
    trigger: Mapped[str]
    actor: Mapped[str]
    actor_id: Mapped[str] = mapped_column(default="", server_default="")
    """The auth manager's own ID of the actor; empty for a schedule, or where it isn't known."""
    preview: Mapped[bool]
    mode: Mapped[str] = mapped_column(default="sync", server_default="sync")
    """What the run is for: "sync", "undo" ... (`include.sync.run.mode`)."""
    selection: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """{"records": selected IDs, "undo": run ID}: what the run works on."""
    to_plan: Mapped[dict[str, Any] | None]
    """{"keys": of the selected records as they were read, or null for all changes, "complete_only",
    "read_at": when CORE was read}: what `diff` plans; None until CORE was read."""
    plan_digest: Mapped[str] = mapped_column(default="", server_default="")
    """A hash of the planned changes, by which a run knows that the same changes were previewed."""
    why_preview: Mapped[str] = mapped_column(default="", server_default="")
    """Why it became a preview although it was started to post; empty for every other run."""
    setup_id: Mapped[int] = mapped_column(ForeignKey("workflow_setup.id"))
    started_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    outcome: Mapped[str]
    counts: Mapped[dict[str, Any]]
    """read, unchanged, created, updated, voided, on_hold ...; money in cents under "cents"."""
    message: Mapped[str] = mapped_column(default="")
    on_hold: Mapped[list[Any]] = mapped_column(Json, default=list, server_default=text("'[]'"))
    """The records on hold: {"record", "cause", "sentence", "what_to_do"} each."""
    approved_by: Mapped[str] = mapped_column(default="", server_default="")
    """The approver, if its changes needed approval."""


class Operation(Base):
    """One planned change in QuickBooks, from plan to response."""

    __tablename__ = "operation"
    __table_args__ = (
        UniqueConstraint("company_id", "request_id"),
        Index("ix_operation_run", "run_id", "status"),
        Index("ix_operation_record", "company_id", "record_key"),
        # The list of changes, with what it is filtered by.
        Index(
            "ix_operation_sent",
            "company_id",
            "id",
            "run_id",
            "category",
            "sent_at",
            "status",
            sqlite_where=text(WAS_SENT),
            postgresql_where=text(WAS_SENT),
        ),
        # A change is found by the ID that Intuit gave its request.
        Index(
            "ix_operation_trace",
            "company_id",
            "trace_id",
            sqlite_where=text(WAS_SENT),
            postgresql_where=text(WAS_SENT),
        ),
        Index(
            "uq_operation_one_sent",
            "company_id",
            "document_key",
            unique=True,
            sqlite_where=text("status = 'sent'"),
            postgresql_where=text("status = 'sent'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_run.id"))
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    category: Mapped[str]
    document_key: Mapped[str]
    """The document's key; for customers and vendors, the party's."""
    record_key: Mapped[str]
    record_fingerprint: Mapped[str]
    """The revision of the CORE record that the change comes from."""
    kind: Mapped[str]
    action: Mapped[str]
    wave: Mapped[int]
    base_revision: Mapped[int]
    """The link's revision at planning; if it differs at posting, the change is planned again."""
    request_id: Mapped[str]
    status: Mapped[str]
    payload: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any] | None]
    total_cents: Mapped[int] = mapped_column(BigInteger)
    """Without the tax that QuickBooks adds by tax codes; 0 for a void."""
    tax_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """The tax that QuickBooks adds: what the rates come to, and once it is posted QuickBooks' own figure."""
    tax_before_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """The tax of the entry that it updates or voids."""
    reason: Mapped[str]
    needs: Mapped[dict[str, Any]]
    """{"party": key, "pays": key}: what must exist before this can be posted."""
    date: Mapped[dt.date | None]
    due_date: Mapped[dt.date | None]
    setup_version: Mapped[int] = mapped_column(default=0, server_default="0")
    shape_version: Mapped[int] = mapped_column(default=0, server_default="0")
    existing_id: Mapped[str] = mapped_column(default="")
    existing_version: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    answer: Mapped[dict[str, Any] | None]
    quickbooks_id: Mapped[str] = mapped_column(default="")
    trace_id: Mapped[str] = mapped_column(default="")


class AuditEvent(Base):
    """What happened, append-only; each row carries the hash of the one before it."""

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("company_id", "number"),
        # The list of events, with what it is filtered by.
        Index(
            "ix_audit_event_told",
            "company_id",
            "number",
            "actor",
            "at",
            "event",
            sqlite_where=text(IS_TOLD),
            postgresql_where=text(IS_TOLD),
        ),
        # How many there are of each kind, and those about one thing.
        Index(
            "ix_audit_event_kind",
            "company_id",
            "event",
            sqlite_where=text(IS_TOLD),
            postgresql_where=text(IS_TOLD),
        ),
        Index(
            "ix_audit_event_subject",
            "company_id",
            "subject",
            "number",
            sqlite_where=text(IS_TOLD),
            postgresql_where=text(IS_TOLD),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    number: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    event: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]
