"""One transaction: as CORE has it, its entries in QuickBooks, and what was posted for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.money import Cents
from include.core_backoffice.records.records import Transaction
from include.core_backoffice.stored import record_from_json
from include.database.reads.active_setups import ActiveSetup, active_setups
from include.database.reads.changes import Change, change_of
from include.database.reads.record_notes import NOTHING_NOTED, RecordNoteView, notes_of
from include.database.reads.record_states import StateInWorkflow, states_of
from include.database.reads.streams import TRANSACTION_WORKFLOWS, is_stray, stray_key
from include.database.reads.tracked_entries import TrackedEntry, tracked_entry
from include.database.statuses import OperationStatus, RecordStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record
from include.database.tables.runs import Operation, SyncRun

_NEWEST = 60


@dataclass(frozen=True, slots=True)
class PostedChange:
    """A change that a run posted, or that QuickBooks rejected, and who started the run."""

    change: Change
    actor: str

    @property
    def at(self) -> dt.datetime | None:
        """When QuickBooks responded, or when it was sent, UTC."""
        return self.change.answered_at or self.change.sent_at


@dataclass(frozen=True, slots=True)
class TransactionDetail:
    """What the database has of one transaction.

    Attributes:
        id: its CORE ID.
        is_read: whether a run or a preview has read it from CORE.
        title: the property's address.
        number: CORE's number.
        day: the close date.
        amount_cents: the gross commission, as far as it is known.
        gone: deleted in CORE.
        read_at: when it was last read well, UTC.
        deal: the transaction with its disbursement as last read well; None where it never was.
        states: its status by category.
        entries: in QuickBooks, income first.
        changes: the newest first.
        setups: the workflows that are on, by category.
        is_stray: it is an entry of QuickBooks that no transaction asks for.
        note: who takes care of it, and what was noted about it.
    """

    id: str
    is_read: bool
    title: str
    number: str
    day: dt.date | None
    amount_cents: Cents | None
    gone: bool
    read_at: dt.datetime | None
    deal: Transaction | None
    states: Mapping[str, StateInWorkflow]
    entries: Sequence[TrackedEntry]
    changes: Sequence[PostedChange]
    setups: Mapping[str, ActiveSetup]
    is_stray: bool = False
    note: RecordNoteView = NOTHING_NOTED

    def is_snoozed(self, today: dt.date) -> bool:
        """Whether it is off the list of Needs attention until a later day.

        Args:
            today: the day it is where the company keeps its books.
        """
        holds = [one.since for one in self.states.values() if one.status is RecordStatus.ON_HOLD]
        return bool(holds) and self.note.is_snoozed(today, max(holds))

    @property
    def key(self) -> str:
        """The record's key."""
        return stray_key(self.id) if self.is_stray else f"transaction:{self.id}"

    @property
    def is_unreadable(self) -> bool:
        """Whether CORE's current version can't be read; `deal` is then an earlier one."""
        return any(state.unreadable for state in self.states.values())


def transaction_detail(session: Session, company_id: str, transaction_id: str) -> TransactionDetail:
    """Everything about one transaction that the database has."""
    key = f"transaction:{transaction_id}"
    record = session.get(Record, (company_id, key))
    if record is None and (stray := session.get(Record, (company_id, stray_key(transaction_id)))):
        key, record = stray.key, stray
    return TransactionDetail(
        id=transaction_id,
        is_read=record is not None,
        title=record.title if record else "",
        number=record.number if record else "",
        day=record.day if record else None,
        amount_cents=record.amount_cents if record else None,
        gone=bool(record and record.gone and not is_stray(key)),
        is_stray=is_stray(key),
        read_at=record.seen_at if record and record.payload is not None else None,
        deal=_deal(record),
        states=states_of(session, company_id, [key]).get(key, {}),
        entries=_entries(session, company_id, key),
        changes=_changes(session, company_id, key),
        setups=active_setups(session, company_id),
        note=notes_of(session, company_id, [key]).get(key, NOTHING_NOTED),
    )


def _deal(record: Record | None) -> Transaction | None:
    if record is None or record.payload is None or is_stray(record.key):
        return None
    # Tax IDs stay sealed: the page has no use for them.
    opened = record_from_json(record.payload)
    return opened if isinstance(opened, Transaction) else None


def _entries(session: Session, company_id: str, key: str) -> list[TrackedEntry]:
    rows = session.scalars(
        select(Link)
        .where(
            Link.company_id == company_id,
            Link.category.in_(TRANSACTION_WORKFLOWS),
            Link.record_key == key,
        )
        .order_by(Link.category.desc(), Link.document_key)
    )
    return [tracked_entry(row) for row in rows]


def _changes(session: Session, company_id: str, key: str) -> list[PostedChange]:
    rows = session.execute(
        select(Operation, SyncRun.actor)
        .join(SyncRun, SyncRun.id == Operation.run_id)
        .where(
            Operation.company_id == company_id,
            Operation.record_key == key,
            Operation.status.in_([OperationStatus.POSTED, OperationStatus.ERROR]),
        )
        .order_by(Operation.id.desc())
        .limit(_NEWEST)
    )
    return [PostedChange(change_of(operation), actor) for operation, actor in rows]
