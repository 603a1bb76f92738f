"""Tie-out: the entries that CoreBooks posted in a period, and the records it did not post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from include.books.money import Cents
from include.database.reads.active_setups import active_setups
from include.database.reads.record_states import StateInWorkflow, state_in_workflow
from include.database.reads.streams import (
    BILLING_STATEMENTS,
    BILLING_WORKFLOW,
    TRANSACTIONS,
    WORKFLOWS,
    core_id,
)
from include.database.reads.tracked_entries import TrackedEntry, tracked_entry
from include.database.statuses import LinkStatus, RecordStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState

MOST_UNPOSTED = 500


@dataclass(frozen=True, slots=True)
class UnpostedRecord:
    """A record of the period that is not, or not wholly, in QuickBooks, and why.

    Attributes:
        state: its status in one workflow.
        title: address or agent; empty where CORE's response could never be read.
        number: CORE's number.
        day: the close date or billing date; None where there is none, or it can't be read.
        amount_cents: the gross commission or the statement's total, as far as it is known.
        owner_id: the CORE ID of the agent whose billing it is; empty for transactions.
    """

    state: StateInWorkflow
    title: str
    number: str
    day: dt.date | None
    amount_cents: Cents | None
    owner_id: str

    @property
    def id(self) -> str:
        """The record's CORE ID."""
        return core_id(self.state.record_key)

    @property
    def is_transaction(self) -> bool:
        """Whether it is a transaction, else it is of an agent's billing."""
        return self.state.record_key.startswith("transaction:")

    @property
    def name(self) -> str:
        """By number and address or agent."""
        parts = [part for part in (self.number, self.title) if part]
        return ", ".join(parts) or self.state.record_key.replace(":", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Unposted:
    """The records of the period that are not, or not wholly, in QuickBooks.

    Attributes:
        records: one for each workflow, the oldest first, `MOST_UNPOSTED` at most.
        number: how many records there are in all.
        amount_cents: what their known amounts come to.
        unknown: how many amounts aren't known.
    """

    records: Sequence[UnpostedRecord]
    number: int
    amount_cents: Cents
    unknown: int


@dataclass(frozen=True, slots=True)
class NeverSynced:
    """Records of the period that no run of a workflow has read.

    Attributes:
        category: the workflow.
        number: how many records.
        amount_cents: their gross commissions, or the statements' totals.
    """

    category: str
    number: int
    amount_cents: Cents


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


def unposted_records(session: Session, company_id: str, since: dt.date, until: dt.date) -> Unposted:
    """The records that are on hold or ready to sync, and belong to the period or may do so.

    These are those dated within it, those with an entry in it, and those whose date isn't known.
    """
    unposted = _unposted(company_id, since, until)
    rows = session.execute(
        unposted.add_columns(
            Record.title, Record.number, Record.day, Record.amount_cents, Record.owner
        )
        .order_by(Record.day, RecordState.record_key, RecordState.category)
        .limit(MOST_UNPOSTED)
    )
    records = [
        UnpostedRecord(
            state_in_workflow(state), title or "", number or "", day, cents, core_id(owner or "")
        )
        for state, title, number, day, cents, owner in rows
    ]
    # A record is unposted once, in however many workflows.
    amounts = session.execute(
        unposted.with_only_columns(RecordState.record_key, Record.amount_cents).distinct()
    ).all()
    known = [cents for _, cents in amounts if cents is not None]
    return Unposted(records, len(amounts), sum(known), len(amounts) - len(known))


def never_synced(
    session: Session, company_id: str, since: dt.date, until: dt.date
) -> Sequence[NeverSynced]:
    """What CoreBooks has read of the period, but no run of a workflow that is on."""
    found = []
    for category in active_setups(session, company_id):
        billing = category == BILLING_WORKFLOW
        has_state = (
            select(RecordState.record_key)
            .where(
                RecordState.company_id == company_id,
                RecordState.category == category,
                RecordState.record_key == Record.key,
            )
            .exists()
        )
        number, cents = session.execute(
            select(func.count(), func.coalesce(func.sum(Record.amount_cents), 0)).where(
                Record.company_id == company_id,
                Record.stream == (BILLING_STATEMENTS if billing else TRANSACTIONS),
                Record.day.between(since, until),
                ~Record.gone,
                ~has_state,
            )
        ).one()
        if number:
            found.append(NeverSynced(category, number, int(cents or 0)))
    return found


def _unposted(company_id: str, since: dt.date, until: dt.date) -> Select[RecordState]:
    entries = select(Link.record_key).where(*_of_period(company_id, since, until))
    return (
        select(RecordState)
        .outerjoin(
            Record,
            (Record.company_id == RecordState.company_id) & (Record.key == RecordState.record_key),
        )
        .where(
            RecordState.company_id == company_id,
            RecordState.category.in_(WORKFLOWS),
            RecordState.status.in_([RecordStatus.ON_HOLD, RecordStatus.READY]),
            or_(
                Record.day.between(since, until),
                Record.day.is_(None),
                RecordState.record_key.in_(entries),
            ),
        )
    )


def _of_period(company_id: str, since: dt.date, until: dt.date) -> tuple[ColumnElement[bool], ...]:
    return (
        Link.company_id == company_id,
        Link.status != LinkStatus.VOIDED,
        Link.date >= since,
        Link.date <= until,
    )
