"""When Airflow retries a task: the class of the error decides."""

from __future__ import annotations

import datetime as dt

from airflow.sdk import RetryAction

from include.books.gateway import GatewayUnavailable, Recovery
from include.provider import tasks
from include.provider.retries import RETRY_POLICY
from include.provider.stops import ActionNeeded, TryLater


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
