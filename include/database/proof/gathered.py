"""What a proof pack is made of, read in one state of the database, with the events that prove it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from include.database.proof.tree_proofs import TreeProofs
from include.database.reads.month import HeldRecord, Month, all_held, month_of
from include.database.reads.month_entries import next_month
from include.database.reads.streams import BILLING_STATEMENTS, TRANSACTIONS, WORKFLOWS
from include.database.tables.entries import Link
from include.database.tables.months import SignOff
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import Operation, SyncRun
from include.database.trail.checkpoints import origin, trail_public_key
from include.database.trail.examination import examine, one_state
from include.database.trail.rows import json_row
from include.database.trail.trail_keys import signed, trail_secret
from include.database.trail.verify_offline import (
    RECORDED,
    checkpoint_text,
    read_checkpoint,
    row_values,
)

Key = tuple[str, str]
"""A row by its table and key."""


@dataclass(frozen=True, slots=True)
class ProvenRow:
    """A row that the trail recorded, and the event that did so last."""

    table: str
    key: str
    row: Mapping[str, Any]
    event: int


@dataclass(frozen=True, slots=True)
class ProvenEvent:
    """An event, with the fields of an export, and the proof that the checkpoint's tree has it."""

    event: Mapping[str, Any]
    path: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A CORE record of the month.

    Attributes:
        key: the record's.
        number: CORE's.
        title: address or agent.
        day: closed or billed.
        cents: gross commission or total; None if it can't be read.
        gone: whether it was deleted in CORE.
        fingerprint: of its content as last read.
        statuses: in each workflow that read it, by category.
    """

    key: str
    number: str
    title: str
    day: dt.date | None
    cents: int | None
    gone: bool
    fingerprint: str
    statuses: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change that was sent for an entry of the month, and the run that sent it.

    Attributes:
        number: the change's.
        run: the run's number.
        actor: who started it.
        trigger: how.
        approved_by: who approved it; empty where that wasn't asked for.
        document_key: of the document.
        action: create, update or void.
        kind: of the entry.
        cents: its total, without the tax that QuickBooks adds.
        tax_cents: that tax.
        reason: why it was sent.
        status: what became of it.
        sent_at: UTC.
        answered_at: UTC; None without a response.
        quickbooks_id: of the entry.
        request_id: by which QuickBooks knows a repeated request.
        trace_id: Intuit's.
        fingerprint: of the CORE record that it comes from.
    """

    number: int
    run: int
    actor: str
    trigger: str
    approved_by: str
    document_key: str
    action: str
    kind: str
    cents: int
    tax_cents: int
    reason: str
    status: str
    sent_at: dt.datetime
    answered_at: dt.datetime | None
    quickbooks_id: str
    request_id: str
    trace_id: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a pack is made of.

    Attributes:
        company_id: whose month.
        key: the public key of the trail's checkpoints.
        month: as its page shows it.
        rows: entries, then sign-offs, each by key.
        events: those that recorded the rows, by number.
        checkpoint: the signed checkpoint of the trail up to the last of them.
        consistency: by size of a sign-off's checkpoint, that the trail continues it.
        records: CORE's, by date and key.
        held: all records on hold.
        changes: the oldest first.
        counts: what the ledger counts by itself, by file.
    """

    company_id: str
    key: str
    month: Month
    rows: Sequence[ProvenRow]
    events: Sequence[ProvenEvent]
    checkpoint: str
    consistency: Mapping[int, Sequence[bytes]]
    records: Sequence[RecordLine]
    held: Sequence[HeldRecord]
    changes: Sequence[ChangeLine]
    counts: Mapping[str, int]

    @property
    def has_tax(self) -> bool:
        """Whether QuickBooks added tax to an entry, or to one as it was sent earlier."""
        entries = any(one.row.get("tax_cents") for one in self.rows)
        return entries or any(one.tax_cents for one in self.changes)


@dataclass(slots=True)
class _Watched:
    """Follows the trail: all leaves, and the newest events of the rows that matter."""

    wanted: frozenset[Key]
    leaves: list[bytes] = field(default_factory=list)
    newest: dict[Key, int] = field(default_factory=dict)
    events: dict[int, Mapping[str, Any]] = field(default_factory=dict)

    def see(self, event: Mapping[str, Any], leaf: bytes) -> None:
        self.leaves.append(leaf)
        if event["event"] != RECORDED:
            return
        for table, key, digest, _, _ in event["detail"]["rows"]:
            if digest and (table, key) in self.wanted:
                self.newest[table, key] = event["number"]
                self.events[event["number"]] = event


def gather(session: Session, company_id: str, first: dt.date) -> Gathered:
    """Read all that the pack of a month is made of; the whole trail is verified.

    Args:
        session: a transaction of the database in which nothing was read yet.
        company_id: the company.
        first: the month's first day.

    Raises:
        TrailBroken: the audit trail, or a row that it recorded, was altered.
    """
    one_state(session)
    rows = {**_entry_rows(session, company_id, first), **_sign_off_rows(session, company_id, first)}
    watched = _Watched(frozenset(rows))
    examine(session, company_id, seen=watched.see)
    needed = sorted({watched.newest[key] for key in rows})
    # As far as the pack needs it: what others do later changes nothing of the pack.
    proofs = TreeProofs(watched.leaves[: needed[-1] if needed else 0])
    at = watched.events[needed[-1]]["at"] if needed else "1970-01-01T00:00:00+00:00"
    name = origin(company_id)
    text = checkpoint_text(name, proofs.size, proofs.root(), at[:19] + "+00:00")
    month = month_of(session, company_id, first)
    signed_sizes = {
        read_checkpoint(one.checkpoint).size for one in month.sign_offs if one.checkpoint
    }
    return Gathered(
        company_id=company_id,
        key=trail_public_key(session, company_id),
        month=month,
        rows=[
            ProvenRow(table, key, row_values(table, row), watched.newest[table, key])
            for (table, key), row in rows.items()
        ],
        events=[
            ProvenEvent(watched.events[number], proofs.inclusion(number - 1)) for number in needed
        ],
        checkpoint=signed(trail_secret(session), name, text),
        consistency={size: proofs.consistency(size) for size in sorted(signed_sizes)},
        records=_records(session, company_id, first),
        held=all_held(session, company_id, month.first, month.last),
        changes=_changes(session, company_id, first),
        counts=_counts(session, company_id, first),
    )


def _of_month(company_id: str, first: dt.date) -> Select[Link]:
    """The entries dated in the month, and those of the records that closed or were billed in it."""
    closed = select(Record.key).where(*_records_of_month(company_id, first))
    dated = and_(Link.date >= first, Link.date < next_month(first))
    of_record = and_(Link.category.in_(WORKFLOWS), Link.record_key.in_(closed))
    return select(Link).where(Link.company_id == company_id, or_(dated, of_record))


def _entry_rows(session: Session, company_id: str, first: dt.date) -> dict[Key, dict[str, Any]]:
    query = _of_month(company_id, first).order_by(Link.document_key)
    columns = query.with_only_columns(*Link.__table__.columns)
    return {("link", row.document_key): json_row(row._asdict()) for row in session.execute(columns)}


def _sign_off_rows(session: Session, company_id: str, first: dt.date) -> dict[Key, dict[str, Any]]:
    query = (
        select(*SignOff.__table__.columns)
        .where(SignOff.company_id == company_id, SignOff.month == first)
        .order_by(SignOff.id)
    )
    return {
        ("month_sign_off", str(row.id)): json_row(row._asdict()) for row in session.execute(query)
    }


def _counts(session: Session, company_id: str, first: dt.date) -> dict[str, int]:
    """How many rows each list must have, counted without reading them."""
    entries = _of_month(company_id, first)
    sent = select(func.count(Operation.id)).where(
        Operation.company_id == company_id,
        Operation.sent_at.is_not(None),
        Operation.document_key.in_(entries.with_only_columns(Link.document_key)),
    )
    records = select(func.count(Record.key)).where(*_records_of_month(company_id, first))
    counted = entries.with_only_columns(func.count(Link.document_key))
    queries = {"entries.csv": counted, "records.csv": records, "changes.csv": sent}
    return {name: session.scalar(query) or 0 for name, query in queries.items()}


def _records_of_month(company_id: str, first: dt.date) -> tuple[ColumnElement[bool], ...]:
    return (
        Record.company_id == company_id,
        Record.stream.in_((TRANSACTIONS, BILLING_STATEMENTS)),
        Record.day >= first,
        Record.day < next_month(first),
    )


def _records(session: Session, company_id: str, first: dt.date) -> list[RecordLine]:
    of_month = _records_of_month(company_id, first)
    statuses: dict[str, dict[str, str]] = {}
    states = select(RecordState.record_key, RecordState.category, RecordState.status).where(
        RecordState.company_id == company_id,
        RecordState.category.in_(WORKFLOWS),
        RecordState.record_key.in_(select(Record.key).where(*of_month)),
    )
    for key, category, status in session.execute(states):
        statuses.setdefault(key, {})[category] = status
    query = (
        select(
            Record.key,
            Record.number,
            Record.title,
            Record.day,
            Record.amount_cents,
            Record.gone,
            Record.fingerprint,
        )
        .where(*of_month)
        .order_by(Record.day, Record.key)
    )
    return [RecordLine(*row, statuses.get(row.key, {})) for row in session.execute(query)]


def _changes(session: Session, company_id: str, first: dt.date) -> list[ChangeLine]:
    entries = _of_month(company_id, first).with_only_columns(Link.document_key)
    query = (
        select(
            Operation.id,
            Operation.run_id,
            SyncRun.actor,
            SyncRun.trigger,
            SyncRun.approved_by,
            Operation.document_key,
            Operation.action,
            Operation.kind,
            Operation.total_cents,
            Operation.tax_cents,
            Operation.reason,
            Operation.status,
            Operation.sent_at,
            Operation.answered_at,
            Operation.quickbooks_id,
            Operation.request_id,
            Operation.trace_id,
            Operation.record_fingerprint,
        )
        .join(SyncRun, SyncRun.id == Operation.run_id)
        .where(
            Operation.company_id == company_id,
            Operation.sent_at.is_not(None),
            Operation.document_key.in_(entries),
        )
        .order_by(Operation.id)
    )
    rows: Sequence[Sequence[Any]] = session.execute(query).all()
    return [ChangeLine(*values) for values in rows]
