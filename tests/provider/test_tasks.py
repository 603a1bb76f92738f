"""How a task stops tells Airflow, and its users, what to do."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from include.books.gateway import GatewayUnavailable, Recovery
from include.core_backoffice.records.errors import CoreConnectionProblem, CoreUnavailable
from include.provider import tasks
from include.provider.dags.run_form import BLANK
from include.provider.stops import ActionNeeded, TryLater
from include.sync.run.run import RunRequest
from include.sync.verify.verify import BooksDiffer
from include.workflows.category import Category


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
    assert (request.trigger, request.actor, request.complete_only) == (
        "scheduled",
        "schedule",
        True,
    )
