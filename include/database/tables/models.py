"""The tables. Amounts are integer cents, moments UTC, ids of CORE and QuickBooks text."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    MetaData,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from include.database.tables.columns import BigId, Json, UtcDateTime, utc_now


class Base(DeclarativeBase):
    """Constraints have names, so that migrations can change them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy reads it from the class)
        dt.datetime: UtcDateTime(),
        dict[str, Any]: Json,
        str: String(),
    }


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


class Company(Base):
    """One connected QuickBooks company and the CORE account that feeds it."""

    __tablename__ = "company"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    edition: Mapped[str]
    realm_id: Mapped[str] = mapped_column(unique=True)
    core_connection: Mapped[str]
    quickbooks_connection: Mapped[str]
    timezone: Mapped[str]
    plan: Mapped[str] = mapped_column(default="", server_default="")
    """What it subscribes to, as QuickBooks calls it: "Plus"; empty where it does not say."""
    disconnected_at: Mapped[dt.datetime | None]
    """Since when nothing may be sent to it; None while it is connected."""
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class ConnectAttempt(Base):
    """A login at QuickBooks that somebody began; its answer is good once, for them alone."""

    __tablename__ = "connect_attempt"

    state_digest: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the state that was sent along; the state itself is kept nowhere."""
    actor: Mapped[str]
    company_id: Mapped[str]
    """What the company is to be called, or which one is connected again."""
    core_connection: Mapped[str]
    quickbooks_connection: Mapped[str]
    timezone: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    used_at: Mapped[dt.datetime | None]


class Automation(Base):
    """What runs by itself for a company, and who must agree before anything is sent."""

    __tablename__ = "automation"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    sync_deals: Mapped[bool] = mapped_column(default=False)
    """Sync a transaction's disbursement when its progress reaches 100 %."""
    sync_billing: Mapped[bool] = mapped_column(default=False)
    """Sync an agent's billing when the agent's card is charged."""
    schedule: Mapped[str] = mapped_column(default="0 * * * *")
    """When to look: a cron expression, in the company's time zone."""
    looked_at: Mapped[dt.datetime | None]
    """When runs were last started by the schedule."""
    approval_required: Mapped[bool] = mapped_column(default=False)
    approvers: Mapped[list[Any]] = mapped_column(Json, default=list)
    """Names of Airflow users; empty means everybody who may start runs."""
    changed_by: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class WorkflowSetup(Base):
    """A template chosen for a category, with its options. Options are never edited in place."""

    __tablename__ = "workflow_setup"
    __table_args__ = (
        UniqueConstraint("company_id", "category", "version"),
        Index(
            "uq_workflow_setup_one_active",
            "company_id",
            "category",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    category: Mapped[str]
    template: Mapped[str]
    options: Mapped[dict[str, Any]]
    version: Mapped[int]
    active: Mapped[bool]
    sync_from: Mapped[dt.datetime]
    """Records changed since this moment are read on the first run."""
    start_date: Mapped[dt.date | None]
    """With "sync everything": deals and bills dated before this day are left out."""
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    created_by: Mapped[str]


class Record(Base):
    """A CORE record as last read; `payload` is None while it could never be read."""

    __tablename__ = "record"
    __table_args__ = (
        Index("ix_record_owner", "company_id", "owner"),
        Index("ix_record_day", "company_id", "stream", "day", "key"),
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    payload: Mapped[dict[str, Any] | None]
    fingerprint: Mapped[str]
    updated_at: Mapped[dt.datetime | None]
    owner: Mapped[str] = mapped_column(default="", server_default="")
    """Whose it is, for billing statements: "agent:45"."""
    gone: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Deleted in CORE; `payload` is what it was."""
    stream: Mapped[str] = mapped_column(default="", server_default="")
    """Which list it is on: "transactions" or "billing statements" (`Stream`)."""
    title: Mapped[str] = mapped_column(default="", server_default="")
    """What people call it: a property's address, an agent's statement."""
    number: Mapped[str] = mapped_column(default="", server_default="")
    """The number that people know it by in CORE."""
    day: Mapped[dt.date | None]
    """The day it is sorted by: the close date, the billing date."""
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    """The deal's gross commission; what the statement bills."""
    search_text: Mapped[str] = mapped_column(default="", server_default="")
    """In lower case, what a search looks through: title, number, id, names of the people."""
    seen_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class RecordState(Base):
    """Where a record stands in one workflow; the list of what is still to do."""

    __tablename__ = "record_state"
    __table_args__ = (
        Index("ix_record_state_todo", "company_id", "category", "status", "record_key"),
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    record_key: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    synced_fingerprint: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    sentence: Mapped[str] = mapped_column(default="")
    what_to_do: Mapped[str] = mapped_column(default="")
    unreadable: Mapped[bool] = mapped_column(default=False)
    """CORE's answer could not be used: the record is read again by the next run."""
    since: Mapped[dt.datetime] = mapped_column(default=utc_now)
    run_id: Mapped[int | None] = mapped_column(BigId)


class ItemOverride(Base):
    """A person's decision about one item of one transaction; it goes before the item's rule."""

    __tablename__ = "item_override"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    record_key: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    """The item's name, as rules for items have it."""
    sync: Mapped[bool]
    create_payment: Mapped[bool]
    actor: Mapped[str]
    chosen_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class Link(Base):
    """A document that stands in QuickBooks. Its key admits one row, so there is no second entry."""

    __tablename__ = "link"
    __table_args__ = (
        UniqueConstraint("company_id", "kind", "quickbooks_id"),
        Index("ix_link_record", "company_id", "category", "record_key"),
        Index("ix_link_status", "company_id", "category", "status"),
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    document_key: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str]
    record_key: Mapped[str]
    kind: Mapped[str]
    quickbooks_id: Mapped[str]
    version: Mapped[str]
    """QuickBooks' SyncToken or EditSequence after our last write."""
    number: Mapped[str]
    fingerprint: Mapped[str]
    document: Mapped[dict[str, Any]]
    total_cents: Mapped[int] = mapped_column(BigInteger)
    date: Mapped[dt.date]
    due_date: Mapped[dt.date]
    revision: Mapped[int]
    setup_version: Mapped[int]
    """The version of the workflow whose options it was last written with."""
    shape_version: Mapped[int] = mapped_column(default=0, server_default="0")
    """The version whose template it was first entered with; later ones keep its shape."""
    status: Mapped[str]
    edited_as: Mapped[dict[str, Any] | None]
    """What somebody made of the entry in QuickBooks, where that differs from what we wrote."""
    accepted: Mapped[str] = mapped_column(default="", server_default="")
    """The fingerprint at which a person decided to leave the entry as it is in QuickBooks."""
    posted_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class PartyLink(Base):
    """A customer or vendor of QuickBooks that stands for somebody in CORE."""

    __tablename__ = "party_link"
    __table_args__ = (UniqueConstraint("company_id", "kind", "quickbooks_id"),)

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    party_key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    quickbooks_id: Mapped[str]
    version: Mapped[str]
    display_name: Mapped[str]
    fingerprint: Mapped[str]
    revision: Mapped[int]
    updated_at: Mapped[dt.datetime]


class ManualMatch(Base):
    """A person's decision who stands for somebody in CORE; it goes before all matching of names."""

    __tablename__ = "manual_match"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    party_key: Mapped[str] = mapped_column(primary_key=True)
    quickbooks_id: Mapped[str]
    """The customer or vendor of QuickBooks; empty for "none of them, create a new one"."""
    actor: Mapped[str]
    chosen_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class EntryWatermark(Base):
    """How far changes that people made to entries in QuickBooks were read for a workflow."""

    __tablename__ = "entry_watermark"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    read_up_to: Mapped[dt.datetime]


class CatalogueEntry(Base):
    """An account, product or class of the company, as last read."""

    __tablename__ = "catalogue"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    type: Mapped[str]
    active: Mapped[bool]
    account_id: Mapped[str]
    read_at: Mapped[dt.datetime]


class SyncRun(Base):
    """One run of one workflow for one company."""

    __tablename__ = "sync_run"
    __table_args__ = (UniqueConstraint("company_id", "category", "airflow_run_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    category: Mapped[str]
    airflow_run_id: Mapped[str]
    trigger: Mapped[str]
    actor: Mapped[str]
    preview: Mapped[bool]
    mode: Mapped[str] = mapped_column(default="sync", server_default="sync")
    """What the run is for: "sync", "undo" ... (`include.sync.run.mode`)."""
    selection: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """{"records": chosen ids, "undo": run id}: what the run was asked to work on."""
    plan_digest: Mapped[str] = mapped_column(default="", server_default="")
    """A digest of the plan, by which a run knows that its very plan was looked at before."""
    setup_id: Mapped[int] = mapped_column(ForeignKey("workflow_setup.id"))
    started_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    outcome: Mapped[str]
    counts: Mapped[dict[str, Any]]
    """read, unchanged, created, updated, voided, held_back ...; money in cents under "cents"."""
    message: Mapped[str] = mapped_column(default="")
    on_hold: Mapped[list[Any]] = mapped_column(Json, default=list, server_default=text("'[]'"))
    """What its plan held back: {"record", "cause", "sentence", "what_to_do"} each."""
    approved_by: Mapped[str] = mapped_column(default="", server_default="")
    """Who agreed to its plan, where somebody had to."""


class Operation(Base):
    """One intended write to QuickBooks, from plan to answer."""

    __tablename__ = "operation"
    __table_args__ = (
        UniqueConstraint("company_id", "request_id"),
        Index("ix_operation_run", "run_id", "status"),
        Index("ix_operation_record", "company_id", "record_key"),
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
    """The document's key, or the party's for customers and vendors."""
    record_key: Mapped[str]
    record_fingerprint: Mapped[str]
    """The revision of the CORE record that the write comes from."""
    kind: Mapped[str]
    action: Mapped[str]
    wave: Mapped[int]
    base_revision: Mapped[int]
    """The link's revision that the plan was made against; another one makes the plan stale."""
    request_id: Mapped[str]
    status: Mapped[str]
    payload: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any] | None]
    total_cents: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str]
    needs: Mapped[dict[str, Any]]
    """{"party": key, "pays": key}: what must exist before this can be written."""
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


class Watermark(Base):
    """How far CORE was read for a workflow: everything changed up to here is in `record`."""

    __tablename__ = "watermark"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    read_up_to: Mapped[dt.datetime]
    run_id: Mapped[int] = mapped_column(BigId)
    swept_at: Mapped[dt.datetime | None]
    """When CORE's whole list was last looked through for records that are no longer on it."""


class OAuthToken(Base):
    """QuickBooks Online's tokens, encrypted; rotated under a lock on this row."""

    __tablename__ = "oauth_token"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    ciphertext: Mapped[str]
    saved_at: Mapped[dt.datetime]


class Lease(Base):
    """Who may write to a company's QuickBooks; `fence` counts the holders."""

    __tablename__ = "lease"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    holder: Mapped[str]
    fence: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[dt.datetime]


class AuditEvent(Base):
    """What happened, append-only; each row carries the hash of the one before it."""

    __tablename__ = "audit_event"
    __table_args__ = (UniqueConstraint("company_id", "number"),)

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
