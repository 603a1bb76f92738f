"""The status of a record after posting: what was planned again in the same run is told by the last try."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from include.books.gateway import Recovery
from include.database.reads.record_states import state_in_workflow
from include.database.statuses import OperationStatus, RecordStatus
from include.database.stored.answers import StoredAnswer, answer_from_json
from include.database.tables.records import RecordState
from include.database.tables.runs import Operation
from include.sync.diff.diff import diff
from include.sync.post.manual_matches import match_manually
from include.sync.quickbooks_state.record_status import (
    _hold,
    _without_replanned,
    update_statuses,
)
from tests.sync.office import COMPANY, EXPENSES, Office
from tests.sync.people import agent, contact, deal, payees
from tests.sync.post.test_match_names import put

BILL, VENDOR = "expenses/transaction:1/payee:agent:45", "vendor/agent:45"
ERROR, POSTED = OperationStatus.ERROR, OperationStatus.POSTED


@pytest.mark.parametrize(
    ("tries", "kept"),
    [
        ([(BILL, ERROR)], [1]),
        ([(BILL, ERROR), (BILL, POSTED)], [2]),
        ([(BILL, ERROR), (BILL, ERROR)], [2]),
        ([(VENDOR, ERROR), (BILL, ERROR), (VENDOR, POSTED)], [2, 3]),
        ([(VENDOR, POSTED), (BILL, ERROR), (BILL, POSTED)], [1, 3]),
    ],
)
def test_the_last_try_tells(tries: list[tuple[str, OperationStatus]], kept: list[int]) -> None:
    operations = [
        Operation(id=number, document_key=key, status=status, answer={})
        for number, (key, status) in enumerate(tries, start=1)
    ]
    assert [operation.id for operation in _without_replanned(operations)] == kept


@pytest.mark.whole
@pytest.mark.parametrize("when", ["before_commit", "after_commit"])
def test_a_check_that_waited_for_a_lost_vendor_and_was_posted_is_not_on_hold(
    office: Office, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    monkeypatch.setattr("include.quickbooks.online.wire.calls._wait", lambda _: 0.0)
    office.use("expenses-via-checks")
    ann = agent(office, "Ann", "Lee")
    one, two = contact(office, "Keller Williams"), contact(office, "Keller Williams")
    deal(office, "1 Oak St", ann, to={one: 100_000})
    deal(office, "2 Oak St", ann, to={two: 50_000})
    office.quickbooks.fault("drop", {"entity": "Vendor", "operation": "create"}, when=when)
    report = office.run(EXPENSES)
    assert (report.created, report.on_hold) == (4, ())
    assert [name for name, _ in payees(office)] == ["Ann Lee"] * 2 + ["Keller Williams"] * 2


@pytest.mark.parametrize(
    ("errors", "cause"),
    [
        ([{"code": "6430"}], "QuickBooks error 6430"),
        ([{}], "rejected by QuickBooks"),
        ([{"cause": "bad field"}], "bad field"),
        ([{"cause": "depends on another entry"}], "depends on another entry"),
        ([{"cause": "depends on another entry"}, {"code": "6430"}], "QuickBooks error 6430"),
        ([{"cause": "depends on another entry"}, {"cause": "bad field"}], "bad field"),
        ([{"code": "6430"}, {"cause": "name in use"}], "name in use"),
    ],
)
def test_a_record_is_on_hold_for_what_others_depend_on(
    errors: list[dict[str, str]], cause: str
) -> None:
    state = RecordState(status=RecordStatus.READY)
    _hold(state, [answer_from_json({**error, "sentence": "x."}) for error in errors])
    assert (state.status, state.cause) == (RecordStatus.ON_HOLD, cause)


def test_what_to_do_is_said_of_what_others_depend_on() -> None:
    state = RecordState(status=RecordStatus.READY)
    vendor = {"code": "6240", "sentence": "The name is taken.", "what_to_do": "Rename one."}
    bill = {
        "cause": "depends on another entry",
        "sentence": "The bill waits.",
        "what_to_do": "Wait.",
    }
    _hold(state, [answer_from_json(bill), answer_from_json(vendor)])
    assert (state.sentence, state.what_to_do) == (
        "The name is taken. The bill waits.",
        "Rename one.",
    )
    _hold(state := RecordState(status=RecordStatus.READY), [answer_from_json(bill)])
    assert state.what_to_do == "Wait."


def held(office: Office) -> RecordState:
    with office.database.reading() as session:
        return session.scalars(select(RecordState).filter_by(category=EXPENSES)).one()


def test_what_quickbooks_rejects_again_for_the_same_reason_is_on_hold_since_the_first_time(
    office: Office,
) -> None:
    put(office, "Vendor", DisplayName="Amy R. Adler")
    office.core.post("/examples/A")
    office.run(EXPENSES)
    first = held(office)
    assert first.cause == "similar names in QuickBooks"
    office.run(EXPENSES, preview=True)
    office.run(EXPENSES)
    again = held(office)
    assert (again.since, again.sentence) == (first.since, first.sentence)
    assert again.run_id != first.run_id

    put(office, "Vendor", DisplayName="Amy S. Adler")
    office.run(EXPENSES)
    other = held(office)
    assert "Amy S. Adler" in other.sentence
    assert other.since > first.since, "it is on hold for something new"


def test_a_record_that_is_to_be_posted_does_not_say_why_it_was_on_hold(office: Office) -> None:
    put(office, "Vendor", DisplayName="Amy R. Adler")
    office.core.post("/examples/A")
    office.run(EXPENSES)
    office.run(EXPENSES, preview=True)
    state = state_in_workflow(held(office))
    assert (state.status, state.cause, state.sentence) == (RecordStatus.READY, "", "")


def test_what_quickbooks_could_not_take_for_now_is_ready_anew_and_a_look_finds_it(
    office: Office,
) -> None:
    vendor = put(office, "Vendor", DisplayName="Amy R. Adler")
    agent_id = office.core.post("/examples/A")["agents"][0]
    office.run(EXPENSES)
    before = held(office).since
    match_manually(office.database, COMPANY, f"vendor/agent:{agent_id}", vendor, "finn")
    with office.context(EXPENSES) as context:
        diff(context, None)
        with office.database.writing() as session:
            for operation in session.scalars(select(Operation).filter_by(run_id=context.run_id)):
                operation.status = OperationStatus.ERROR
                operation.answer = StoredAnswer(recovery=Recovery.RETRY_LATER).stored()
        lease: Any = SimpleNamespace(check=lambda _session: None)
        update_statuses(context, lease)
    state = held(office)
    assert (state.status, state.cause) == (RecordStatus.READY, "")
    assert state.since > before
