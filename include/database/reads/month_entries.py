"""The entries of a month: those dated in it, and those of the records that closed or were billed in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from include.database.reads.streams import BILLING_STATEMENTS, TRANSACTIONS
from include.database.reads.tracked_entries import TrackedEntry, tracked_entry
from include.database.statuses import LinkStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record


@dataclass(frozen=True, slots=True)
class EntryOfMonth:
    """An entry, and the date of its CORE record; None where it has none."""

    entry: TrackedEntry
    closing: dt.date | None


def next_month(month: dt.date) -> dt.date:
    """The first day of the month after."""
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def count_of_month(session: Session, company_id: str, month: dt.date) -> int:
    """How many entries are dated in a month; no document is read."""
    return (
        session.scalar(select(func.count()).select_from(Link).where(*_dated(company_id, month)))
        or 0
    )


def entries_of_month(session: Session, company_id: str, month: dt.date) -> Sequence[EntryOfMonth]:
    """The entries of a month by either date, by entry date; those voided by an undo are left out."""
    of_record = and_(Record.company_id == Link.company_id, Record.key == Link.record_key)
    query = select(Link, Record.day).outerjoin(Record, of_record)
    dated = query.where(*_dated(company_id, month))
    closed = query.where(
        Link.company_id == company_id,
        Link.status != LinkStatus.VOIDED,
        Record.stream.in_((TRANSACTIONS, BILLING_STATEMENTS)),
        Record.day >= month,
        Record.day < next_month(month),
        or_(Link.date < month, Link.date >= next_month(month)),
    )
    rows = [*session.execute(dated), *session.execute(closed)]
    found = [EntryOfMonth(tracked_entry(link), closing) for link, closing in rows]
    return sorted(
        found, key=lambda one: (one.entry.date, one.entry.number, one.entry.quickbooks_id)
    )


def has_changed_since(
    session: Session, company_id: str, month: dt.date, moment: dt.datetime
) -> bool:
    """Whether CoreBooks changed an entry of a month after a moment, UTC."""
    found = select(Link.document_key).where(*_dated(company_id, month), Link.updated_at > moment)
    return session.scalars(found.limit(1)).first() is not None


def _dated(company_id: str, month: dt.date) -> tuple[ColumnElement[bool], ...]:
    return (
        Link.company_id == company_id,
        Link.status != LinkStatus.VOIDED,
        Link.date >= month,
        Link.date < next_month(month),
    )
