"""What is kept of QuickBooks Online: lists and facts that needn't be read again, and when it was heard of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from include.database.tables.base import Base


class KeptList(Base):
    """A list of a company, and how far it is up to date."""

    __tablename__ = "kept_list"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    entity: Mapped[str] = mapped_column(primary_key=True)
    """The kind: "Account", "Vendor", "Preferences" ..."""
    read_at: Mapped[dt.datetime]
    """When it was last read in whole."""
    asked_at: Mapped[dt.datetime | None]
    """Up to when QuickBooks was asked for changes; None where it lists none."""
    refused_at: Mapped[dt.datetime | None]
    """When it last wouldn't list changes of it."""


class KeptEntity(Base):
    """One entity of a kept list: only what CoreBooks reads of it."""

    __tablename__ = "kept_entity"
    __table_args__ = (
        ForeignKeyConstraint(
            ["company_id", "entity"],
            ["kept_list.company_id", "kept_list.entity"],
            ondelete="CASCADE",
        ),
    )

    company_id: Mapped[str] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    """Its SyncToken; an older one that arrives late changes nothing."""
    body: Mapped[dict[str, Any]]


class MeteredReads(Base):
    """How often a company was read in a month, as Intuit meters it: per app."""

    __tablename__ = "metered_reads"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    client_id: Mapped[str] = mapped_column(primary_key=True)
    """Of the app at Intuit; it is no secret."""
    month: Mapped[str] = mapped_column(primary_key=True)
    """As "2026-11", in UTC."""
    reads: Mapped[int] = mapped_column(BigInteger)


class WebhookReceived(Base):
    """When a webhook of Intuit's last named a company; of a minute, the first one is enough."""

    __tablename__ = "webhook_received"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    received_at: Mapped[dt.datetime]


class WebhookCalls(Base):
    """What came to the address that Intuit calls; one row, however many call it."""

    __tablename__ = "webhook_calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[dt.datetime | None]
    """When a signed one last came, whatever it was about."""
    rejected: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """How many had a wrong signature since `rejected_since`."""
    rejected_since: Mapped[dt.datetime | None]
    rejected_at: Mapped[dt.datetime | None]
    """When the last one with a wrong signature came."""
