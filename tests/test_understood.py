"""Errors that people understand have one base; a task and a command read it in the same way."""

from __future__ import annotations

import datetime as dt

import pytest

from include.books.gateway import GatewayUnavailable, Recovery
from include.core_backoffice.records.errors import CoreConnectionProblem, CoreUnavailable
from include.database.lease import LeaseTaken
from include.provider.stops import ActionNeeded, NotNow, TryLater
from include.provider.tasks import _stop
from include.settings import SettingMissing
from include.sync.post.approved import NotApproved

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def busy(recovery: Recovery) -> GatewayUnavailable:
    return GatewayUnavailable(recovery, "QuickBooks is busy.", "Wait.", retry_at=NOON)


@pytest.mark.parametrize(
    ("error", "kind", "retry_at"),
    [
        pytest.param(busy(Recovery.RETRY_LATER), TryLater, NOON, id="QuickBooks names a time"),
        pytest.param(busy(Recovery.RECONNECT), ActionNeeded, None, id="the sign-in is refused"),
        pytest.param(CoreUnavailable("CORE is down."), TryLater, None, id="CORE is away"),
        pytest.param(CoreConnectionProblem("No key."), ActionNeeded, None, id="CORE refuses"),
        pytest.param(LeaseTaken("willow", "run 3", NOON), TryLater, None, id="another run posts"),
        pytest.param(NotApproved("Not approved."), ActionNeeded, None, id="no approval"),
        pytest.param(SettingMissing("core", "fernet_key"), ActionNeeded, None, id="no key"),
        pytest.param(NotNow("Not now."), NotNow, None, id="the schedule skips it"),
        pytest.param(ZeroDivisionError("oops"), ZeroDivisionError, None, id="a fault of ours"),
    ],
)
def test_a_task_stops_as_the_error_says(
    error: Exception, kind: type[Exception], retry_at: dt.datetime | None
) -> None:
    stop = _stop(error)
    assert type(stop) is kind
    assert str(stop) == str(error)
    assert getattr(stop, "retry_at", None) == retry_at
