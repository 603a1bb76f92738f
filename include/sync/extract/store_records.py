"""Storing what was read from CORE: the record, and its status in the workflow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.documents import fingerprint
from include.clock import utc_now
from include.core_backoffice.records.records import BillingStatement, Transaction
from include.core_backoffice.source import AgentLog, Change, Found, Gone, RecordProblem
from include.core_backoffice.stored import tagged
from include.database.statuses import RecordStatus
from include.database.tables.records import Record, RecordState
from include.database.upserts import insert_missing
from include.sync.extract.listing import listing, put_known
from include.sync.run.posting_log import posting_log
from include.sync.run.records_to_sync import held_states
from include.sync.run.run import SyncContext
from include.workflows.category import Category

NOT_IN_CORE = "not in CORE"
"""The sentence of a record that was asked for by its ID, and that CORE doesn't have."""


@dataclass(slots=True)
class Extracted:
    """What was read from CORE.

    Attributes:
        keys: of all records that were read.
        read: how many.
        changed: how many differ from what was last synced.
        unreadable: how many can't be used.
    """

    keys: list[str]
    read: int = 0
    changed: int = 0
    unreadable: int = 0

    def add(self, more: Extracted) -> None:
        """Count what was read besides."""
        self.keys.extend(more.keys)
        self.read += more.read
        self.changed += more.changed
        self.unreadable += more.unreadable


def store_records(context: SyncContext, chunk: Sequence[Change], result: Extracted) -> None:
    """Store some of what was read, in one transaction, and count it.

    Another workflow of the company may be storing the same records.
    """
    if chunk:
        result.add(context.database.write(lambda session: _store_chunk(context, session, chunk)))


def _store_chunk(context: SyncContext, session: Session, chunk: Sequence[Change]) -> Extracted:
    result = Extracted([])
    held = _hold_rows(context, session, chunk)
    for change in chunk:
        if isinstance(change, RecordProblem):
            _store_problem(context, session, change)
            result.unreadable += 1
            result.keys.append(change.record_key)
        elif isinstance(change, Gone):
            known = _store_gone(context, session, change.record_key)
            result.keys.append(change.record_key)
            result.read += int(known) - 1
        elif isinstance(change, AgentLog):
            missing, noticed = _store_log(context, session, change)
            result.keys.extend(missing)
            result.read += noticed - 1
        else:
            result.changed += _store_record(context, session, change)
            result.keys.append(change.key)
        result.read += 1
    del held
    return result


def _hold_rows(
    context: SyncContext, session: Session, chunk: Sequence[Change]
) -> Sequence[Record | RecordState]:
    """The rows of some changes, made where they are missing and held in the order of their keys.

    While they are referred to, looking one up takes no query.
    """
    changes = [change for change in chunk if not isinstance(change, AgentLog)]
    keys = {_key(one) for one in changes}
    read = {_key(one) for one in changes if not isinstance(one, Gone)}
    insert_missing(session, Record, [_new_record(context, key) for key in read])
    insert_missing(session, RecordState, [_new_state(context, key) for key in keys])
    records = session.scalars(
        select(Record)
        .where(Record.company_id == context.company_id, Record.key.in_(keys))
        .order_by(Record.key)
        .with_for_update(key_share=True)
    ).all()
    states = held_states(context, session, keys)
    return [*records, *states]


def _key(change: Found) -> str:
    return change.record_key if isinstance(change, Gone | RecordProblem) else change.key


def _new_record(context: SyncContext, key: str) -> dict[str, Any]:
    return {"company_id": context.company_id, "key": key, "fingerprint": ""}


def _new_state(context: SyncContext, key: str) -> dict[str, Any]:
    return {
        "company_id": context.company_id,
        "category": context.category,
        "record_key": key,
        "status": RecordStatus.READY,
    }


def _store_record(
    context: SyncContext,
    session: Session,
    record: Transaction | BillingStatement,
) -> bool:
    payload = record.to_json()
    content = fingerprint(context.seal.digested(payload))
    row = _record(context, session, record.key)
    is_same = row.fingerprint == content
    row.payload = tagged(record, context.seal.sealed(payload))
    row.fingerprint = content
    row.updated_at, row.seen_at = record.updated_at, utc_now()
    row.owner = record.agent.key if isinstance(record, BillingStatement) else ""
    row.source = context.source.origin
    listing(record).put_into(row)
    if row.gone:
        # Restored in CORE: its last change may be older than what other workflows have read.
        row.gone = False
        _tell_other_workflows(context, session, record.key)
    state = _state(context, session, record.key)
    state.unreadable = False
    finished = state.status in (RecordStatus.SYNCED, RecordStatus.NOT_READY, RecordStatus.UNDONE)
    if finished and state.synced_fingerprint == content:
        return False
    # One that was on hold, and of which nothing was posted since, keeps since when (`sync.diff.store_plan`).
    is_retried = state.status == RecordStatus.READY and bool(state.cause) and is_same
    if state.status != RecordStatus.ON_HOLD and not is_retried:
        state.status, state.since = RecordStatus.READY, utc_now()
    return True


