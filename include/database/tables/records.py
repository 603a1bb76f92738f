"""CORE's records as last read, their status in each workflow, and how far was read."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, UniqueConstraint, column, text
from sqlalchemy.orm import Mapped, mapped_column

from include.database.tables.base import Base
from include.database.tables.columns import BigId, Shortened, utc_now


def _listed(name: str, sorted_by: str, *read: str) -> Index:
    """An index in the order of a list, the largest first, with what is read of each row.

    As PostgreSQL needs it. SQLite's has plain columns: it reads any index backward, with nulls last.
    """
    newest_first: ColumnElement[Any] = column(sorted_by).desc().nulls_last()
    return Index(name, "company_id", "stream", newest_first, column("key").desc(), *read)


class Record(Base):
    """A CORE record as last read; `payload` is None if it could never be read."""

    __tablename__ = "record"
    __table_args__ = (
        Index("ix_record_owner", "company_id", "owner"),
        # The list in its usual order, with all that it is searched and totaled by: no record is read for it.
        _listed("ix_record_listed", "day", "amount_cents", "gone", "search_text"),
        _listed("ix_record_title", "title"),
        _listed("ix_record_number", "number"),
        _listed("ix_record_amount", "amount_cents"),
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    payload: Mapped[dict[str, Any] | None]
    fingerprint: Mapped[str]
    updated_at: Mapped[dt.datetime | None]
    owner: Mapped[str] = mapped_column(default="", server_default="")
    """The agent of a billing statement: "agent:45"."""
    gone: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Deleted in CORE; `payload` is what it was."""
    source: Mapped[str] = mapped_column(default="", server_default="")
    """Where it came from last: a feed's ID; empty for CORE's API. No other source knows whether it is gone."""
    stream: Mapped[str] = mapped_column(default="", server_default="")
    """Which list it is on: "transactions" or "billing statements" (`Stream`)."""
    title: Mapped[str] = mapped_column(Shortened(300), default="", server_default="")
    """What pages call it: a property's address, an agent's statement."""
    number: Mapped[str] = mapped_column(Shortened(100), default="", server_default="")
    """Its number in CORE."""
    day: Mapped[dt.date | None]
    """The date it is sorted by: the close date, the billing date."""
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    """The transaction's gross commission, or the statement's total."""
    search_text: Mapped[str] = mapped_column(Shortened(500), default="", server_default="")
    """What a search looks through, in lower case: title, number, ID, names."""
    seen_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class RecordState(Base):
    """A record's status in one workflow; also the list of records to sync."""

    __tablename__ = "record_state"
    __table_args__ = (
        Index("ix_record_state_todo", "company_id", "category", "status", "record_key"),
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    record_key: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    synced_fingerprint: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    sentence: Mapped[str] = mapped_column(default="")
    what_to_do: Mapped[str] = mapped_column(default="")
    unreadable: Mapped[bool] = mapped_column(default=False)
    """CORE's response could not be used: the next run reads the record again."""
    since: Mapped[dt.datetime] = mapped_column(default=utc_now)
    run_id: Mapped[int | None] = mapped_column(BigId)


class RecordWarning(Base):
    """What to look at of a record that is synced; it is there as long as it applies."""

    ONE: ClassVar = ("company_id", "category", "record_key", "kind", "sentence")
    """By what two warnings are the same."""
    LONGEST: ClassVar = 400
    """Characters of a sentence."""

    __tablename__ = "record_warning"
    __table_args__ = (
        UniqueConstraint(*ONE),
        Index(
            "ix_record_warning_open",
            "company_id",
            "category",
            "record_key",
            sqlite_where=text("cleared_at IS NULL"),
            postgresql_where=text("cleared_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    category: Mapped[str]
    record_key: Mapped[str]
    kind: Mapped[str]
    """A value of `WarningKind`."""
    sentence: Mapped[str] = mapped_column(Shortened(LONGEST))
    since: Mapped[dt.datetime]
    cleared_by: Mapped[str] = mapped_column(default="", server_default="")
    cleared_at: Mapped[dt.datetime | None]


class RecordNote(Base):
    """What people wrote about a record on hold: who takes care of it, and why it is so."""

    __tablename__ = "record_note"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    record_key: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(default="", server_default="")
    """Who takes care of it; empty for nobody yet."""
    note: Mapped[str] = mapped_column(default="", server_default="")
    snoozed_until: Mapped[dt.date | None]
    """The day on which it is listed again; None while it is listed."""
    noted_by: Mapped[str]
    noted_at: Mapped[dt.datetime]


class ItemOverride(Base):
    """A user's choice for one item of one transaction; it takes precedence over the item's rule."""

    __tablename__ = "item_override"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    record_key: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    """The item's name, as rules for items have it."""
    sync: Mapped[bool]
    create_payment: Mapped[bool]
    actor: Mapped[str]
    chosen_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class Watermark(Base):
    """How far CORE was read for a workflow: everything changed up to here is in `record`."""

    __tablename__ = "watermark"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    read_up_to: Mapped[dt.datetime]
    run_id: Mapped[int] = mapped_column(BigId)
    swept_at: Mapped[dt.datetime | None]
    """When CORE's whole list was last checked for records that are no longer on it."""
    window: Mapped[str] = mapped_column(default="", server_default="")
    """A hash of what CORE's list of changes had where the next read begins
    (`include.sync.extract.window`); empty if that isn't known."""
