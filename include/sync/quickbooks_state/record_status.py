"""After posting: the new status of every record of the run."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.gateway import Action, Recovery
from include.clock import utc_now
from include.database.lease import WriterLease
from include.database.statuses import MatchDecision, OperationStatus, RecordStatus
from include.database.stored.answers import StoredAnswer, answer_from_json
from include.database.stored.needs import needs_from_json
from include.database.tables.existing import ExistingMatch
from include.database.tables.records import RecordState
from include.database.tables.runs import Operation
from include.sync.quickbooks_state import left_over
from include.sync.quickbooks_state.record_warnings import refresh_warnings
from include.sync.run.mode import RunMode
from include.sync.run.run import SyncContext


def update_statuses(context: SyncContext, lease: WriterLease) -> None:
    """Mark records synced if all their changes were posted; the others keep the reason.

    A record that was put on hold while planning stays on hold.
    """

    def update(session: Session) -> None:
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
        refresh_warnings(context, session, list(by_record))
        _forget_found(context, session)

    context.database.write(update)


def _forget_found(context: SyncContext, session: Session) -> None:
    """Forget existing entries that were found for what this run created all the same."""
    created = select(Operation.document_key).where(
        Operation.run_id == context.run_id,
        Operation.status == OperationStatus.POSTED,
        Operation.action == Action.CREATE,
    )
    session.execute(
        delete(ExistingMatch).where(
            ExistingMatch.company_id == context.company_id,
            ExistingMatch.category == context.category,
            ExistingMatch.decision == MatchDecision.UNDECIDED,
            ExistingMatch.document_key.in_(created),
        )
    )


def _update_status(
    context: SyncContext, session: Session, key: str, operations: list[Operation]
) -> None:
    state = session.get_one(RecordState, (context.company_id, context.category, key))
    operations = _without_replanned(operations)
    errors = [
        answer_from_json(operation.answer)
        for operation in operations
        if operation.status == OperationStatus.ERROR
    ]
    posted = [operation.status == OperationStatus.POSTED for operation in operations]
    if context.mode is RunMode.UNDO and not all(posted):
        left_over.leave_undo(context, state, errors, in_part=any(posted))
        state.synced_fingerprint = operations[-1].record_fingerprint
        return
    to_resolve = [error for error in errors if error.recovery != Recovery.RETRY_LATER]
    if to_resolve:
        _hold(state, to_resolve)
    elif not _is_left(context, state) and all(posted):
        undone = context.mode is RunMode.UNDO
        leaves = any(needs_from_json(operation.needs).leaves_more for operation in operations)
        done = RecordStatus.READY if leaves else RecordStatus.SYNCED
        state.status = RecordStatus.UNDONE if undone else done
        state.since, state.sentence = utc_now(), ""
        state.cause = state.what_to_do = ""
        if undone:
            state.sentence = f"run {context.undo} was undone by {context.actor}"
        if not leaves:
            state.synced_fingerprint = operations[-1].record_fingerprint
    elif state.status == RecordStatus.READY and state.cause:
        # It was on hold before, and is so no longer: the next run posts what QuickBooks didn't take now.
        state.since, state.cause = utc_now(), ""
        state.sentence = state.what_to_do = ""
    state.run_id = context.run_id


def _is_left(context: SyncContext, state: RecordState) -> bool:
    """Whether a record stays on hold although what was planned for it is posted.

    An undo ends holds of other runs. Its own say what it had to leave.
    """
    if state.status != RecordStatus.ON_HOLD:
        return False
    return context.mode is not RunMode.UNDO or left_over.is_left_by(context, state)


def _without_replanned(operations: list[Operation]) -> list[Operation]:
    """Without errors of changes that were planned again in the same run: the last one tells.

    Such are changes that conflicted with an edit, and those that depended on what was lost first.
    """
    last = {operation.document_key: operation.id for operation in operations}
    return [
        operation
        for operation in operations
        if operation.status != OperationStatus.ERROR or operation.id == last[operation.document_key]
    ]


def _hold(state: RecordState, errors: list[StoredAnswer]) -> None:
    # The errors that others depend on come first: they are what a bookkeeper resolves.
    errors = sorted(errors, key=_depends)
    sentences = [error.sentence for error in errors]
    stays = state.status == RecordStatus.ON_HOLD
    if stays:
        sentences.insert(0, state.sentence)
    said = dict.fromkeys(sentences)
    sentence = " ".join(one for one in said if not any(one in o and one != o for o in said))
    cause = _cause(errors)
    # One that is on hold again for the same reason has been so all the time (`sync.diff.store_plan`).
    if not stays and (state.cause, state.sentence) != (cause, sentence):
        state.since = utc_now()
    state.status, state.cause, state.sentence = RecordStatus.ON_HOLD, cause, sentence
    # What depends on the others resolves with them.
    to_resolve = [error for error in errors if not _depends(error)] or errors
    state.what_to_do = " ".join(dict.fromkeys(error.what_to_do for error in to_resolve))


def _depends(error: StoredAnswer) -> bool:
    return not error.code and error.cause in ("", HoldCause.DEPENDS)


def _cause(errors: list[StoredAnswer]) -> str:
    """What pages group by: CoreBooks' own cause before QuickBooks' code, and what depends last."""
    own = [error.cause for error in errors if error.cause]
    cause = next((cause for cause in own if cause != HoldCause.DEPENDS), "")
    code = errors[0].code
    return cause or (f"QuickBooks error {code}" if code else next(iter(own), HoldCause.REJECTED))
