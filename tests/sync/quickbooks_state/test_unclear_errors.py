"""Errors that leave open whether an entry was posted, once it was looked up and isn't there."""

from __future__ import annotations

from sqlalchemy.orm import Session

from include.books.gateway import Action, NoResponse, Recovery
from include.database.engine import Database
from include.database.lease import WriterLease
from include.database.statuses import OperationStatus
from include.database.stored.answers import answer_from_json
from include.database.tables.runs import Operation
from include.sync.decide.changes import Change
from include.sync.decide.facts import CoreRecord
from include.sync.operations.operations import document_operation
from include.sync.quickbooks_state.responses import record_responses
from include.sync.quickbooks_state.unclear_errors import record_error
from include.sync.run.run import SyncContext
from include.workflows.category import Category
from tests.sync.decide.values import POSTED_ON, RECORD, bill
from tests.sync.run_of import connected, record_of, run_of

BILL = bill(800_000)


def sent(run: SyncContext, session: Session, attempt: int) -> Operation:
    """The bill goes out once more."""
    change = Change(Action.CREATE, BILL, "new in CORE", POSTED_ON, POSTED_ON, attempt=attempt)
    operation = document_operation(run, CoreRecord(RECORD, "as in CORE"), change)
    operation.status = OperationStatus.SENT
    session.add(operation)
    session.flush()
    return operation


def failed(run: SyncContext, attempt: int) -> tuple[str, str]:
    """QuickBooks fails on the bill, and doesn't have it: what is to be done, and the sentence."""
    with run.database.writing() as session:
        request_id = sent(run, session, attempt).request_id
    lease = WriterLease.take(run.database, run.company_id, "run")
    reason = "QuickBooks failed on bill B1 of $8,000.00"
    record_responses(run, lease, [NoResponse(request_id, reason, answered=True, code="600")])
    with run.database.writing() as session:
        operation = session.query(Operation).filter_by(request_id=request_id).one()
        assert operation.status == OperationStatus.SENT
        sentence = record_error(session, operation)
        assert operation.status == OperationStatus.ERROR
        answer = answer_from_json(operation.answer)
    lease.release(run.database)
    assert (answer.sentence, answer.code) == (sentence, "600")
    return answer.recovery, sentence


def test_the_third_in_a_row_waits_for_a_person_and_one_that_is_posted_ends_the_row(
    sqlite_database: Database,
) -> None:
    database = connected(sqlite_database, "expenses-via-bills")
    run = run_of(database, Category.AGENT_EXPENSES, "today's", quickbooks=_Books())
    outcomes = [failed(run, attempt) for attempt in range(4)]
    assert [recovery for recovery, _ in outcomes] == [
        *[Recovery.RETRY_LATER] * 2,
        *[Recovery.ON_HOLD] * 2,
    ]
    assert outcomes[0][1] == "QuickBooks failed on bill B1 of $8,000.00. It isn't in QuickBooks."
    assert outcomes[3][1].endswith("$8,000.00, 4 times in a row. It isn't in QuickBooks.")
    with database.writing() as session:
        record_of(run, session, bill(790_000))
    assert failed(run, 9)[0] == Recovery.RETRY_LATER


class _Books:
    """It cuts no number, and has no pages."""

    def number_of(self, _kind: object, number: str) -> str:
        return number

    def link(self, _kind: object, _entry_id: str) -> str:
        return ""
