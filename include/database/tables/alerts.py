"""Alerts: what calls a person, where it is told, and what became of telling it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from include.database.tables.base import Base
from include.database.tables.columns import BigId, Json, utc_now


class Alert(Base):
    """One thing that needs a person: opened when it is noticed, closed when it is gone."""

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "uq_alert_open",
            "company_id",
            "kind",
            "subject",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_alert_closed_at", "closed_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[str]
    """The company; empty for the installation."""
    kind: Mapped[str]
    """A value of `AlertKind`."""
    subject: Mapped[str]
    """What of its kind: a category, a run, a folder. One alert of each is open at a time."""
    sentence: Mapped[str]
    what_to_do: Mapped[str]
    path: Mapped[str]
    """The address of the page that shows it, below CoreBooks'; empty for none."""
    news: Mapped[str] = mapped_column(default="", server_default="")
    """Changes whenever there is something new to tell about the same subject."""
    opened_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    closed_at: Mapped[dt.datetime | None]


class AlertChannel(Base):
    """Where alerts are told: an Airflow connection, and which alerts go there."""

    __tablename__ = "alert_channel"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[str]
    """The company whose alerts it takes; empty for those of all, and of the installation."""
    type: Mapped[str]
    """A value of `ChannelType`."""
    connection: Mapped[str]
    """The Airflow connection's ID: addresses and secrets of a webhook are there, not here."""
    recipients: Mapped[list[Any]] = mapped_column(Json, default=list)
    """Email addresses; empty for a webhook."""
    kinds: Mapped[list[Any]] = mapped_column(Json, default=list)
    """Values of `AlertKind`."""
    holds_at_once: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether records on hold are told at once; else once a day."""
    changed_by: Mapped[str]
    changed_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class AlertDelivery(Base):
    """How far one alert is told on one channel."""

    __tablename__ = "alert_delivery"

    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    told_at: Mapped[dt.datetime | None]
    """When it was delivered last."""
    told_news: Mapped[str] = mapped_column(default="", server_default="")
    """The alert's `news` then."""
    times: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often it was delivered: with the alert's ID, it names one message."""
    claimed_until: Mapped[dt.datetime | None]
    """A task is delivering it; after that moment it counts as dead, and another one tries."""
    problem: Mapped[str] = mapped_column(default="", server_default="")
    """Why it isn't delivered; empty if it is, or wasn't tried."""
    tried_at: Mapped[dt.datetime | None]


class AlertSettings(Base):
    """When the installation's alerts begin; one row."""

    __tablename__ = "alert_settings"

    id: Mapped[int] = mapped_column(primary_key=True)
    disk_percent: Mapped[int]
    """Less free space than this share of a disk is told."""
    changed_by: Mapped[str]


class Heartbeat(Base):
    """When a job of the schedule last did its work."""

    __tablename__ = "heartbeat"

    job: Mapped[str] = mapped_column(primary_key=True)
    """Its DAG's ID."""
    at: Mapped[dt.datetime]
