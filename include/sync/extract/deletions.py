"""What was deleted in CORE: a deletion leaves no trace but that CORE's lists lack the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from include.core_backoffice.source import AgentLog, Change, Gone, Source
from include.database.tables.records import Record, RecordState
from include.sync.run.run import SyncContext
from include.workflows.category import Stream


def missing_from_lists(context: SyncContext) -> Iterator[Change]:
    """Read, one by one, what CORE's lists lack of what is stored: transactions, or billed agents.

    An agent's billing log shows deleted statements with every read, but not those of a deleted
    agent.
    """
    if context.category.stream is Stream.BILLING:
        missing = _agents(context) - set(context.source.agent_ids())
        yield from statements_of(context.source, sorted(missing))
        return
    listed = set(context.source.transaction_keys())
    with context.database.reading() as session:
        stored = session.scalars(_stored(context, Record.key)).all()
    for key in sorted(set(stored) - listed):
        yield context.source.record(key)


def statements_of(source: Source, agent_ids: Iterable[str]) -> Iterator[Change]:
    """All billing statements of chosen agents; an agent whom CORE doesn't have has none."""
    for change in source.billing_statements(agent_ids):
        yield change
        if isinstance(change, Gone) and change.record_key.startswith("agent:"):
            yield AgentLog(change.record_key.partition(":")[2], ())


def _agents(context: SyncContext) -> set[str]:
    """The IDs of agents whose statements are stored."""
    with context.database.reading() as session:
        owners = session.scalars(_stored(context, Record.owner).distinct()).all()
    return {owner.partition(":")[2] for owner in owners if owner}


def _stored(context: SyncContext, column: InstrumentedAttribute[str]) -> Select[str]:
    """A column of the workflow's records that CORE had when they were last read."""
    return (
        select(column)
        .join(
            RecordState,
            (Record.company_id == RecordState.company_id) & (Record.key == RecordState.record_key),
        )
        .where(
            RecordState.company_id == context.company_id,
            RecordState.category == context.category,
            Record.gone.is_(False),
            # Only the source that has a record can tell that it is gone.
            Record.source == context.source.origin,
        )
    )
