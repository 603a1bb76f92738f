"""Storing what was read from CORE: the record, and its status in the workflow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import fingerprint
from include.clock import utc_now
from include.core_backoffice.records.records import BillingStatement, Transaction
from include.core_backoffice.source import AgentLog, Change, Gone, RecordProblem
from include.database.statuses import RecordStatus
from include.database.tables.records import Record, RecordState
from include.sync.extract.listing import listing
from include.sync.run.posting_log import posting_log
from include.sync.run.run import SyncContext


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


def store_records(context: SyncContext, chunk: Sequence[Change], result: Extracted) -> None:
    """Store some of what was read, in one transaction, and count it."""
    with context.database.writing() as session:
        for change in chunk:
            if isinstance(change, RecordProblem):
                _store_problem(context, session, change)
                result.unreadable += 1
                result.keys.append(change.record_key)
            elif isinstance(change, Gone):
                _store_gone(context, session, change.record_key)
                result.keys.append(change.record_key)
            elif isinstance(change, AgentLog):
                missing = _store_log(context, session, change)
                result.keys.extend(missing)
                result.read += len(missing) - 1
            else:
                result.changed += _store_record(context, session, change)
                result.keys.append(change.key)
            result.read += 1


def _store_record(
    context: SyncContext,
    session: Session,
    record: Transaction | BillingStatement,
) -> bool:
    payload = record.to_json()
    content = fingerprint(context.seal.digested(payload))
    row = session.get(Record, (context.company_id, record.key))
    if row is None:
        row = Record(company_id=context.company_id, key=record.key)
        session.add(row)
    row.payload, row.fingerprint = context.seal.sealed(payload), content
    row.updated_at, row.seen_at, row.gone = record.updated_at, utc_now(), False
    row.owner = record.agent.key if isinstance(record, BillingStatement) else ""
    listing(record).put_into(row)
    state = _state(context, session, record.key)
    state.unreadable = False
    finished = state.status in (RecordStatus.SYNCED, RecordStatus.NOT_READY, RecordStatus.UNDONE)
    if finished and state.synced_fingerprint == content:
        return False
    if state.status != RecordStatus.ON_HOLD:
        state.status, state.since = RecordStatus.READY, utc_now()
    return True


def _store_problem(context: SyncContext, session: Session, problem: RecordProblem) -> None:
    """A record that can't be used goes on hold; the next run reads it again."""
    state = _state(context, session, problem.record_key)
    if state.sentence != problem.sentence or state.status != RecordStatus.ON_HOLD:
        state.since = utc_now()
    state.status, state.unreadable = RecordStatus.ON_HOLD, True
    state.cause, state.run_id = problem.cause, context.run_id
    state.sentence, state.what_to_do = problem.sentence, problem.what_to_do
    posting_log.warning(
        "ON HOLD  %s: %s %s", problem.record_key, problem.sentence, problem.what_to_do
    )


def _store_gone(context: SyncContext, session: Session, key: str) -> None:
    """Deleted in CORE: planning decides what happens to its entries in QuickBooks."""
    row = session.get(Record, (context.company_id, key))
    state = _state(context, session, key)
    state.unreadable = False
    if row is None:
        state.status, state.sentence = RecordStatus.NOT_READY, "not in CORE"
        return
    row.gone, row.seen_at = True, utc_now()
    state.status = RecordStatus.READY


def _store_log(context: SyncContext, session: Session, log: AgentLog) -> list[str]:
    """Statements that are no longer in an agent's log were deleted in CORE."""
    stored = session.scalars(
        select(Record.key).where(
            Record.company_id == context.company_id,
            Record.owner == f"agent:{log.agent_id}",
            Record.gone.is_(False),
        )
    ).all()
    missing = sorted(set(stored) - set(log.statement_keys))
    for key in missing:
        _store_gone(context, session, key)
    return missing


def _state(context: SyncContext, session: Session, key: str) -> RecordState:
    state = session.get(RecordState, (context.company_id, context.category, key))
    if state is None:
        state = RecordState(
            company_id=context.company_id,
            category=context.category,
            record_key=key,
            status=RecordStatus.READY,
        )
        session.add(state)
        session.flush()
    return state
