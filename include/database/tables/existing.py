"""What QuickBooks had before CoreBooks: what a search found for CORE's records, and what users decided."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from include.database.tables.base import Base
from include.database.tables.columns import BigId, Json


class ExistingMatch(Base):
    """An entry that a search found for a document, and what a user decided. Nothing was written for it."""

    __tablename__ = "existing_match"
    __table_args__ = (
        # The page: what is ready to link, what is to review, what was decided.
        Index("ix_existing_match_listed", "company_id", "category", "decision", "certain"),
        Index("ix_existing_match_record", "company_id", "category", "record_key"),
        Index("ix_existing_match_entry", "company_id", "entry_kind", "quickbooks_id"),
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    document_key: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str]
    record_key: Mapped[str]
    record_name: Mapped[str]
    """How sentences name the record: "TR-2026-000123, 11 Oak St"."""
    kind: Mapped[str]
    """The document's kind."""
    party_key: Mapped[str]
    """The document's customer or vendor, as CORE has it."""
    party_fingerprint: Mapped[str]
    """Of all that CORE had of the customer or vendor, as a match has it."""
    core_cents: Mapped[int] = mapped_column(BigInteger)
    """The document's total, without tax."""
    entry_kind: Mapped[str]
    quickbooks_id: Mapped[str]
    entry_party_id: Mapped[str]
    entry_party_name: Mapped[str]
    entry_cents: Mapped[int] = mapped_column(BigInteger)
    """The entry's total, without tax."""
    score: Mapped[int]
    """How alike both are, from 0 to 100."""
    certain: Mapped[bool]
    reasons: Mapped[list[str]] = mapped_column(Json)
    """Phrases: "same number", "4 days apart"."""
    differences: Mapped[list[str]] = mapped_column(Json)
    document: Mapped[dict[str, Any]]
    """What CORE had, as `stored.documents` writes it."""
    fingerprint: Mapped[str]
    """Of the document's content."""
    record_fingerprint: Mapped[str]
    """Of the record that the document was made of."""
    setup_version: Mapped[int]
    shape_version: Mapped[int]
    """The setup that made the document, as a link has them."""
    entry: Mapped[dict[str, Any]]
    """The entry as it was read (`stored.entries`)."""
    others: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """The next best entries (`stored.entries.OtherEntry`), at most 5."""
    decision: Mapped[str] = mapped_column(default="", server_default="")
    """A value of `MatchDecision`."""
    decided_by: Mapped[str] = mapped_column(default="", server_default="")
    decided_at: Mapped[dt.datetime | None]
    confirm_id: Mapped[str] = mapped_column(default="", server_default="")
    """What one click linked has one ID, by which it is unlinked together."""
    accepted: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A user accepted that the linked entry was booked differently from CORE."""
    whole_record: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Entries were found for every document of the record."""
    run_id: Mapped[int | None] = mapped_column(BigId)
    """The run that searched; None where a user named the entry."""
    found_at: Mapped[dt.datetime]
    """When reading QuickBooks began: what was edited since isn't in `entry`."""


class NotTheSame(Base):
    """A document and an entry that aren't the same, as a user said: never proposed nor held for again."""

    __tablename__ = "not_the_same"
    __table_args__ = (
        UniqueConstraint(
            "company_id", "document_key", "entry_kind", "quickbooks_id", name="uq_not_the_same"
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    document_key: Mapped[str]
    entry_kind: Mapped[str]
    quickbooks_id: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[dt.datetime]


class BookedElsewhere(Base):
    """A document that a user booked in QuickBooks in another way: it isn't posted.

    If CORE's figures aren't these any more, the record goes on hold.
    """

    __tablename__ = "booked_elsewhere"
    __table_args__ = (Index("ix_booked_elsewhere_record", "company_id", "category", "record_key"),)

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    document_key: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str]
    record_key: Mapped[str]
    fingerprint: Mapped[str]
    """Of the figures that CORE had: its payee and total, whatever account or form the options choose."""
    total_cents: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(default="", server_default="")
    """Where it is booked, in the user's words."""
    quickbooks_id: Mapped[str] = mapped_column(default="", server_default="")
    """The entry that it was found to be, if any."""
    decided_by: Mapped[str]
    decided_at: Mapped[dt.datetime]


class NamedEntry(Base):
    """An entry that a user named as a record's: the next search of the record reads it and links it."""

    __tablename__ = "named_entry"

    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    record_key: Mapped[str] = mapped_column(primary_key=True)
    entry_kind: Mapped[str] = mapped_column(primary_key=True)
    quickbooks_id: Mapped[str] = mapped_column(primary_key=True)
    """Its ID in QuickBooks."""
    document_key: Mapped[str] = mapped_column(default="", server_default="")
    """The document that it is; empty where the record's only one of the kind is meant."""
    problem: Mapped[str] = mapped_column(default="", server_default="")
    """Why the last search couldn't link it, as a sentence."""
    named_by: Mapped[str]
    named_at: Mapped[dt.datetime]
