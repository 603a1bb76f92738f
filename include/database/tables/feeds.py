"""Feeds: doors other than an API, what arrived through them, and the records that came of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from include.database.tables.base import Base
from include.database.tables.columns import BigId, Json, Shortened, utc_now


class Feed(Base):
    """A place where files, mails, rows or calls with CORE's records arrive."""

    __tablename__ = "feed"

    id: Mapped[str] = mapped_column(primary_key=True)
    """A slug: "willow-park-exports"."""
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), index=True)
    """The company that it was set up in, whose audit trail has its events."""
    name: Mapped[str]
    door: Mapped[str]
    """A value of `include.core_backoffice.feeds.doors.Door`: how things arrive, besides by upload."""
    settings: Mapped[dict[str, Any]]
    """Of its door: a folder, rules for mail, statements; no secrets."""
    after_reading: Mapped[str]
    """A value of `include.core_backoffice.feeds.doors.AfterReading`."""
    cursor: Mapped[dict[str, Any]]
    """How far its door was read: watermarks, the newest mail."""
    trouble: Mapped[str] = mapped_column(default="", server_default="")
    """Why its door couldn't be read at the last look, as a sentence with what to do; empty if it could."""
    trouble_since: Mapped[dt.datetime | None]
    created_by: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    changed_by: Mapped[str] = mapped_column(default="", server_default="")
    changed_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    off_at: Mapped[dt.datetime | None]
    """When it was turned off; None while it is on."""


class FeedCompany(Base):
    """A feed is the source of one of a company's two streams, instead of the CORE connection."""

    __tablename__ = "feed_company"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    stream: Mapped[str] = mapped_column(primary_key=True)
    """A value of `include.workflows.category.Stream`."""
    feed_id: Mapped[str] = mapped_column(ForeignKey("feed.id"), index=True)
    routes: Mapped[list[Any]] = mapped_column(Json, default=list)
    """The values of the routing column that are this company's, as texts; none: all records are."""
    changed_by: Mapped[str]
    changed_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class FeedSecret(Base):
    """What signs the calls of a push feed; several while one is being replaced."""

    __tablename__ = "feed_secret"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    feed_id: Mapped[str] = mapped_column(ForeignKey("feed.id"), index=True)
    sealed: Mapped[str]
    dialect: Mapped[str]
    """Whose signature it is of: "standard-webhooks" or "backoffice"."""
    created_by: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    retired_at: Mapped[dt.datetime | None]
    """From when on it isn't accepted; None while it is."""


