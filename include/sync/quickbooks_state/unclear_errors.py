"""Writes that QuickBooks answered with an error that leaves open whether it posted them, and didn't.

QuickBooks may repeat such an error for the request ID, whatever became of the entry: "Duplicate Request
ID" (600) for one that someone deleted since, or an internal error that lasts (-30003). So each such
write ends as an error once it was looked up, and the next one has a new request ID
(`include.sync.operations.operations.request_id`). Where that happens again and again, a user must know.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.gateway import Action, Recovery
from include.database.statuses import OperationStatus
from include.database.stored.answers import answer_from_json
from include.database.tables.runs import Operation

TRIES = 3
"""So many such errors in a row, and the record is on hold. Each run still tries again, once."""


def record_error(session: Session, operation: Operation) -> str:
    """Store that a write failed, once it was looked up and isn't there; returns what happened."""
    doubt = answer_from_json(operation.answer)
    tries = 1 + _earlier(session, operation)
    times = "" if tries == 1 else f", {tries} times in a row"
    what = "It" if operation.action == Action.CREATE else "The change"
    sentence = f"{doubt.sentence}{times}. {what} isn't in QuickBooks."
    lasts = tries >= TRIES
    operation.status = OperationStatus.ERROR
    operation.answer = doubt.model_copy(
        update={
            "recovery": Recovery.ON_HOLD if lasts else Recovery.RETRY_LATER,
            "sentence": sentence,
            "what_to_do": _way_out(operation) if lasts else _NEXT,
        }
    ).stored()
    return sentence


_NEXT = "No action is needed. CoreBooks tries again with a new request."


def _way_out(operation: Operation) -> str:
    act = "create it" if operation.action == Action.CREATE else "make the change"
    return (
        f"Each run tries again. If it lasts, {act} in QuickBooks yourself; the next run finds it. For "
        "support, send the code and the intuit_tid from the task log."
    )


def _earlier(session: Session, operation: Operation) -> int:
    """How many writes of the same thing failed like this since the last one that was posted."""
    rows = session.execute(
        select(Operation.status, Operation.answer)
        .where(
            Operation.company_id == operation.company_id,
            Operation.document_key == operation.document_key,
            Operation.status.in_((OperationStatus.POSTED, OperationStatus.ERROR)),
            Operation.id < operation.id,
        )
        .order_by(Operation.id.desc())
    )
    number = 0
    for status, answer in rows:
        if status == OperationStatus.POSTED or not answer_from_json(answer).doubtful:
            break
        number += 1
    return number
