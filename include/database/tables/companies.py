"""Companies, how they are connected, and what is set up for each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from include.books.currency import US_DOLLARS
from include.database.tables.base import Base
from include.database.tables.columns import BigId, Json, utc_now


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
    """The QuickBooks subscription: "Plus"; empty if unknown."""
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default=text("'{}'"))
    """What its QuickBooks was like when it was last asked (`stored.company_facts`)."""
    currency: Mapped[str] = mapped_column(default=US_DOLLARS, server_default=US_DOLLARS)
    """ISO 4217: what CORE's amounts are in, which must be the currency that QuickBooks keeps the books in."""
    country: Mapped[str] = mapped_column(default="US", server_default="US")
    """ISO 3166, two letters: the country whose QuickBooks it is (`books.countries`)."""
    disconnected_at: Mapped[dt.datetime | None]
    """When it was disconnected; None while it is connected."""
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    restore_number: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of the last restore from a backup, which what was sent since isn't in; 0 if there was none."""
    rebuilding_since: Mapped[dt.datetime | None]
    """Since when links are being made anew after the database was lost: nothing posts until that is done."""
    rebuilt_at: Mapped[dt.datetime | None]
    """When that was done; None where the database was never lost."""


class ConnectAttempt(Base):
    """A QuickBooks sign-in that was started; its response works once, for one user only."""

    __tablename__ = "connect_attempt"

    state_digest: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the state that was sent; the state itself is not stored."""
    actor: Mapped[str]
    company_id: Mapped[str]
    """The company ID of the company to connect or reconnect."""
    core_connection: Mapped[str]
    quickbooks_connection: Mapped[str]
    timezone: Mapped[str]
    currency: Mapped[str] = mapped_column(default=US_DOLLARS, server_default=US_DOLLARS)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    used_at: Mapped[dt.datetime | None]


class Automation(Base):
    """What auto-sync runs for a company, and which changes need approval before they post."""

    __tablename__ = "automation"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    sync_deals: Mapped[bool] = mapped_column(default=False)
    """Sync a transaction's disbursement when its progress reaches 100%."""
    sync_billing: Mapped[bool] = mapped_column(default=False)
    """Sync an agent's billing when the agent's card is charged."""
    schedule: Mapped[str] = mapped_column(default="0 * * * *")
    """When auto-sync runs: a cron expression, in the company's time zone."""
    looked_at: Mapped[dt.datetime | None]
    """The newest scheduled time whose look is done."""
    settings_changed_at: Mapped[dt.datetime | None]
    """When a person last changed something that runs depend on: a match, a treatment, a workflow."""
    approval_required: Mapped[bool] = mapped_column(default=False)
    approvers: Mapped[list[Any]] = mapped_column(Json, default=list)
    """IDs of people (`person.id`), or names typed for people who aren't known yet; empty means every
    user who can start runs."""
    four_eyes: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether another person than who asked for a run must approve it."""
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
    """With "sync everything": transactions and statements dated before this day are excluded."""
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    created_by: Mapped[str]


class OAuthToken(Base):
    """QuickBooks Online's tokens, encrypted; rotated under a lock on this row."""

    __tablename__ = "oauth_token"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    ciphertext: Mapped[str]
    saved_at: Mapped[dt.datetime]


class Lease(Base):
    """The run that may post to a company's QuickBooks; `fence` counts the holders."""

    __tablename__ = "lease"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    holder: Mapped[str]
    fence: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[dt.datetime]
