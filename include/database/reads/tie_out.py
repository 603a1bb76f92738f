"""Tie-out: the entries that CoreBooks posted in a period, and the records it did not post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from include.database.reads.record_states import StateInWorkflow, state_in_workflow
from include.database.reads.streams import core_id
from include.database.reads.tracked_entries import TrackedEntry, tracked_entry
from include.database.statuses import LinkStatus, RecordStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState

MOST_UNPOSTED = 500


@dataclass(frozen=True, slots=True)
class UnpostedRecord:
    """A record of the period that is not, or not wholly, in QuickBooks, and why."""

    state: StateInWorkflow
    title: str
    day: dt.date | None

    @property
    def id(self) -> str:
        """The record's CORE ID."""
        return core_id(self.state.record_key)


def count_entries(session: Session, company_id: str, since: dt.date, until: dt.date) -> int:
    """How many entries of the period CoreBooks posted; no document is read."""
    query = select(func.count()).select_from(Link).where(*_of_period(company_id, since, until))
    return session.scalar(query) or 0


def entries_of_period(
    session: Session, company_id: str, since: dt.date, until: dt.date
) -> Sequence[TrackedEntry]:
    """The entries dated within the period, both days included; those voided by an undo left out."""
    rows = session.scalars(
        select(Link)
        .where(*_of_period(company_id, since, until))
        .order_by(Link.date, Link.document_key)
    )
    return [tracked_entry(row) for row in rows]


def unposted_records(
    session: Session, company_id: str, since: dt.date, until: dt.date
) -> list[UnpostedRecord]:
    """The records of the period that are on hold or ready to sync, the oldest first."""
    rows = session.execute(
        select(RecordState, Record.title, Record.day)
        .join(
            Record,
            (Record.company_id == RecordState.company_id) & (Record.key == RecordState.record_key),
        )
        .where(
            RecordState.company_id == company_id,
            RecordState.status.in_([RecordStatus.ON_HOLD, RecordStatus.READY]),
            Record.day >= since,
            Record.day <= until,
        )
        .order_by(Record.day, RecordState.record_key)
        .limit(MOST_UNPOSTED)
    )
    return [UnpostedRecord(state_in_workflow(state), title, day) for state, title, day in rows]


def _of_period(company_id: str, since: dt.date, until: dt.date) -> tuple[ColumnElement[bool], ...]:
    return (
        Link.company_id == company_id,
        Link.status != LinkStatus.VOIDED,
        Link.date >= since,
        Link.date <= until,
    )
