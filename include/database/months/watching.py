"""Moves of months are noticed in whatever transaction makes them, so no path can forget one.

A sign-off ends in the same transaction as the change that ends it. Changes of rows past the session don't
come by here: the audit trail shows those (`sign_offs.end_for_broken_trail`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session, UOWTransaction

from include.clock import utc_now
from include.database.currencies import written_as
from include.database.months.moves import (
    IN_CORE,
    WATCHED,
    Move,
    months_of,
    of_entry,
    of_record,
    record_name,
)
from include.database.months.sign_offs import Signed, add_moves, lock_company, newest_sign_offs
from include.database.months.tie_outs import mark_moved, months_tied_out
from include.database.reads.streams import WORKFLOWS
from include.database.statuses import RecordStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.database.trail.recording import RecordingSession, noted_events

_NOTES = "corebooks months"


@dataclass(slots=True)
class _Touched:
    """Rows that a transaction changed, each with the watched values that it had before."""

    rows: dict[int, tuple[Any, dict[str, Any]]] = field(default_factory=dict)

    def add(self, row: Any, old: dict[str, Any]) -> None:
        known = self.rows.get(id(row))
        # What it had before the transaction is what the first flush saw.
        merged = {**old, **known[1]} if known else old
        self.rows[id(row)] = (row, merged)


@event.listens_for(RecordingSession, "after_flush")
def _note(session: Session, _flushed: UOWTransaction) -> None:
    for row in session.new:
        if type(row) in WATCHED:
            _touched(session).add(row, {})
    for row in session.dirty:
        if columns := WATCHED.get(type(row)):
            old = _changed(row, columns)
            if old:
                _touched(session).add(row, old)


def _changed(row: Any, columns: tuple[str, ...]) -> dict[str, Any]:
    """The values that watched columns had, of those that a flush changed."""
    attributes = inspect(row).attrs
    found = {}
    for name in columns:
        history = attributes[name].history
        if history.has_changes() and history.deleted:
            found[name] = history.deleted[0]
    return found


def _touched(session: Session) -> _Touched:
    touched: _Touched = session.info.setdefault(_NOTES, _Touched())
    return touched


@event.listens_for(RecordingSession, "before_commit", insert=True)
def _end_sign_offs(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    touched: _Touched | None = session.info.pop(_NOTES, None)
    if touched is None:
        return
    by_company: dict[str, list[tuple[Any, dict[str, Any]]]] = defaultdict(list)
    for row, old in touched.rows.values():
        if inspect(row).persistent:
            by_company[row.company_id].append((row, old))
    for company_id in sorted(by_company):
        with written_as(session, company_id):
            _of_company(session, company_id, by_company[company_id])


@event.listens_for(RecordingSession, "after_rollback")
def _forget(session: Session) -> None:
    # What a savepoint took back is compared with what is there when the transaction commits.
    if not session.in_nested_transaction():
        session.info.pop(_NOTES, None)


def _of_company(session: Session, company_id: str, rows: list[tuple[Any, dict[str, Any]]]) -> None:
    # Whoever signs a month off holds the same lock: a change is in what was signed, or ends it.
    lock_company(session, company_id)
    signed = newest_sign_offs(session, company_id)
    tied_out = months_tied_out(session, company_id)
    if not signed and not tied_out:
        return
    moves: dict[dt.date, list[Move]] = defaultdict(list)
    for row, old in rows:
        for month, move in _moves(session, row, old, signed):
            moves[month].append(move)
    if moved := tied_out & moves.keys():
        mark_moved(session, company_id, moved)
    for month in moves.keys() & signed.keys():
        add_moves(session, signed[month], moves[month])


def _moves(
    session: Session, row: Any, changed: Mapping[str, Any], signed: Mapping[dt.date, Signed]
) -> Iterator[tuple[dt.date, Move]]:
    """The months that a row moved, and how."""
    now = {name: getattr(row, name) for name in WATCHED[type(row)]}
    if changed and all(now[name] == value for name, value in changed.items()):
        return
    old = {**now, **changed} if changed else {}
    at = utc_now()
    if isinstance(row, Link):
        actor = _actor(session, row)
        what, who = of_entry(row, old, actor)
        for month in months_of(old, now, "date") | _closing_month(session, row):
            yield month, Move(what, who, row.record_key, at)
    elif isinstance(row, Record) and old and _has_entries(session, row):
        for month in months_of(old, now, "day"):
            yield month, Move(of_record(row, old), IN_CORE, row.key, at)
    elif isinstance(row, RecordState) and row.status == RecordStatus.ON_HOLD:
        yield from _held(session, row, signed, at)


def _held(
    session: Session, state: RecordState, signed: Mapping[dt.date, Signed], at: dt.datetime
) -> Iterator[tuple[dt.date, Move]]:
    """A record that went on hold, unless it was so, for the same reason, when its month was signed off."""
    record = session.get(Record, (state.company_id, state.record_key))
    if record is None or record.day is None:
        return
    month = record.day.replace(day=1)
    if month in signed and signed[month].has_held(state):
        return
    what = f"{record_name(record)} is on hold: {state.sentence}"
    yield month, Move(what, "CoreBooks", state.record_key, at)


def _actor(session: Session, link: Link) -> str:
    """Who changed an entry, as the audit trail says in the same transaction; empty if it doesn't."""
    told = noted_events(session, link.company_id)
    return next((one.actor for one in told if one.subject == link.document_key), "")


def _closing_month(session: Session, link: Link) -> set[dt.date]:
    """The month that an entry's record belongs to by its own date, which may be another than the entry's."""
    record = session.get(Record, (link.company_id, link.record_key))
    return {record.day.replace(day=1)} if record is not None and record.day else set()


def _has_entries(session: Session, record: Record) -> bool:
    """Whether anything was posted for a record; what wasn't moves no month until it is due."""
    found = select(Link.document_key).where(
        Link.company_id == record.company_id,
        Link.category.in_(WORKFLOWS),
        Link.record_key == record.key,
    )
    return session.scalars(found.limit(1)).first() is not None
