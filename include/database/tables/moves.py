"""Moves of a company to another QuickBooks: from where, what became of its entries, and how it was proved."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from include.database.statuses import MoveState
from include.database.tables.base import Base
from include.database.tables.columns import BigId, Json, utc_now

IS_OPEN = f"state IN ('{MoveState.PREPARING}', '{MoveState.SWITCHING}', '{MoveState.GOING_BACK}')"
"""While a move is so, nothing is posted: in SQL, so that both databases see that the index has it."""


class CompanyMove(Base):
    """A company's move to another QuickBooks, such as from Desktop to Online; at most one is under way."""

    __tablename__ = "company_move"
    __table_args__ = (
        Index(
            "uq_company_move_one_open",
            "company_id",
            unique=True,
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    state: Mapped[str]
    """A value of `MoveState`."""
    before: Mapped[dict[str, Any]]
    """The QuickBooks it comes from (`stored.moves.Home`)."""
    after: Mapped[dict[str, Any] | None]
    """The one it moves to, likewise; None until it is connected."""
    old_lists: Mapped[list[Any]] = mapped_column(Json, default=list, server_default=text("'[]'"))
    """The lists of the one it comes from (`stored.moves`), which the proof needs."""
    new_lists: Mapped[list[Any]] = mapped_column(Json, default=list, server_default=text("'[]'"))
    """Those of the one it moves to."""
    from_records: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The old QuickBooks couldn't be read: its side is what CoreBooks knows."""
    started_by: Mapped[str]
    started_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    read_at: Mapped[dt.datetime | None]
    """When the old QuickBooks was read."""
    connected_by: Mapped[str] = mapped_column(default="", server_default="")
    connected_at: Mapped[dt.datetime | None]
    matched_at: Mapped[dt.datetime | None]
    """When reading the new QuickBooks began: what is edited there later is found as any edit is."""
    proof: Mapped[list[Any]] = mapped_column(Json, default=list, server_default=text("'[]'"))
    """The sums by month and account (`stored.moves.ProofRow`)."""
    proved_at: Mapped[dt.datetime | None]
    accepted_by: Mapped[str] = mapped_column(default="", server_default="")
    """Who accepted that the sums differ."""
    accepted_because: Mapped[str] = mapped_column(default="", server_default="")
    accepted_at: Mapped[dt.datetime | None]
    switched_by: Mapped[str] = mapped_column(default="", server_default="")
    switched_at: Mapped[dt.datetime | None]
    ended_by: Mapped[str] = mapped_column(default="", server_default="")
    """Who canceled it or went back."""
    ended_at: Mapped[dt.datetime | None]


class MovedEntry(Base):
    """An entry that CoreBooks has, in the old QuickBooks and in the new one."""

    __tablename__ = "moved_entry"
    __table_args__ = (Index("ix_moved_entry_matched", "move_id", "matched_by"),)

    move_id: Mapped[int] = mapped_column(BigId, ForeignKey("company_move.id"), primary_key=True)
    document_key: Mapped[str] = mapped_column(primary_key=True)
    record_key: Mapped[str]
    kind: Mapped[str]
    old_id: Mapped[str]
    number: Mapped[str]
    date: Mapped[dt.date]
    total_cents: Mapped[int] = mapped_column(BigInteger)
    party_name: Mapped[str]
    is_live: Mapped[bool]
    """Neither voided nor deleted, as far as CoreBooks knows: then it must be found, or missed by a person."""
    before: Mapped[dict[str, Any] | None]
    """As the old QuickBooks had it (`stored.moves`); None if it is deleted or couldn't be read."""
    new_id: Mapped[str] = mapped_column(default="", server_default="")
    after: Mapped[dict[str, Any] | None]
    """As the new QuickBooks has it."""
    matched_by: Mapped[str] = mapped_column(default="", server_default="")
    """A value of `MatchedBy`; empty while nobody knows."""
    candidates: Mapped[list[Any]] = mapped_column(Json, default=list, server_default=text("'[]'"))
    """Entries that it may be (`stored.moves.Candidate`), at most 5."""
    decided_by: Mapped[str] = mapped_column(default="", server_default="")
    link: Mapped[dict[str, Any] | None]
    """Its link as it was before the switch."""
    is_moved: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its link has the new ID: how far the switch is."""


class MovedName(Base):
    """A customer, vendor, account, product ... that CoreBooks uses, in the old QuickBooks and in the new one."""

    __tablename__ = "moved_name"

    move_id: Mapped[int] = mapped_column(BigId, ForeignKey("company_move.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """A `PartyKind` or `ListKind`."""
    old_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    needed_for: Mapped[str]
    """What can't do without it: "workflows"; empty for what only entries and matches name."""
    new_id: Mapped[str] = mapped_column(default="", server_default="")
    new_name: Mapped[str] = mapped_column(default="", server_default="")
    new_version: Mapped[str] = mapped_column(default="", server_default="")
    matched_by: Mapped[str] = mapped_column(default="", server_default="")
    decided_by: Mapped[str] = mapped_column(default="", server_default="")


class MovedRow(Base):
    """A row of another table as it was before the switch, for going back."""

    __tablename__ = "moved_row"
    __table_args__ = (Index("ix_moved_row_move", "move_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    move_id: Mapped[int] = mapped_column(BigId, ForeignKey("company_move.id"))
    table_name: Mapped[str]
    row: Mapped[dict[str, Any]]
    """Its columns, as JSON."""
