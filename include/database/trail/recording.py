"""A session that has what its transaction changed recorded in the audit trail when it commits.

Whoever stores a run, a change or an entry does nothing for it: rows that the session wrote are found
in its flushes, so no path can forget them. Rows that were written past the session have no digest in
the trail, and Verify finds them. One event has the digests of a whole transaction, and events get
their place in the chain last, so that nobody waits long for the trail's lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from include.clock import utc_now
from include.database.trail.events import NewEvent, add_events, recorded
from include.database.trail.rows import KEYS, RECORDED_TABLES, object_row
from include.database.trail.trail_keys import chain_key, trail_secret
from include.database.trail.verify_offline import (
    FACTS,
    IN_PROGRESS,
    is_running,
    row_facts,
    row_seal,
)

_TABLE_OF = {model: table for table, model in RECORDED_TABLES.items()}
_NOTES = "corebooks audit trail"
_CONTENT = {"operation": "payload"}
"""Where a row's number comes from."""


class RecordingSession(Session):
    """The session of the CoreBooks database."""


@dataclass(slots=True)
class _Touched:
    """A row that the transaction wrote; without an object, one that it removed."""

    row: Any
    is_new: bool = False
    replaces: bool = False
    by_statement: bool = False
    changed: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Notes:
    """What a transaction adds to the trails, by company."""

    events: dict[str, list[NewEvent]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[str, dict[tuple[str, str], _Touched]] = field(
        default_factory=lambda: defaultdict(dict)
    )


def note_event(session: Session, company_id: str, new: NewEvent) -> None:
    """Have an event added to the trail when the transaction commits.

    Raises:
        TypeError: the session isn't one of the CoreBooks database.
    """
    if not isinstance(session, RecordingSession):
        raise TypeError("events of the audit trail need a session of `Database`")
    _notes(session).events[company_id].append(new)


def noted_events(session: Session, company_id: str) -> Sequence[NewEvent]:
    """The events that the transaction adds to a company's trail, as far as they are noted."""
    return _notes(session).events.get(company_id, ())


def _notes(session: Session) -> _Notes:
    notes: _Notes = session.info.setdefault(_NOTES, _Notes())
    return notes


@event.listens_for(RecordingSession, "after_flush")
def _note_rows(session: Session, _flushed: UOWTransaction) -> None:
    for row in session.new:
        if table := _TABLE_OF.get(type(row)):
            _touch(session, table, row, is_new=True)
    for row in session.dirty:
        if (table := _TABLE_OF.get(type(row))) and session.is_modified(row):
            # What was assigned; reset once the flush is through.
            changed = set(inspect(row).committed_state)
            if not (is_running(table, row.__dict__) and changed <= IN_PROGRESS):
                _touch(session, table, row, changed=changed)
    for row in session.deleted:
        if table := _TABLE_OF.get(type(row)):
            _notes(session).rows[row.company_id][table, _key(table, row)] = _Touched(None)


def _touch(
    session: Session,
    table: str,
    row: Any,
    *,
    is_new: bool = False,
    changed: set[str] | None = None,
) -> None:
    rows, key = _notes(session).rows[row.company_id], (table, _key(table, row))
    known = rows.get(key)
    if known is None or known.row is None:
        rows[key] = known = _Touched(row, is_new=is_new, replaces=known is not None)
    known.changed |= changed or set()


def _key(table: str, row: Any) -> str:
    return str(getattr(row, KEYS.get(table, "id")))


@event.listens_for(RecordingSession, "do_orm_execute")
def _note_removed(state: ORMExecuteState) -> None:
    """Note the rows that a DELETE or UPDATE statement will write.

    Raises:
        TypeError: it is an INSERT, whose rows aren't known before.
    """
    model = state.bind_mapper.class_ if state.bind_mapper else None
    table = _TABLE_OF.get(model) if model else None
    if table is None or model is None or state.is_select:
        return
    if state.is_insert:
        raise TypeError(f"rows of {table} are added to the session: a statement isn't recorded")
    if state.is_update and _seals_anew(state):
        return
    columns = model.__table__.columns
    query = select(columns["company_id"], columns[KEYS.get(table, "id")])
    if (condition := state.statement.whereclause) is not None:  # type: ignore[attr-defined]
        query = query.where(condition)
    session = state.session
    for company_id, key in session.connection().execute(query).all():
        rows = _notes(session).rows[company_id]
        if state.is_delete:
            rows[table, str(key)] = _Touched(None)
        elif (table, str(key)) not in rows:
            identity = (company_id, key) if table in KEYS else key
            rows[table, str(key)] = _Touched(
                session.get(model, identity), is_new=True, by_statement=True
            )


def _seals_anew(state: ORMExecuteState) -> bool:
    """Whether an UPDATE by key writes payloads only: rotating keys does, and digests leave it out."""
    rows = state.parameters if isinstance(state.parameters, list) else []
    return bool(rows) and all(set(row) <= {"id", "payload"} for row in rows)


@event.listens_for(RecordingSession, "before_commit")
def _add_noted(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    notes: _Notes | None = session.info.pop(_NOTES, None)
    if notes is None:
        return
    key = chain_key(trail_secret(session))
    for company_id in sorted({*notes.events, *notes.rows}):
        for touched in notes.rows[company_id].values():
            if touched.by_statement:
                session.refresh(touched.row)
        rows = [line for entry in notes.rows[company_id].items() for line in _lines(*entry)]
        events = [*recorded(rows, utc_now()), *notes.events[company_id]]
        if events:
            add_events(session.connection(), company_id, key, events)


@event.listens_for(RecordingSession, "after_rollback")
def _forget(session: Session) -> None:
    # After a savepoint the transaction goes on, with what it stored before: what was rolled back has
    # no row, or its row is as it was.
    if not session.in_nested_transaction():
        session.info.pop(_NOTES, None)


def _lines(place: tuple[str, str], touched: _Touched) -> Iterator[list[Any]]:
    """What an event has of a row: [table, key, digest, locator, facts]; of a removed one no digest."""
    table, key = place
    if touched.row is None or touched.replaces:
        yield [table, key, "", "", {}]
    if touched.row is None or not inspect(touched.row).persistent:
        return
    values = object_row(table, touched.row)
    facts = row_facts(table, values)
    if not (touched.is_new or touched.replaces):
        changed = touched.changed | (
            {"number"} if _CONTENT.get(table) in touched.changed else set()
        )
        facts = {name: facts.get(name) for name in FACTS[table] if name in changed}
    yield [table, key, *row_seal(table, values), facts]
