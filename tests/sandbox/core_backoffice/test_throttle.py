from __future__ import annotations

from sandbox.core_backoffice.testing import running_sandbox
from sandbox.core_backoffice.throttle import Throttle


class Clock:
    """Seconds since 1970 that pass when told to."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def admitted(throttle: Throttle, calls: int) -> int:
    return sum(throttle.admit() for _ in range(calls))


def test_a_hundred_calls_in_ten_seconds() -> None:
    throttle = Throttle(clock := Clock())
    assert admitted(throttle, 150) == 100
    clock.now += 9.9
    assert admitted(throttle, 1) == 0
    clock.now += 0.1
    assert admitted(throttle, 150) == 100


def test_two_thousand_calls_an_hour() -> None:
    throttle = Throttle(clock := Clock())
    started = clock.now
    total = 0
    for _ in range(30):
        total += admitted(throttle, 100)
        clock.now += 10
    assert total == 2000
    assert throttle.headers()["X-Brokermint-Hour-Remaining"] == "0"
    assert throttle.headers()["X-Brokermint-Hour-Reset"] == str(int((started + 3600) * 1000))
    clock.now = started + 3600
    assert admitted(throttle, 100) == 100


def test_a_hundred_failed_calls_an_hour() -> None:
    throttle = Throttle(clock := Clock())
    for _ in range(100):
        clock.now += 1
        assert throttle.admit()
        throttle.failed()
    clock.now += 100
    assert not throttle.admit()
    assert throttle.headers()["X-Brokermint-Errors-Remaining"] == "0"


def test_refused_calls_do_not_count() -> None:
    throttle = Throttle(clock := Clock())
    admitted(throttle, 1000)
    clock.now += 10
    assert throttle.headers()["X-Brokermint-Hour-Remaining"] == "1900"


def test_answers_tell_what_is_left_and_the_burst_ends_in_429() -> None:
    with running_sandbox(transactions=1, agents=1, billing_months=1, limits="published") as core:
        query = {"api_key": core.api_key}
        answers = [core.client.get("/api/v1/users", params=query) for _ in range(101)]
        statuses = [answer.status_code for answer in answers]
        assert statuses.index(429) == 100
        assert answers[0].headers["X-Brokermint-Burst-Remaining"] == "99"
        assert answers[0].headers["X-Brokermint-Hour-Remaining"] == "1999"
        assert answers[0].headers["X-Brokermint-Errors-Remaining"] == "100"
        assert len(answers[0].headers["X-Brokermint-Hour-Reset"]) == 13
        assert answers[100].headers["X-Brokermint-Burst-Remaining"] == "0"
        assert "retry-after" not in answers[100].headers
        assert core.get("/health") == {"status": "ok"}


def test_refusals_use_up_the_failed_calls() -> None:
    with running_sandbox(transactions=1, agents=1, billing_months=1, limits="published") as core:
        answer = core.client.get("/api/v1/users", params={"api_key": "wrong"})
        assert answer.status_code == 401
        assert answer.headers["X-Brokermint-Errors-Remaining"] == "99"


def test_without_limits_nothing_is_told() -> None:
    with running_sandbox(transactions=1, agents=1, billing_months=1) as core:
        answers = [
            core.client.get("/api/v1/users", params={"api_key": core.api_key}) for _ in range(120)
        ]
        assert {answer.status_code for answer in answers} == {200}
        assert not [name for name in answers[0].headers if name.startswith("x-brokermint")]
