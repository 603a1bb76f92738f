"""What alerts, looks, tasks and pages ask about runs is answered from an index, however many runs there are.

Without statistics, SQLite plans by the tables and indexes alone: here as with 200,000 runs.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.acts import ActKind, note_act, note_answer
from include.database.engine import Database
from include.database.reads.companies import all_companies
from include.database.reads.history import RUNS, HistoryFilter, Period
from include.database.reads.integrations import online_connections
from include.database.reads.overview import workflow_glances
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.setup.people import Who
from include.provider.alerts.at_once import tell_of_failure
from include.provider.alerts.findings import (
    Look,
    approvals_waiting,
    failed_runs,
    late_auto_sync,
)
from include.provider.outside.links import RunLink
from include.provider.outside.states_measured import send_states
from include.sync.extract.look_facts import stored_facts
from include.sync.run.authors import newest_run
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY

Ask = Callable[[Database], object]


def reading(ask: Callable[[Session], object]) -> Ask:
    def within(database: Database) -> object:
        with database.reading() as session:
            return ask(session)

    return within


def integrations(database: Database) -> object:
    with database.reading() as session:
        companies = all_companies(session)
    return online_connections(database, [KEY], companies)


def history(**filters: str) -> Ask:
    wanted = HistoryFilter(Period(dt.date(2026, 11, 1), None, ZoneInfo("UTC")), **filters)
    return lambda database: RUNS.page(database, "willow", wanted, 1)


def cleared(database: Database) -> None:
    with database.writing() as session:
        act = note_act(session, Who("7", "ada"), ActKind.CLEARED, "agent_expenses", "run 1", {})
        note_answer(session, act, 200)


def failure(_: Database) -> None:
    run = SimpleNamespace(run_id="run 1", conf={})
    tell_of_failure({"dag": SimpleNamespace(dag_id="agent_expenses"), "dag_run": run})


def link(_: Database) -> str:
    ti = SimpleNamespace(dag_id="agent_expenses", run_id="run of a task with a link")
    return RunLink().get_link(None, ti_key=ti)


QUESTIONS: dict[str, tuple[Ask, str]] = {
    "runs that failed": (
        reading(lambda session: list(failed_runs(Look(session, utc_now())))),
        "ix_sync_run_failed",
    ),
    "runs that wait for an approver": (
        reading(lambda session: list(approvals_waiting(Look(session, utc_now())))),
        "ix_sync_run_open",
    ),
    "runs that auto-sync started and Airflow hasn't begun": (
        reading(lambda session: list(late_auto_sync(Look(session, utc_now())))),
        "ix_scheduled_run_not_begun",
    ),
    "what is measured": (send_states, "ix_sync_run_open"),
    "a look's open runs": (
        reading(lambda session: stored_facts(session, ["willow"])),
        "ix_sync_run_open",
    ),
    "the workflows of Overview": (
        reading(lambda session: workflow_glances(session, "willow", dt.date(2026, 1, 1))),
        "ix_sync_run_newest",
    ),
    "the runs of History": (history(), "ix_sync_run_history"),
    "its runs of a user": (history(user="ada"), "ix_sync_run_history"),
    "its runs that were rejected": (history(outcome="rejected"), "ix_sync_run_history"),
    "its runs of a workflow": (history(workflow="agent_billing"), "ix_sync_run_newest"),
    "when each company of Integrations last ran": (integrations, "ix_sync_run_newest"),
    "the run of a DAG run, where its task begins": (
        reading(lambda session: newest_run(session, "willow", "agent_expenses", "run 1")),
        "ix_sync_run_airflow_run",
    ),
    "the run of a DAG run, for a link": (link, "ix_sync_run_airflow_run"),
    "the run of a DAG run that failed": (failure, "ix_sync_run_airflow_run"),
    "the runs of a DAG run that somebody cleared": (cleared, "ix_sync_run_airflow_run"),
}


@pytest.fixture
def willow(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    connect_company(sqlite_database, willow_park(), actor="finn")
    expenses = NewWorkflow("agent_expenses", "expenses-via-bills", {}, "finn")
    activate(sqlite_database, "willow", expenses)
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    return sqlite_database


@pytest.fixture
def plans() -> Iterator[list[str]]:
    """The steps of every query's plan, of whatever database is opened."""
    steps: list[str] = []

    def plan(connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            opened = connection.connection.driver_connection
            steps.extend(
                row[3] for row in opened.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            )

    event.listen(Engine, "before_cursor_execute", plan)
    yield steps
    event.remove(Engine, "before_cursor_execute", plan)


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_reads_all_runs(willow: Database, plans: list[str], question: str) -> None:
    ask, index = QUESTIONS[question]
    ask(willow)
    assert any(index in step for step in plans), plans
    assert [step for step in plans if re.match("SCAN (sync|scheduled)_run", step)] == []


@pytest.mark.parametrize("filters", [{}, {"user": "ada"}, {"outcome": "rejected"}])
def test_history_counts_runs_without_reading_or_sorting_them(
    willow: Database, plans: list[str], filters: dict[str, str]
) -> None:
    history(**filters)(willow)
    counted, listed, *users = [step for step in plans if "sync_run" in step]
    assert "COVERING INDEX ix_sync_run_history" in counted
    assert "INDEX ix_sync_run_history" in listed
    assert all("COVERING INDEX" in step for step in users)
    assert not any("ORDER BY" in step for step in plans)
