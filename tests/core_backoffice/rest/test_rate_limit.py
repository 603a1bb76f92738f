"""CORE's limits as published, kept to by what its answers say of them."""

from __future__ import annotations

import httpx
import pytest

from include.core_backoffice.records.errors import CoreUnavailable
from include.core_backoffice.rest.rate_limit import Pace
from tests.core_backoffice.fakes import FakeApi, FakeClock, error, ok, user

BURST, WINDOW = 100, 10.0


class LimitedApi(FakeApi):
    """Allows 100 calls in 10 s and so many in an hour, and rejects more."""

    def __init__(self, an_hour: int = 2_000) -> None:
        super().__init__()
        self.an_hour = an_hour
        self.opened = self.clock.monotonic()
        self.reset = self.clock.now().timestamp() + 3_600
        self.calls = self.in_window = self.refused = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002  (every call counts)
        if self.clock.monotonic() - self.opened >= WINDOW:
            self.opened, self.in_window = self.clock.monotonic(), 0
        if self.in_window >= BURST:
            self.refused += 1
            return error(429, {"error": "Too many requests", "status": 429})
        self.in_window += 1
        self.calls += 1
        headers = {
            "X-Brokermint-Burst-Remaining": str(BURST - self.in_window),
            "X-Brokermint-Hour-Remaining": str(self.an_hour - self.calls),
            "X-Brokermint-Hour-Reset": str(int(self.reset * 1000)),
        }
        return ok(user(7), headers)


def test_no_call_is_rejected_although_none_is_spaced() -> None:
    api = LimitedApi()
    source = api.source()
    for _ in range(550):
        source.agent("7")

    assert api.calls == 550
    assert api.refused == 0
    assert sum(api.clock.slept) < 2 * WINDOW * api.calls / BURST


def test_spaced_calls_never_come_near_the_limit() -> None:
    api = LimitedApi()
    source = api.source(spacing_seconds=1.3)
    for _ in range(50):
        source.agent("7")

    assert api.clock.slept == [pytest.approx(1.3)] * 49


def test_the_hours_calls_are_not_exceeded() -> None:
    api = LimitedApi(an_hour=30)
    source = api.source()
    with pytest.raises(CoreUnavailable, match="used up until 13:00 UTC"):
        for _ in range(31):
            source.agent("7")

    assert api.calls == 30


@pytest.mark.parametrize("reset", [{}, {"X-Brokermint-Hour-Reset": "9" * 30}])
def test_an_hour_without_a_known_end_lasts_an_hour(reset: dict[str, str]) -> None:
    pace = Pace(FakeClock(), 0)
    pace.note({"X-Brokermint-Hour-Remaining": "0", **reset})

    with pytest.raises(CoreUnavailable, match="used up until 13:00 UTC"):
        pace.wait_turn()


def test_headers_that_make_no_sense_are_passed_over() -> None:
    clock = FakeClock()
    pace = Pace(clock, 0)
    pace.note({"X-Brokermint-Burst-Remaining": "many", "X-Brokermint-Hour-Remaining": ""})
    pace.wait_turn()

    assert clock.slept == []
    assert not pace.is_at_limit
