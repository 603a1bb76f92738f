"""Approvals: what an approver was asked, and what was decided."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from include.database.tables.base import Base
from include.database.tables.columns import BigId, Json


class Approval(Base):
    """One question to the approvers, about exactly the changes that a run planned."""

    __tablename__ = "approval"
    __table_args__ = (
        Index("ix_approval_run", "run_id", "status"),
        Index("ix_approval_company", "company_id", "status"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_run.id"))
    digest: Mapped[str]
    """A hash of all that was asked about (`include.sync.operations.plan_digest`)."""
    covers: Mapped[list[Any]] = mapped_column(Json)
    """The hash of each change; the digest is of these."""
    asked_as: Mapped[str]
    """Airflow's ID of the task's try that asked: only its answer counts."""
    asked_by: Mapped[str]
    """The ID of the person who asked for the run; empty if it is a schedule's, or not known."""
    asked_by_name: Mapped[str]
    asked_at: Mapped[dt.datetime]
    status: Mapped[str]
    """A value of `ApprovalStatus`."""
    decided_by: Mapped[str] = mapped_column(default="", server_default="")
    """The ID of the person who decided."""
    decided_by_name: Mapped[str] = mapped_column(default="", server_default="")
    decided_at: Mapped[dt.datetime | None]
