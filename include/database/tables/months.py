"""Month ends: what a tie-out of a month found last, and who signed the month off."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from include.database.tables.base import Base
from include.database.tables.columns import BigId, Json


class MonthTieOut(Base):
    """The newest tie-out of a month: CORE beside QuickBooks, as it was then."""

    __tablename__ = "month_tie_out"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    month: Mapped[dt.date] = mapped_column(primary_key=True)
    """Its first day."""
    compared_at: Mapped[dt.datetime]
    """When reading QuickBooks began."""
    compared_by: Mapped[str]
    entries: Mapped[int]
    """How many entries were read."""
    figures: Mapped[dict[str, Any]]
    """{"accounts": [...], "variances": [...]} (`include.database.months.tie_outs`); money in cents."""
    moved_at: Mapped[dt.datetime | None]
    """When an entry of the month changed after it; None while it is as it was compared."""


class SignOff(Base):
    """A person signed a month off. It holds until something of the month moves."""

    __tablename__ = "month_sign_off"
    __table_args__ = (
        Index("ix_month_sign_off_month", "company_id", "month", "id"),
        Index(
            "uq_month_sign_off_holds",
            "company_id",
            "month",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    month: Mapped[dt.date]
    """Its first day."""
    signed_by: Mapped[str]
    signed_by_id: Mapped[str]
    """The auth manager's own ID of who signed."""
    signed_at: Mapped[dt.datetime]
    comment: Mapped[str]
    checkpoint: Mapped[str]
    """The signed checkpoint of the audit trail as it was when the month was signed off."""
    figures: Mapped[dict[str, Any]]
    """What was signed: the checks, and the totals by account in cents."""
    ended_at: Mapped[dt.datetime | None]
    """When something of the month moved; None while it holds."""
    moved: Mapped[list[Any]] = mapped_column(Json, default=list, server_default=text("'[]'"))
    """What moved since: {"at", "what", "who", "record_key"} each, the first ones."""
    moves: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many moved in all."""