def _store_problem(context: SyncContext, session: Session, problem: RecordProblem) -> None:
    """A record that can't be used goes on hold; the next run reads it again.

    It is a record as others are, with what could be read of it. What was read before stays.
    """
    row = _record(context, session, problem.record_key)
    put_known(problem, row)
    row.source = context.source.origin
    states = [_state(context, session, problem.record_key)]
    if row.gone and problem.cause != HoldCause.NO_RESPONSE:
        row.gone = False
        states += _others(context, session, problem.record_key)
    for state in states:
        if state.sentence != problem.sentence or state.status != RecordStatus.ON_HOLD:
            state.since = utc_now()
        state.status, state.unreadable = RecordStatus.ON_HOLD, True
        state.cause, state.run_id = problem.cause, context.run_id
        state.sentence, state.what_to_do = problem.sentence, problem.what_to_do
    posting_log.warning("ON HOLD  %s %s", problem.sentence, problem.what_to_do)


def _store_gone(context: SyncContext, session: Session, key: str) -> bool:
    """Deleted in CORE: planning decides what happens to its entries in QuickBooks.

    A record is deleted for every workflow, whichever looks first.

    Returns:
        Whether CORE had it once, as far as CoreBooks has read it.
    """
    row = session.get(Record, (context.company_id, key))
    if row is not None and row.payload is not None and row.source != context.source.origin:
        posting_log.warning("%s came from another source, so it stays as it is.", key)
        return False
    state = _state(context, session, key)
    state.unreadable = False
    if row is None or row.payload is None:
        # It was never read, so nothing was posted for it.
        kind, _, own_id = key.partition(":")
        posting_log.warning("CORE has no %s with the ID %s.", kind.replace("_", " "), own_id)
        if row is not None:
            session.delete(row)
        for one in (state, *_others(context, session, key)):
            one.status, one.unreadable, one.since = RecordStatus.NOT_READY, False, utc_now()
            one.cause, one.sentence, one.what_to_do = "", NOT_IN_CORE, ""
        return False
    if state.status != RecordStatus.ON_HOLD or not row.gone:
        state.status = RecordStatus.READY  # what was on hold for it already stays so in a preview
    row.seen_at = utc_now()
    if not row.gone:
        row.gone = True
        _tell_other_workflows(context, session, key)
    return True


def _tell_other_workflows(context: SyncContext, session: Session, key: str) -> None:
    """Other workflows plan the record with their next run: what they read doesn't show it."""
    for state in _others(context, session, key):
        state.unreadable = False
        if state.status != RecordStatus.ON_HOLD:
            state.status, state.since = RecordStatus.READY, utc_now()


def _store_log(context: SyncContext, session: Session, log: AgentLog) -> tuple[list[str], int]:
    """Statements that are no longer in an agent's log were deleted in CORE.

    Returns:
        The keys of all deleted ones, so that a run of selected agents works on them too, and how
        many were noticed now.
    """
    stored = session.execute(
        select(Record.key, Record.gone).where(
            Record.company_id == context.company_id,
            Record.owner == f"agent:{log.agent_id}",
            Record.key.startswith("statement:"),
        )
    ).all()
    missing = sorted((key, gone) for key, gone in stored if key not in set(log.statement_keys))
    noticed = [key for key, gone in missing if not gone]
    for key in noticed:
        _store_gone(context, session, key)
    return [key for key, _ in missing], len(noticed)


def _record(context: SyncContext, session: Session, key: str) -> Record:
    row = session.get(Record, (context.company_id, key))
    if row is None:
        # It was on the list twice, and CORE didn't have it the first time.
        insert_missing(session, Record, [_new_record(context, key)])
        row = session.get_one(Record, (context.company_id, key))
    return row


def _others(context: SyncContext, session: Session, key: str) -> list[RecordState]:
    """The record's states in the company's other workflows."""
    return list(
        session.scalars(
            select(RecordState).where(
                RecordState.company_id == context.company_id,
                RecordState.category.in_([one for one in Category if one != context.category]),
                RecordState.record_key == key,
            )
        )
    )


def _state(context: SyncContext, session: Session, key: str) -> RecordState:
    identity = (context.company_id, context.category, key)
    state = session.get(RecordState, identity)
    if state is None:
        # A statement that an agent's log lacks, noticed by another run.
        insert_missing(session, RecordState, [_new_state(context, key)])
        state = session.get_one(RecordState, identity)
    return state
