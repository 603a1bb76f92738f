"""What a transaction stored of runs, changes and entries is recorded with it, whoever stores it."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from include.database import audit
from include.database.audit import verify
from include.database.engine import Database
from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.runs import AuditEvent, Operation, SyncRun
from tests.database.trail.test_append_only import changes
from tests.database.trail.values import vendor_change

assert changes  # the fixture


def recorded(database: Database) -> list[list[str]]:
    """What the newest event recorded: table, key, and the values it has in words."""
    with database.reading() as session:
        newest = session.scalars(select(AuditEvent).order_by(AuditEvent.number.desc())).first()
        assert newest is not None
        if newest.event != "recorded":
            return []
        return [[table, key, facts] for table, key, _, _, facts in newest.detail["rows"]]


def test_only_what_changed_is_said_again(changes: Database) -> None:
    with changes.writing() as session:
        planned = session.get_one(Operation, 2)
        planned.status = OperationStatus.ERROR
    assert recorded(changes) == [["operation", "2", {"status": "error"}]]
    with changes.reading() as session:
        verify(session, "willow")


def test_progress_of_a_run_is_recorded_once_it_ended(changes: Database) -> None:
    before = recorded(changes)
    with changes.writing() as session:
        run = session.get_one(SyncRun, 1)
        run.counts, run.message = {"read": 1}, "It waits for the PC."
    assert recorded(changes) == before
    with changes.writing() as session:
        session.get_one(SyncRun, 1).outcome = RunOutcome.COMPLETED
    assert recorded(changes) == [["sync_run", "1", {"outcome": "completed"}]]
    with changes.reading() as session:
        verify(session, "willow")


def test_rows_that_a_statement_changes_or_removes_are_recorded(changes: Database) -> None:
    with changes.writing() as session:
        session.execute(update(Operation).where(Operation.id == 2).values(status="error"))
    assert recorded(changes)[0][:2] == ["operation", "2"]
    with changes.writing() as session:
        session.get_one(Operation, 2).status = OperationStatus.PREVIEWED
    with changes.writing() as session:
        session.execute(delete(Operation).where(Operation.status == "previewed"))
    assert recorded(changes) == [["operation", "2", {}]]
    with changes.reading() as session:
        verify(session, "willow")


def test_what_was_rolled_back_is_not_recorded(changes: Database) -> None:
    before = recorded(changes)
    with pytest.raises(RuntimeError), changes.writing() as session:
        session.get_one(Operation, 2).status = OperationStatus.ERROR
        session.flush()
        raise RuntimeError
    assert recorded(changes) == before


def test_a_session_of_its_own_cannot_add_events(changes: Database) -> None:
    with (
        Session(changes.engine) as session,
        pytest.raises(TypeError, match="session of `Database`"),
    ):
        audit.append(session, "willow", actor="x", event="created", subject="y", detail={})


def test_writers_at_the_same_time_get_one_order(changes: Database) -> None:
    """Each locks rows first and the trail last, so none waits for another in a circle."""
    failed: list[BaseException] = []
    with changes.reading() as session:
        events = verify(session, "willow")

    def write(name: str) -> None:
        try:
            for number in range(5):
                with changes.writing() as session:
                    run = session.get_one(SyncRun, 1)
                    key = f"{name} {number}"
                    session.add(vendor_change(run.id, key, OperationStatus.PLANNED, {}))
                    session.flush()
                    audit.append(
                        session, "willow", actor=name, event="tried", subject=name, detail={}
                    )
        except BaseException as error:  # noqa: BLE001  (told by the test)
            failed.append(error)

    writers = [threading.Thread(target=write, args=(name,)) for name in ("ann", "ben", "cleo")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    with changes.reading() as session:
        assert verify(session, "willow") == events + 2 * 15
