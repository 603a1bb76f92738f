"""After posting: where every record of the run stands now."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.gateway import Recovery
from include.database.lease import WriterLease
from include.database.statuses import OperationStatus, RecordStatus
from include.database.tables.columns import utc_now
from include.database.tables.records import RecordState
from include.database.tables.runs import Operation
from include.sync.run.mode import RunMode
from include.sync.run.run import SyncContext


def update_statuses(context: SyncContext, lease: WriterLease) -> None:
    """Mark records synced whose every write was done; the others stay to do, with the reason.

    What the plan held back of a record stays held back.
    """
    with context.database.writing() as session:
        lease.check(session)
        by_record: dict[str, list[Operation]] = defaultdict(list)
        for operation in session.scalars(
            select(Operation)
            .where(
                Operation.run_id == context.run_id,
                Operation.status != OperationStatus.PREVIEWED,
            )
            .order_by(Operation.id)
        ):
            by_record[operation.record_key].append(operation)
        for key, operations in by_record.items():
            _update_status(context, session, key, operations)


def _update_status(
    context: SyncContext, session: Session, key: str, operations: list[Operation]
) -> None:
    state = session.get_one(RecordState, (context.company_id, context.category, key))
    operations = _still_standing(operations)
    refused = [operation for operation in operations if operation.status == OperationStatus.ERROR]
    for_people = [op for op in refused if (op.answer or {}).get("recovery") != Recovery.RETRY_LATER]
    if for_people:
        answers = [operation.answer or {} for operation in for_people]
        _hold(state, answers)
    elif (state.status != RecordStatus.ON_HOLD or context.mode is RunMode.UNDO) and all(
        operation.status == OperationStatus.POSTED for operation in operations
    ):
        undone = context.mode is RunMode.UNDO
        state.status = RecordStatus.UNDONE if undone else RecordStatus.SYNCED
        state.since, state.sentence = utc_now(), ""
        if undone:
            state.sentence = f"run {context.undo} was undone by {context.actor}"
        state.synced_fingerprint = operations[-1].record_fingerprint
    state.run_id = context.run_id


def _still_standing(operations: list[Operation]) -> list[Operation]:
    """Without writes that came too late for QuickBooks and were planned again in the same run."""
    last = {operation.document_key: operation.id for operation in operations}
    return [
        operation
        for operation in operations
        if operation.status != OperationStatus.ERROR
        or (operation.answer or {}).get("recovery") != Recovery.RETRY_LATER
        or operation.id == last[operation.document_key]
    ]


def _hold(state: RecordState, answers: list[dict[str, str]]) -> None:
    sentences = [answer["sentence"] for answer in answers]
    if state.status == RecordStatus.ON_HOLD:
        sentences.insert(0, state.sentence)
    else:
        state.since = utc_now()
    code = answers[0].get("code", "")
    state.status = RecordStatus.ON_HOLD
    ours = next((answer["cause"] for answer in answers if answer.get("cause")), "")
    state.cause = ours or (f"QuickBooks {code}" if code else "waits for something else")
    state.sentence = " ".join(dict.fromkeys(sentences))
    state.what_to_do = " ".join(dict.fromkeys(answer["what_to_do"] for answer in answers))
