"""How a task stops tells Airflow, and its users, what to do."""

from __future__ import annotations

import datetime as dt

import pytest
from airflow.providers_manager import ProvidersManager
from airflow.sdk import RetryAction

from include.books.gateway import GatewayUnavailable, Recovery
from include.core_backoffice.records.errors import CoreConnectionProblem, CoreUnavailable
from include.provider import get_provider_info, tasks
from include.provider.retries import RETRY_POLICY
from include.provider.stops import ActionNeeded, TryLater
from include.sync.verify.verify import BooksDiffer


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


def test_airflow_does_not_retry_what_someone_must_fix_first() -> None:
    assert RETRY_POLICY.evaluate(ActionNeeded("x"), 1, 3).action is RetryAction.FAIL
    assert RETRY_POLICY.evaluate(TryLater("x"), 1, 3).action is RetryAction.DEFAULT
    assert RETRY_POLICY.evaluate(KeyError("a bug"), 1, 3).action is RetryAction.DEFAULT


def test_a_wait_that_quickbooks_names_is_shown_and_kept() -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    stop = GatewayUnavailable(Recovery.RETRY_LATER, "No requests until then.", "", retry_at=later)
    decision = RETRY_POLICY.evaluate(tasks._stop(stop), 1, 3)
    assert decision.action is RetryAction.RETRY
    assert decision.retry_delay is not None
    assert dt.timedelta(minutes=59) < decision.retry_delay < dt.timedelta(minutes=61)
    assert f"again after {later:%Y-%m-%d %H:%M} UTC" in (decision.reason or "")


def test_a_bug_stays_what_it_is() -> None:
    fault = KeyError("a bug")
    assert tasks._stop(fault) is fault


def test_airflow_knows_both_connection_types() -> None:
    assert get_provider_info()["package-name"] == "corebooks"
    hooks = ProvidersManager().hooks  # type: ignore[no-untyped-call]  # (Airflow ships it so)
    for kind, name in (
        ("core_backoffice", "CORE BackOffice"),
        ("quickbooks_online", "QuickBooks Online"),
    ):
        hook = hooks[kind]
        assert hook is not None
        assert hook.hook_name == name
