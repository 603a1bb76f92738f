"""How a task stops tells Airflow, and its users, what to do."""

from __future__ import annotations

import dataclasses
import datetime as dt
from types import SimpleNamespace

import pytest

from include.books.gateway import GatewayUnavailable, Recovery
from include.core_backoffice.records.errors import CoreConnectionProblem, CoreUnavailable
from include.database import approvals
from include.database.engine import Database
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.setup.people import Who
from include.database.tables.runs import SyncRun
from include.database.unavailable import DatabaseUnavailable, Trouble
from include.provider import tasks
from include.provider.dags.run_form import BLANK
from include.provider.stops import ActionNeeded, NotNow, TryLater, WaitingForRun
from include.sync.run.authors import NO_ACT, Act
from include.sync.run.errors import WaitsForApprover
from include.sync.run.opening import RunRequest, open_run
from include.sync.verify.verify import BooksDiffer
from include.workflows.category import Category
from tests.database.setup.test_companies import willow_park


@pytest.mark.parametrize(
    ("error", "stop"),
    [
        (
            GatewayUnavailable(
                Recovery.RECONNECT, "QuickBooks rejected the sign-in.", "Reconnect."
            ),
            ActionNeeded,
        ),
        (GatewayUnavailable(Recovery.FAULT, "Unknown code 9999.", "Send the log."), ActionNeeded),
        (GatewayUnavailable(Recovery.RETRY_LATER, "Too many requests.", ""), TryLater),
        (CoreConnectionProblem("CORE rejected the API key."), ActionNeeded),
        (CoreUnavailable("CORE did not respond."), TryLater),
        (BooksDiffer(["bill 7 is not there."]), ActionNeeded),
        (DatabaseUnavailable(Trouble.DISK_FULL), TryLater),
        (DatabaseUnavailable(Trouble.NOT_REACHED), TryLater),
        (DatabaseUnavailable(Trouble.BUSY), TryLater),
        (DatabaseUnavailable(Trouble.READ_ONLY), ActionNeeded),
    ],
)
def test_every_stop_says_whether_someone_must_act(error: Exception, stop: type[Exception]) -> None:
    stopped = tasks._stop(error)
    assert type(stopped) is stop
    assert str(error) in str(stopped)


def test_a_bug_stays_what_it_is() -> None:
    fault = KeyError("a bug")
    assert tasks._stop(fault) is fault


def test_a_form_left_blank_syncs_all_changes_of_the_only_company() -> None:
    dag_run = SimpleNamespace(run_id="manual__1", run_type="manual", triggering_user_name="ada")
    request = tasks._request("brokerage_income", {**BLANK, "preview_only": False}, dag_run)
    assert request == RunRequest(
        company="",
        category=Category.BROKERAGE_INCOME,
        run_name="manual__1",
        trigger="manual",
        actor="ada",
    )


def test_a_time_without_an_offset_is_utc_and_ids_lose_their_spaces() -> None:
    dag_run = SimpleNamespace(run_id="manual__2", run_type="manual", triggering_user_name="ada")
    form = {"records": [" 77 ", "78"], "changed_since": "2026-11-01T06:30:00", "preview_only": True}
    request = tasks._request("agent_expenses", {**BLANK, **form}, dag_run)
    assert request.record_ids == ("77", "78")
    assert request.changed_since == dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC)
    assert request.preview


def test_a_run_of_auto_sync_takes_complete_transactions_only() -> None:
    dag_run = SimpleNamespace(run_id="auto__willow", run_type="operator_triggered")
    form = {"company": "willow", "preview_only": False}
    request = tasks._request("brokerage_income", {**BLANK, **form}, dag_run)
    # Whose it is, is looked up when it is opened: any DAG can trigger another.
    assert (request.trigger, request.actor, request.complete_only) == ("scheduled", "unknown", True)


def test_a_preview_after_an_import_shows_all_that_a_user_could_post() -> None:
    dag_run = SimpleNamespace(run_id="import__7__preview__willow", run_type="operator_triggered")
    form = {"company": "willow", "preview_only": True}
    request = tasks._request("brokerage_income", {**BLANK, **form}, dag_run)
    assert (request.preview, request.complete_only) == (True, False)


SECOND = RunRequest("willow", Category.BROKERAGE_INCOME, "manual__2", "manual", "finance")


@pytest.fixture
def first(sqlite_database: Database) -> tuple[Database, int]:
    """A company with a run of admin's that isn't finished."""
    connect_company(sqlite_database, willow_park(), actor="admin")
    workflow = NewWorkflow("brokerage_income", "income-via-invoices", {}, actor="admin")
    activate(sqlite_database, "willow", workflow)
    request = RunRequest("willow", Category.BROKERAGE_INCOME, "manual__1", "manual", "admin")
    return sqlite_database, open_run(sqlite_database, request)


def wait(database: Database, request: RunRequest, *, alive: bool = True) -> None:
    tasks._wait_for_others(database, request, lambda name: alive and name == "manual__1")


def test_a_run_starts_after_the_one_before_it_and_a_scheduled_one_is_skipped(
    first: tuple[Database, int],
) -> None:
    database, run_id = first
    with pytest.raises(WaitingForRun, match=f"Run {run_id} .* started by admin, isn't finished."):
        wait(database, SECOND)
    with pytest.raises(NotNow, match="This scheduled run is skipped"):
        wait(database, dataclasses.replace(SECOND, trigger="scheduled"))
    # Nobody would start one for an import later.
    follows = dataclasses.replace(
        SECOND, trigger="scheduled", run_name="import__7__post__willow__1"
    )
    with pytest.raises(WaitingForRun):
        wait(database, follows)
    # A preview changes nothing of it, and another workflow or company isn't concerned.
    wait(database, dataclasses.replace(SECOND, preview=True))
    wait(database, dataclasses.replace(SECOND, category=Category.AGENT_BILLING))


def test_a_run_says_whose_approval_the_one_before_it_waits_for(first: tuple[Database, int]) -> None:
    database, run_id = first
    with database.writing() as session:
        run = session.get_one(SyncRun, run_id)
        approvals.ask(session, run, Who("", "admin"), "task 1", ("digest", ["a"]))
    with pytest.raises(WaitsForApprover, match="it waits for an approver. Approve or reject it"):
        wait(database, SECOND)
    # What follows an import waits as long as that takes, and asks Airflow twice an hour.
    follows = dataclasses.replace(
        SECOND, trigger="scheduled", run_name="import__7__post__willow__1"
    )
    with pytest.raises(WaitingForRun) as waiting:
        wait(database, follows)
    assert waiting.value.minutes == 30


def test_a_run_that_airflow_ended_keeps_no_other_waiting(first: tuple[Database, int]) -> None:
    database, run_id = first
    wait(database, SECOND, alive=False)
    with database.reading() as session:
        run = session.get_one(SyncRun, run_id)
    assert (run.outcome, run.message) == (
        "failed",
        "Airflow ended this run before it finished. The next run continues.",
    )


def test_a_task_knows_which_life_of_its_run_it_belongs_to() -> None:
    began = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    cleared = SimpleNamespace(start_date=began, clear_number=2)
    assert tasks.act_of(cleared) == Act("2026-11-23T12:00:00+00:00/2", 2)
    assert tasks.act_of(SimpleNamespace()) == NO_ACT
