"""Each workflow at a glance: counts, the newest run that posted, and one that is not finished."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event

from include.database.engine import Database
from include.database.reads.overview import WorkflowGlance, records_on_hold, workflow_glances
from include.database.setup.companies import activate, connect_company
from include.database.statuses import RecordStatus, RunOutcome
from include.database.tables.records import RecordState
from include.database.tables.runs import SyncRun
from tests.database.setup.test_companies import income, willow_park

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


def run(number: int, outcome: RunOutcome, **counts: int) -> SyncRun:
    return SyncRun(
        id=number,
        company_id="willow",
        category="brokerage_income",
        airflow_run_id=f"manual__{number}",
        trigger="manual",
        actor="finn",
        preview=outcome is RunOutcome.PREVIEWED,
        setup_id=1,
        started_at=NOON,
        finished_at=None,
        outcome=outcome,
        counts=counts,
    )


def on_hold(number: int, category: str) -> RecordState:
    return RecordState(
        company_id="willow",
        category=category,
        record_key=f"transaction:{number}",
        status=RecordStatus.ON_HOLD,
    )


@pytest.fixture
def willow(database: Database) -> Database:
    """A company with brokerage income on, and no run yet."""
    connect_company(database, willow_park(), actor="ada")
    activate(database, "willow", income())
    return database


def glance(database: Database) -> WorkflowGlance:
    with database.reading() as session:
        return workflow_glances(session, "willow", dt.date(2026, 1, 1))["brokerage_income"]


def test_before_the_first_run_there_is_nothing_but_the_template(willow: Database) -> None:
    assert glance(willow) == WorkflowGlance(template="income-via-invoices")


def test_the_last_run_is_the_newest_that_was_not_a_preview(willow: Database) -> None:
    with willow.writing() as session:
        session.add(run(1, RunOutcome.COMPLETED, created=1, created_cents=1_00))
        session.add(run(2, RunOutcome.COMPLETED, created=2, created_cents=2_00))
        session.add(run(3, RunOutcome.PREVIEWED))
    last_run = glance(willow).last_run
    assert last_run is not None
    assert (last_run.id, last_run.counts.created, last_run.counts.created_cents) == (2, 2, 2_00)


def test_a_run_that_is_not_finished_is_named(willow: Database) -> None:
    with willow.writing() as session:
        session.add(run(1, RunOutcome.COMPLETED))
        session.add(run(2, RunOutcome.RUNNING))
    assert glance(willow).running == "manual__2"


def test_records_on_hold_are_counted_for_each_workflow_and_once_in_all(willow: Database) -> None:
    with willow.writing() as session:
        session.add_all(on_hold(number, "brokerage_income") for number in (1, 2))
        session.add(on_hold(1, "agent_expenses"))
    with willow.reading() as session:
        assert records_on_hold(session, "willow") == 2
    assert glance(willow).on_hold == 2


def test_the_workflows_take_seven_queries_however_many_runs_there_are(willow: Database) -> None:
    with willow.writing() as session:
        session.add_all(run(number, RunOutcome.COMPLETED) for number in range(1, 40))
    queries: list[str] = []
    event.listen(
        willow.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, query, *_: queries.append(query),
    )
    glance(willow)
    assert len([query for query in queries if query.startswith("SELECT")]) == 7
