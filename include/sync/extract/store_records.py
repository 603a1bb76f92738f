"""Keeping what was read from CORE: the record, and its place on the list of what is to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import fingerprint
from include.core_backoffice.records.records import BillingStatement, Transaction
from include.core_backoffice.source import AgentLog, Change, Gone, RecordProblem
from include.database.statuses import RecordStatus
from include.database.tables.columns import utc_now
from include.database.tables.records import Record, RecordState
from include.sync.extract.listing import listing
from include.sync.run.posting_log import posting_log
from include.sync.run.run import SyncContext


@dataclass(slots=True)
class Extracted:
    """What an extraction read.

    `changed` records differ from what was last synced; `keys` are those of all records read.
    """

    keys: list[str]
    read: int = 0
    changed: int = 0
    unreadable: int = 0


def keep(context: SyncContext, chunk: Sequence[Change], result: Extracted) -> None:
    """Keep some of what was read, in one transaction, and count it."""
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
    digest = fingerprint(context.seal.digested(payload))
    row = session.get(Record, (context.company_id, record.key))
    if row is None:
        row = Record(company_id=context.company_id, key=record.key)
        session.add(row)
    row.payload, row.fingerprint = context.seal.sealed(payload), digest
    row.updated_at, row.seen_at, row.gone = record.updated_at, utc_now(), False
    row.owner = record.agent.key if isinstance(record, BillingStatement) else ""
    listing(record).put_into(row)
    state = _state(context, session, record.key)
    state.unreadable = False
    settled = state.status in (RecordStatus.SYNCED, RecordStatus.NOT_READY, RecordStatus.UNDONE)
    if settled and state.synced_fingerprint == digest:
        return False
    if state.status != RecordStatus.ON_HOLD:
        state.status, state.since = RecordStatus.READY, utc_now()
    return True


def _store_problem(context: SyncContext, session: Session, problem: RecordProblem) -> None:
    """What cannot be read is held back, and read again by the next run."""
    state = _state(context, session, problem.record_key)
    if state.sentence != problem.sentence or state.status != RecordStatus.ON_HOLD:
        state.since = utc_now()
    state.status, state.unreadable = RecordStatus.ON_HOLD, True
    state.cause, state.run_id = problem.cause, context.run_id
    state.sentence, state.what_to_do = problem.sentence, problem.what_to_do
    posting_log.warning("HELD BACK %s %s", problem.sentence, problem.what_to_do)


def _store_gone(context: SyncContext, session: Session, key: str) -> None:
    """Deleted in CORE: the plan says what becomes of what stands in QuickBooks."""
    row = session.get(Record, (context.company_id, key))
    state = _state(context, session, key)
    state.unreadable = False
    if row is None:
        state.status, state.sentence = RecordStatus.NOT_READY, "CORE does not have it"
        return
    row.gone, row.seen_at = True, utc_now()
    state.status = RecordStatus.READY


def _store_log(context: SyncContext, session: Session, log: AgentLog) -> list[str]:
    """Statements that an agent's log no longer has were deleted in CORE."""
    known = session.scalars(
        select(Record.key).where(
            Record.company_id == context.company_id,
            Record.owner == f"agent:{log.agent_id}",
            Record.gone.is_(False),
        )
    ).all()
    missing = sorted(set(known) - set(log.statement_keys))
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
