"""Reading what a run wrote, so that it can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.gateway import Action
from include.database.statuses import OperationStatus
from include.database.stored.documents import document_from_json
from include.database.tables.entries import Link
from include.database.tables.records import Record
from include.database.tables.runs import Operation, SyncRun
from include.sync.decide.readiness import STRAY
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.undo import EarlierWrite, WriteToUndo
from include.sync.diff.read_records import core_record, tracked
from include.sync.operations.operations import NOT_DOCUMENTS
from include.sync.run.mode import RunMode
from include.sync.run.run import SyncContext
from include.sync.run.setups import Setups
from include.workflows.template import Posting

Undoing = dict[str, tuple[RecordPlan, list[WriteToUndo]]]
"""By record: its plan, with nothing decided yet, and what the run wrote of it."""


def read_undo(context: SyncContext, session: Session, run_id: int) -> Undoing:
    """What a run of the same workflow wrote, record by record."""
    last = _last_writes(session, run_id)
    undoing: Undoing = {}
    current = Setups(context, session).current
    for operation in last:
        if operation.record_key not in undoing:
            record = session.get_one(Record, (context.company_id, operation.record_key))
            plan = RecordPlan(core_record(record), current, current.version, Posting(), {})
            undoing[operation.record_key] = (plan, [])
        plan, writes = undoing[operation.record_key]
        link = session.get(Link, (context.company_id, operation.document_key))
        if link is not None:
            plan.links = {**plan.links, link.document_key: tracked(link)}
            writes.append(
                WriteToUndo(
                    document_from_json(operation.payload),
                    operation.base_revision + 1,
                    _before(session, _first_write(session, operation)),
                    _was_undone(context, session, operation),
                )
            )
    return undoing


def _last_writes(session: Session, run_id: int) -> Sequence[Operation]:
    """The run's last write of each document."""
    last: dict[str, Operation] = {}
    for operation in session.scalars(
        select(Operation)
        .where(
            Operation.run_id == run_id,
            Operation.status == OperationStatus.POSTED,
            Operation.wave.not_in(NOT_DOCUMENTS),
        )
        .order_by(Operation.base_revision, Operation.id)
    ):
        last[operation.document_key] = operation
    return sorted(last.values(), key=lambda operation: operation.document_key)


def _first_write(session: Session, last: Operation) -> Operation:
    """The same run's first write of the document, which shows what was there before."""
    return (
        session.scalars(
            select(Operation)
            .where(
                Operation.run_id == last.run_id,
                Operation.document_key == last.document_key,
                Operation.status == OperationStatus.POSTED,
            )
            .order_by(Operation.base_revision, Operation.id)
        ).first()
        or last
    )


def _was_undone(context: SyncContext, session: Session, operation: Operation) -> bool:
    """Whether an earlier run undid this write already, before it was interrupted."""
    later = session.execute(
        select(SyncRun.mode, SyncRun.selection)
        .join(Operation, Operation.run_id == SyncRun.id)
        .where(
            Operation.company_id == context.company_id,
            Operation.document_key == operation.document_key,
            Operation.status == OperationStatus.POSTED,
            Operation.base_revision > operation.base_revision,
        )
    ).all()
    return bool(later) and all(
        mode == RunMode.UNDO and selection.get("undo") == context.undo for mode, selection in later
    )


def _before(session: Session, first: Operation) -> EarlierWrite | None:
    """The write that made the entry as it was before the run; None if there was no entry."""
    if first.base_revision == 0:
        return _as_it_was(first)
    before = session.scalars(
        select(Operation)
        .where(
            Operation.company_id == first.company_id,
            Operation.document_key == first.document_key,
            Operation.status == OperationStatus.POSTED,
            Operation.base_revision == first.base_revision - 1,
        )
        .order_by(Operation.id.desc())
    ).first()
    if before is None:
        return _as_it_was(first)
    if before.action == Action.VOID:
        return None
    return EarlierWrite(
        document_from_json(before.payload), before.date, before.setup_version, before.shape_version
    )


def _as_it_was(first: Operation) -> EarlierWrite | None:
    """What a run found that CoreBooks hadn't written: an entry of someone else, which is given back."""
    if first.action == Action.CREATE or not first.before or first.record_key.startswith(STRAY):
        return None
    document = document_from_json(first.before)
    return EarlierWrite(document, document.date, first.setup_version, first.shape_version)