class ImportProfile(Base):
    """A version of a profile; versions are never edited in place, and one of a name is active."""

    __tablename__ = "import_profile"
    __table_args__ = (
        UniqueConstraint("feed_id", "name", "version"),
        Index(
            "uq_import_profile_one_active",
            "feed_id",
            "name",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    feed_id: Mapped[str] = mapped_column(ForeignKey("feed.id"))
    name: Mapped[str]
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    """As `include.core_backoffice.mapping.profile.Profile` has it."""
    active: Mapped[bool]
    rows_checked: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of the file it was tried on: rows that are data."""
    rows_held: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of those, rows that would be held."""
    records_checked: Mapped[int] = mapped_column(default=0, server_default="0")
    records_held: Mapped[int] = mapped_column(default=0, server_default="0")
    """The same of the records that the rows make."""
    created_by: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    activated_by: Mapped[str] = mapped_column(default="", server_default="")
    activated_at: Mapped[dt.datetime | None]


class Arrival(Base):
    """A file, mail attachment, query result or call that arrived, and what became of it."""

    __tablename__ = "arrival"
    __table_args__ = (
        Index("ix_arrival_feed", "feed_id", "id"),
        Index("ix_arrival_hash", "feed_id", "sha256"),
        Index(
            "uq_arrival_once",
            "feed_id",
            "idempotency_key",
            unique=True,
            sqlite_where=text("idempotency_key <> ''"),
            postgresql_where=text("idempotency_key <> ''"),
        ),
        Index(
            "ix_arrival_to_start",
            "id",
            sqlite_where=text("status = 'read' AND runs_started_at IS NULL"),
            postgresql_where=text("status = 'read' AND runs_started_at IS NULL"),
        ),
        Index(
            "ix_arrival_waiting",
            "status",
            "id",
            sqlite_where=text("status IN ('stored', 'reading')"),
            postgresql_where=text("status IN ('stored', 'reading')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    feed_id: Mapped[str] = mapped_column(ForeignKey("feed.id"))
    door: Mapped[str]
    """Through which door it came: a feed takes uploads besides its own door."""
    name: Mapped[str] = mapped_column(Shortened(300))
    """The file's name, or what a call or query is called."""
    sender: Mapped[str] = mapped_column(Shortened(300), default="", server_default="")
    """The folder, the mail's sender and subject, the address of the caller."""
    received_by: Mapped[str]
    """The user who uploaded it, or the door."""
    received_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    dated_at: Mapped[dt.datetime | None]
    """When its content was made, UTC, as the door knows: a file's last change, a mail's date."""
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes, as it arrived."""
    content_key: Mapped[str]
    """What its parts are encrypted with, sealed."""
    idempotency_key: Mapped[str] = mapped_column(Shortened(300), default="", server_default="")
    """The caller's own ID of a call, by which a repeated one is known."""
    status: Mapped[str]
    """A value of `include.database.statuses.ArrivalStatus`."""
    profile_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("import_profile.id"))
    """The version that read it."""
    counts: Mapped[dict[str, Any]]
    """How many: {"rows", "taken", "held", "unchanged", "gone", "records", "changed"}."""
    notes: Mapped[list[Any]] = mapped_column(Json, default=list)
    """What a reader should know of the file: hidden sheets, an encoding."""
    sentence: Mapped[str] = mapped_column(default="", server_default="")
    """Why it was refused or waits for a person."""
    what_to_do: Mapped[str] = mapped_column(default="", server_default="")
    confirmed_by: Mapped[str] = mapped_column(default="", server_default="")
    """Who said that a snapshot that is much shorter, or older, is to be read anyway."""
    read_at: Mapped[dt.datetime | None]
    runs_started_at: Mapped[dt.datetime | None]
    """When the workflows that it changed something for were started; None while that is to be done."""
    content_dropped_at: Mapped[dt.datetime | None]
    """When its bytes were removed, as they are kept for so long only; None while they are there."""


class ArrivalPart(Base):
    """A part of an arrival's bytes: compressed, then encrypted."""

    __tablename__ = "arrival_part"

    arrival_id: Mapped[int] = mapped_column(BigId, ForeignKey("arrival.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ArrivalHeld(Base):
    """Rows of an arrival that make no record, as they were when it was read."""

    __tablename__ = "arrival_held"

    arrival_id: Mapped[int] = mapped_column(BigId, ForeignKey("arrival.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    record_key: Mapped[str]
    place: Mapped[dict[str, Any]]
    cause: Mapped[str]
    sentence: Mapped[str]
    what_to_do: Mapped[str]


class FeedRecord(Base):
    """A record of a feed as it is now."""

    __tablename__ = "feed_record"
    __table_args__ = (
        Index("ix_feed_record_changed", "feed_id", "kind", "changed_at"),
        Index("ix_feed_record_owner", "feed_id", "owner"),
        Index("ix_feed_record_profile", "feed_id", "profile", "kind"),
        Index(
            "ix_feed_record_held",
            "feed_id",
            "key",
            sqlite_where=text("held IS NOT NULL"),
            postgresql_where=text("held IS NOT NULL"),
        ),
    )

    feed_id: Mapped[str] = mapped_column(ForeignKey("feed.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """A value of `include.core_backoffice.feeds.shelf.Shelved`."""
    content_hash: Mapped[str]
    """Of the mapped cells, by which the next file is compared: its version."""
    payload: Mapped[dict[str, Any] | None]
    """The canonical record, tax IDs sealed; None if its rows can't be used."""
    held: Mapped[dict[str, Any] | None]
    """Why its rows can't be used."""
    profile: Mapped[str]
    """The name of the profile that it came by: its snapshots may delete it."""
    changed_at: Mapped[dt.datetime]
    arrival_id: Mapped[int] = mapped_column(BigId, ForeignKey("arrival.id"))
    place: Mapped[dict[str, Any]]
    """Sheet and rows of that arrival."""
    gone: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    final_at: Mapped[dt.datetime | None]
    """When it first had a disbursement, while it has one."""
    route: Mapped[str] = mapped_column(Shortened(200), default="", server_default="")
    owner: Mapped[str] = mapped_column(default="", server_default="")
    """The agent of a statement: "agent:jane-doe"."""
    dismissed_by: Mapped[str] = mapped_column(default="", server_default="")
    """Who said that rows without a key are no record; the same rows are not held again."""
    dismissed_why: Mapped[str] = mapped_column(default="", server_default="")


class FeedVersion(Base):
    """Which arrival and rows a record was of, each time it changed: how an entry is traced to its file."""

    __tablename__ = "feed_version"
    __table_args__ = (Index("ix_feed_version_key", "feed_id", "key", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    feed_id: Mapped[str] = mapped_column(ForeignKey("feed.id"))
    key: Mapped[str]
    changed_at: Mapped[dt.datetime]
    arrival_id: Mapped[int] = mapped_column(BigId, ForeignKey("arrival.id"), index=True)
    place: Mapped[dict[str, Any]]
    what: Mapped[str]
    """"new", "changed", "held" or "gone"."""
