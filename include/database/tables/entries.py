"""What is in QuickBooks: entries, customers and vendors, lists."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from include.database.statuses import LinkStatus
from include.database.tables.base import Base
from include.database.tables.columns import Json, utc_now

DIFFERS = (
    f"edited_as IS NOT NULL OR status IN ('{LinkStatus.VOIDED_IN_QUICKBOOKS}', "
    f"'{LinkStatus.DELETED_IN_QUICKBOOKS}')"
)
"""Entries that aren't in QuickBooks as CoreBooks posted them: in SQL, so that both databases see that the
index has them."""


class Link(Base):
    """A document's entry in QuickBooks. Its key allows one row, so there is no second entry."""

    __tablename__ = "link"
    __table_args__ = (
        UniqueConstraint("company_id", "kind", "quickbooks_id"),
        CheckConstraint("quickbooks_id <> ''", name="ck_link_quickbooks_id"),
        Index("ix_link_record", "company_id", "category", "record_key"),
        # With what Overview counts and totals.
        Index(
            "ix_link_status",
            *("company_id", "category", "status", "date", "kind", "total_cents", "tax_cents"),
        ),
        # A period's entries are counted and its records found without reading them.
        Index("ix_link_date", "company_id", "date", "status", "record_key"),
        # An entry is found by the number that QuickBooks shows.
        Index("ix_link_number", "company_id", "number"),
        # The few that differ are found among the many that don't.
        Index(
            "ix_link_differs",
            "company_id",
            "date",
            sqlite_where=text(DIFFERS),
            postgresql_where=text(DIFFERS),
        ),
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    document_key: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str]
    record_key: Mapped[str]
    kind: Mapped[str]
    quickbooks_id: Mapped[str]
    version: Mapped[str]
    """QuickBooks' SyncToken or EditSequence after CoreBooks' last write."""
    number: Mapped[str]
    fingerprint: Mapped[str]
    document: Mapped[dict[str, Any]]
    total_cents: Mapped[int] = mapped_column(BigInteger)
    """Without the tax that QuickBooks adds by tax codes."""
    tax_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """The tax that QuickBooks added by tax codes: its own figure."""
    date: Mapped[dt.date]
    due_date: Mapped[dt.date]
    revision: Mapped[int]
    setup_version: Mapped[int]
    """The version of the workflow whose options last updated it."""
    shape_version: Mapped[int] = mapped_column(default=0, server_default="0")
    """The version whose template created it; later ones keep its shape."""
    status: Mapped[str]
    party_id: Mapped[str] = mapped_column(default="", server_default="")
    """The customer or vendor that was posted; empty for entries of earlier versions."""
    edited_as: Mapped[dict[str, Any] | None]
    """The entry as edited in QuickBooks, if it differs from what CoreBooks posted."""
    accepted: Mapped[str] = mapped_column(default="", server_default="")
    """The fingerprint at which a user chose to keep the QuickBooks version."""
    is_foreign: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Someone else entered it in QuickBooks, and it counts for CORE's."""
    as_found: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A user linked it as QuickBooks had it, and CoreBooks hasn't written it since: it can be unlinked."""
    posted_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class PartyLink(Base):
    """A customer or vendor of QuickBooks that is matched to an agent or vendor of CORE.

    Several of CORE's may be matched to one: all contacts of an outside brokerage are its one vendor.
    """

    __tablename__ = "party_link"
    __table_args__ = (
        CheckConstraint("quickbooks_id <> ''", name="ck_party_link_quickbooks_id"),
        Index("ix_party_link_quickbooks_id", "company_id", "kind", "quickbooks_id"),
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    party_key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    quickbooks_id: Mapped[str]
    version: Mapped[str]
    display_name: Mapped[str]
    """Its name in QuickBooks, as last read or written."""
    core_name: Mapped[str] = mapped_column(default="", server_default="")
    """The name that CORE had for it then."""
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether everyone of CORE's with its name is the same customer or vendor."""
    fingerprint: Mapped[str]
    revision: Mapped[int]
    updated_at: Mapped[dt.datetime]


class ManualMatch(Base):
    """A match that a user chose; it takes precedence over matching by name."""

    __tablename__ = "manual_match"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    party_key: Mapped[str] = mapped_column(primary_key=True)
    quickbooks_id: Mapped[str]
    """The customer or vendor of QuickBooks; empty to create a new one."""
    instead_of: Mapped[str] = mapped_column(default="", server_default="")
    """The customer or vendor that it was matched to until then, and isn't."""
    actor: Mapped[str]
    chosen_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class PayeeTax(Base):
    """Whether an agent or vendor charges sales tax, as a user said; payees of a run who aren't decided, too."""

    __tablename__ = "payee_tax"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    party_key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="", server_default="")
    """As CORE had it when a run last paid them."""
    charges_tax: Mapped[bool | None]
    """None while nobody decided."""
    decided_by: Mapped[str] = mapped_column(default="", server_default="")
    decided_at: Mapped[dt.datetime | None]


class MissingEntry(Base):
    """A document that had no entry in QuickBooks when links were made anew: deleted there, or never posted.

    It is created only if a user asks for that.
    """

    __tablename__ = "missing_entry"
    __table_args__ = (Index("ix_missing_entry_record", "company_id", "record_key"),)

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    document_key: Mapped[str] = mapped_column(primary_key=True)
    record_key: Mapped[str]
    noted_at: Mapped[dt.datetime]


class EntryWatermark(Base):
    """How far edits made in QuickBooks were read for a workflow."""

    __tablename__ = "entry_watermark"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    read_up_to: Mapped[dt.datetime]
    asked_by: Mapped[int | None] = mapped_column(BigInteger)
    """The run that asked; of another workflow where one question served both."""


class ReportedEdit(Base):
    """When QuickBooks last reported that an entry of a workflow changed, and CoreBooks hadn't changed it.

    A run finds which, as every run reads the edits since the last one (`EntryWatermark`). So one row is
    enough, however much is reported.
    """

    __tablename__ = "reported_edit"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    reported_at: Mapped[dt.datetime]


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
    currency: Mapped[str] = mapped_column(default="", server_default="")
    """An account's own, where QuickBooks names one."""
    sales_rates: Mapped[Any] = mapped_column(Json, nullable=True)
    """A tax code's rates for what is sold (`include.database.stored.tax_rates`); NULL where it has none."""
    purchase_rates: Mapped[Any] = mapped_column(Json, nullable=True)
    """Likewise for what is bought."""
    read_at: Mapped[dt.datetime]
