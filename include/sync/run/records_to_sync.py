"""The records a run works on, and their entries in QuickBooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.database.statuses import LinkStatus, OperationStatus, RecordStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import Operation
from include.sync.run.mode import RunMode
from include.sync.run.run import SyncContext

TO_DO = (RecordStatus.READY, RecordStatus.ON_HOLD)

NEVER_SENT = (OperationStatus.PLANNED, OperationStatus.PREVIEWED)
"""Of changes that planning may drop and plan again."""


def has_work(context: SyncContext) -> bool:
    """Whether a run for all changes has a record to plan; an index answers it."""
    if context.mode in (RunMode.REPOST, RunMode.UNDO):
        return True
    with context.database.reading() as session:
        first = session.scalars(
            select(RecordState.record_key)
            .where(
                RecordState.company_id == context.company_id,
                RecordState.category == context.category,
                RecordState.status.in_(TO_DO),
            )
            .limit(1)
        ).first()
    return first is not None


def records_to_sync(
    context: SyncContext, session: Session, record_keys: Sequence[str] | None
) -> Sequence[tuple[RecordState, Record]]:
    """The records that a run plans: the selected ones, or all that are ready or on hold."""
    query = (
        select(RecordState, Record)
        .join(
            Record,
            (Record.company_id == RecordState.company_id) & (Record.key == RecordState.record_key),
        )
        .where(
            RecordState.company_id == context.company_id,
            RecordState.category == context.category,
            RecordState.unreadable.is_(False),
        )
        .order_by(RecordState.record_key)
    )
    if context.mode is RunMode.REPOST and record_keys is None:
        query = query.where(RecordState.record_key.in_(_of_older_setups(context)))
    elif record_keys is None:
        query = query.where(RecordState.status.in_(TO_DO))
    if record_keys is None and context.mode is not RunMode.REPOST:
        query = query.where(~_is_undone_in_part())
    if record_keys is None:
        return [(row[0], row[1]) for row in session.execute(query)]
    records: list[tuple[RecordState, Record]] = []
    for start in range(0, len(record_keys), 500):
        chunk = record_keys[start : start + 500]
        rows = session.execute(query.where(RecordState.record_key.in_(chunk)))
        records.extend((row[0], row[1]) for row in rows)
    return records


def held_states(
    context: SyncContext, session: Session, keys: Iterable[str]
) -> Sequence[RecordState]:
    """Some records' statuses, which no other run of the workflow changes until the transaction ends.

    In the order of their keys, so that no two transactions wait for each other.
    """
    return session.scalars(
        select(RecordState)
        .where(
            RecordState.company_id == context.company_id,
            RecordState.category == context.category,
            RecordState.record_key.in_(keys),
        )
        .order_by(RecordState.record_key)
        .with_for_update(key_share=True)
    ).all()


def _of_older_setups(context: SyncContext) -> Select[str]:
    """Keys of records with an entry that was posted, or has the shape of one, before the setup of now."""
    return select(Link.record_key).where(
        Link.company_id == context.company_id,
        Link.category == context.category,
        Link.status == LinkStatus.IN_QUICKBOOKS,
        or_(
            Link.setup_version != context.setup_version,
            # Updated since, but still in the shape of an earlier version.
            Link.shape_version != context.setup_version,
        ),
    )


def _is_undone_in_part() -> ColumnElement[bool]:
    """Records of which a part was undone: skipped, as what is undone is, until CORE changes."""
    return and_(
        RecordState.status == RecordStatus.ON_HOLD,
        RecordState.cause == HoldCause.UNDONE_IN_PART,
        RecordState.synced_fingerprint == Record.fingerprint,
        Record.gone.is_(False),
    )


def on_hold(session: Session, company_id: str, category: str) -> Sequence[RecordState]:
    """The records on hold in one workflow, ordered by key."""
    return session.scalars(
        select(RecordState)
        .where(
            RecordState.company_id == company_id,
            RecordState.category == category,
            RecordState.status == RecordStatus.ON_HOLD,
        )
        .order_by(RecordState.record_key)
    ).all()


def count_on_hold(session: Session, company_id: str, category: str) -> int:
    """How many records are on hold in one workflow."""
    return (
        session.scalar(
            select(func.count())
            .select_from(RecordState)
            .where(
                RecordState.company_id == company_id,
                RecordState.category == category,
                RecordState.status == RecordStatus.ON_HOLD,
            )
        )
        or 0
    )


def drop_planned(
    context: SyncContext, session: Session, keys: Sequence[str], documents: Sequence[str] = ()
) -> None:
    """Drop planned changes that were never sent: they are planned again.

    A preview drops only its own, of an earlier try: what a run has planned may be waiting for approval.

    Args:
        context: the run.
        session: a writing transaction.
        keys: of records whose changes are dropped.
        documents: keys of customers, vendors, products and classes that other records planned.
    """
    status = OperationStatus.PREVIEWED if context.preview else OperationStatus.PLANNED
    own = [Operation.run_id == context.run_id] if context.preview else []
    others = () if context.preview else documents
    for column, wanted in ((Operation.record_key, keys), (Operation.document_key, others)):
        for start in range(0, len(wanted), 500):
            session.execute(
                delete(Operation)
                .where(
                    Operation.company_id == context.company_id,
                    Operation.category == context.category,
                    Operation.status == status,
                    column.in_(wanted[start : start + 500]),
                    *own,
                )
                # None of them is in the session: they are of earlier plans.
                .execution_options(synchronize_session=False)
            )


def drop_own_plan(context: SyncContext, session: Session) -> None:
    """Drop all that an earlier try of the run planned and didn't send: the run plans everything again."""
    session.execute(
        delete(Operation)
        .where(Operation.run_id == context.run_id, Operation.status.in_(NEVER_SENT))
        .execution_options(synchronize_session=False)
    )


def links_of(
    context: SyncContext, session: Session, keys: Sequence[str]
) -> dict[str, dict[str, Link]]:
    """By record, then by document key: every entry that the records ever had."""
    links: dict[str, dict[str, Link]] = {}
    for start in range(0, len(keys), 500):
        rows = session.scalars(
            select(Link).where(
                Link.company_id == context.company_id,
                Link.category == context.category,
                Link.record_key.in_(keys[start : start + 500]),
            )
        )
        for link in rows:
            links.setdefault(link.record_key, {})[link.document_key] = link
    return links
