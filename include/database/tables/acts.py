"""What people did to DAG runs in Airflow, what the schedule looks at, and the runs it is about to start."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from include.database.tables.base import Base
from include.database.tables.columns import BigId


class AirflowAct(Base):
    """One thing that a user did to a DAG run through Airflow's pages or API."""

    __tablename__ = "airflow_act"
    __table_args__ = (Index("ix_airflow_act_run", "category", "run_name", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    category: Mapped[str]
    run_name: Mapped[str]
    """The DAG run's ID."""
    person_id: Mapped[str]
    """The auth manager's own ID of who did it."""
    person_name: Mapped[str]
    act: Mapped[str]
    """A value of `ActKind`."""
    detail: Mapped[dict[str, Any]]
    """{"method", "path", "tasks"}."""
    at: Mapped[dt.datetime]
    answer: Mapped[int]
    """Airflow's HTTP status; 0 until it answered. Refused acts change nothing."""


class ScheduledRun(Base):
    """A run that the schedule starts; stored before Airflow is told, under a name no one can guess."""

    __tablename__ = "scheduled_run"
    __table_args__ = (
        UniqueConstraint("company_id", "category", "due_since"),
        Index(
            "ix_scheduled_run_not_begun",
            "made_at",
            sqlite_where=text("run_id IS NULL"),
            postgresql_where=text("run_id IS NULL"),
        ),
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    """The DAG run's ID."""
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    category: Mapped[str]
    due_since: Mapped[dt.datetime]
    made_at: Mapped[dt.datetime]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("sync_run.id"))
    """The run that it became; None until its first task began."""


class CoreLook(Base):
    """The schedule's newest look for a company and workflow, and the run that it started last."""

    __tablename__ = "core_look"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    looked_at: Mapped[dt.datetime]
    finding: Mapped[str]
    """A value of `LookFinding`."""
    detail: Mapped[str] = mapped_column(default="", server_default="")
    """What else there is to say of it, in a sentence: CORE's error, the run it waits for."""
    run_name: Mapped[str] = mapped_column(default="", server_default="")
    """The newest `scheduled_run` that it announced."""
    read_at: Mapped[dt.datetime | None]
    """When the newest scheduled run that ended well had read CORE."""
    begun_at: Mapped[dt.datetime | None]
    """When that run began."""
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many scheduled runs failed since."""
    listed: Mapped[str] = mapped_column(default="", server_default="")
    """A hash of what CORE's list of changes had (`include.sync.extract.window`)."""
    away_since: Mapped[dt.datetime | None]
    """Since when CORE doesn't answer; None if it did last time."""
