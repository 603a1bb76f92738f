"""The tables of QuickBooks Desktop: who may call from which PC, and what waits for the call."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from include.database.tables.base import Base
from include.database.tables.columns import BigId, utc_now

EDITION = "QuickBooks Desktop"
"""A company's edition when its books are a company file on a PC."""


class MessageStatus(StrEnum):
    """The life of one request to QuickBooks Desktop."""

    QUEUED = "queued"
    SENT = "sent"
    """The Web Connector has it, or may have it: QuickBooks may have carried it out."""
    ANSWERED = "answered"
    LOST = "lost"
    """Its answer is lost and QuickBooks keeps none: whoever sent it must look it up in the books."""


class DesktopConnection(Base):
    """A company file that may be worked with through the Web Connector of a PC.

    The company itself comes into being at the first contact: until then nobody knows its name.
    """

    __tablename__ = "desktop_connection"

    company_id: Mapped[str] = mapped_column(primary_key=True)
    """What the company is, or will be, called here."""
    username: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    owner_id: Mapped[str]
    """GUID of this installation, in braces: the same for all its companies."""
    file_id: Mapped[str] = mapped_column(unique=True)
    """GUID in braces that the Web Connector stamps into the company file."""
    core_connection: Mapped[str]
    timezone: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    revoked_at: Mapped[dt.datetime | None]
    first_contact_at: Mapped[dt.datetime | None]
    last_contact_at: Mapped[dt.datetime | None]
    company_file: Mapped[str] = mapped_column(default="")
    """Where the file lies on the PC, as the Web Connector said last."""
    product: Mapped[str] = mapped_column(default="")
    told: Mapped[str] = mapped_column(default="")
    """What the PC was told last when it was sent away; empty when all went well."""
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[dt.datetime | None]
    last_set: Mapped[str] = mapped_column(default="")
    """The message set that QuickBooks still remembers and that is answered here: to be forgotten."""


class DesktopSession(Base):
    """One session of the Web Connector; at most one of a company is open."""

    __tablename__ = "desktop_session"
    __table_args__ = (
        Index(
            "ix_desktop_session_open",
            "company_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    ticket_digest: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the ticket; the ticket itself is kept nowhere."""
    company_id: Mapped[str] = mapped_column(ForeignKey("desktop_connection.company_id"))
    opened_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    last_call_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    closed_at: Mapped[dt.datetime | None]
    file_checked: Mapped[bool] = mapped_column(default=False)
    """Whether the file that is open was seen to be the connected one."""
    awaits: Mapped[str] = mapped_column(default="")
    """What answer is due: "facts", "message", "reads", "check", "forgetting"; empty for none."""
    message_id: Mapped[int | None] = mapped_column(BigId)
    """The message in hand."""
    iterator: Mapped[str] = mapped_column(default="")
    """QuickBooks' id of the iteration that is to be continued with the message in hand."""
    retries: Mapped[int] = mapped_column(default=0)
    """How often QuickBooks could not be reached in this session."""
    last_error: Mapped[str] = mapped_column(default="")
    """What getLastError says when asked."""


class DesktopMessage(Base):
    """One request to QuickBooks Desktop and its answer; both sealed, as they name people."""

    __tablename__ = "desktop_message"
    __table_args__ = (
        Index(
            "uq_desktop_message_write",
            "company_id",
            "key",
            unique=True,
            sqlite_where=text("is_write"),
            postgresql_where=text("is_write"),
        ),
        Index("ix_desktop_message_key", "company_id", "key"),
        Index("ix_desktop_message_status", "company_id", "status", "id"),
        Index("ix_desktop_message_answered_at", "answered_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("desktop_connection.company_id"))
    key: Mapped[str]
    """Of a write its request id; of a read, who asks and a digest of what."""
    is_write: Mapped[bool]
    subject: Mapped[str]
    """What is written or read, as the readers of answers call it: "invoice", "vendor"."""
    label: Mapped[str]
    """For people: "invoice TR-1 of 10,000.00"."""
    request: Mapped[str]
    """qbXML of the one request, sealed; empty once a write is answered."""
    set_id: Mapped[str] = mapped_column(default="")
    """A write's newMessageSetID, at most 23 characters."""
    status: Mapped[str] = mapped_column(default=MessageStatus.QUEUED)
    responses: Mapped[str] = mapped_column(default="")
    """JSON list of the qbXML that came back, sealed; several where an iteration took several."""
    error: Mapped[str] = mapped_column(default="")
    """HRESULT and message, where QuickBooks gave no qbXML."""
    attempts: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    """When its answer came, or when it was clear that none will."""
