"""The tables of QuickBooks Desktop: the PCs that may call, and the requests that wait for them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from include.books.currency import US_DOLLARS
from include.database.tables.base import Base
from include.database.tables.columns import BigId, utc_now

EDITION = "QuickBooks Desktop"
"""The edition of a company that is a company file on a PC."""


class MessageStatus(StrEnum):
    """The life of one request to QuickBooks Desktop."""

    QUEUED = "queued"
    SENT = "sent"
    """The Web Connector has it, or may have it: QuickBooks may have processed it."""
    ANSWERED = "answered"
    LOST = "lost"
    """Its response is lost, and QuickBooks keeps no copy: the sender must look it up in QuickBooks."""


class DesktopConnection(Base):
    """A company file that CoreBooks reaches through the Web Connector of a PC.

    The company itself is created at the first contact: until then its name is unknown.
    """

    __tablename__ = "desktop_connection"

    company_id: Mapped[str] = mapped_column(primary_key=True)
    """The company ID, also before the first contact."""
    username: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    owner_id: Mapped[str]
    """GUID of this installation, in braces: the same for all its companies."""
    file_id: Mapped[str] = mapped_column(unique=True)
    """GUID in braces that the Web Connector writes into the company file."""
    core_connection: Mapped[str]
    timezone: Mapped[str]
    currency: Mapped[str] = mapped_column(default=US_DOLLARS, server_default=US_DOLLARS)
    """ISO 4217: what CORE's amounts are in."""
    created_by: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    revoked_at: Mapped[dt.datetime | None]
    first_contact_at: Mapped[dt.datetime | None]
    last_contact_at: Mapped[dt.datetime | None]
    company_file: Mapped[str] = mapped_column(default="")
    """Path of the file on the PC, from the Web Connector's last call."""
    product: Mapped[str] = mapped_column(default="")
    told: Mapped[str] = mapped_column(default="")
    """Why the PC's last call was rejected; empty if it was accepted."""
    previous_hashes: Mapped[str] = mapped_column(default="")
    """Hashes of the passwords before this one, the newest first, one a line: they let nobody in."""
    refused_at: Mapped[dt.datetime | None]
    """When a call with another password was last refused; that alone changes nothing else."""
    refused_from: Mapped[str] = mapped_column(default="")
    """The address of that call."""
    refused_password: Mapped[str] = mapped_column(default="")
    """Which password it had, a `RefusedPassword`."""
    last_set: Mapped[str] = mapped_column(default="")
    """The message set to delete in QuickBooks: its responses are stored here."""
    non_taxable: Mapped[str] = mapped_column(default="")
    """ListID of the file's sales tax code for what isn't taxable; empty without sales tax."""


class DesktopSession(Base):
    """One session of the Web Connector; a company has at most one open."""

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
    """SHA-256 of the ticket; the ticket itself is not stored."""
    company_id: Mapped[str] = mapped_column(ForeignKey("desktop_connection.company_id"))
    opened_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    last_call_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    closed_at: Mapped[dt.datetime | None]
    file_checked: Mapped[bool] = mapped_column(default=False)
    """Whether the open file was verified to be the connected one."""
    awaits: Mapped[str] = mapped_column(default="")
    """The next response: "facts", "message", "reads", "check", "forgetting"; empty for none."""
    request_id: Mapped[str] = mapped_column(default="")
    """What the request IDs of that response begin with; another is of another message set."""
    message_id: Mapped[int | None] = mapped_column(BigId)
    """The message that is being processed."""
    iterator: Mapped[str] = mapped_column(default="")
    """QuickBooks' ID of the iteration that continues the current message."""
    retries: Mapped[int] = mapped_column(default=0)
    """How often QuickBooks could not be reached in this session."""
    last_error: Mapped[str] = mapped_column(default="")
    """What getLastError returns."""


class DesktopMessage(Base):
    """One request to QuickBooks Desktop and its response; both encrypted, as they contain names."""

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
    """For a write, its request ID; for a read, the asker and a hash of the query."""
    is_write: Mapped[bool]
    subject: Mapped[str]
    """The kind that is written or read, as the response readers name it: "invoice", "vendor"."""
    label: Mapped[str]
    """As pages and logs show it: "invoice TR-1 of $10,000.00"."""
    request: Mapped[str]
    """qbXML of the request, encrypted; empty once a write has its response."""
    set_id: Mapped[str] = mapped_column(default="")
    """A write's newMessageSetID, at most 23 characters."""
    status: Mapped[str] = mapped_column(default=MessageStatus.QUEUED)
    responses: Mapped[str] = mapped_column(default="")
    """JSON list of the qbXML responses, encrypted; one for each step of an iteration."""
    error: Mapped[str] = mapped_column(default="")
    """HRESULT and message, if QuickBooks returned no qbXML."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it was sent since a response to it was taken."""
    answered_to: Mapped[int] = mapped_column(default=0)
    """How many of the entries that a query names are answered."""
    portion: Mapped[int] = mapped_column(default=0)
    """How many entries a response may have; 0 for as many as the query itself says."""
    queued_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    """When its response came, or when it was clear that none will."""
