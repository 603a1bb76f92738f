from __future__ import annotations

import datetime as dt

import httpx
import pytest

from include.books.gateway import GatewayUnavailable, Recovery
from include.quickbooks.online.wire.transport import Answered, Call, Lost
from tests.quickbooks.online.fakes import NOON, FakeClock, FakeLogin, offline_calls
from tests.quickbooks.online.wire.error_codes.test_faults import LOWER_CASE, SERVICE, XML

READ = Call("GET", "preferences")
WRITE = Call("POST", "bill", {"requestid": "r"}, "{}")
GOOD = httpx.Response(200, text='{"Bill": {"Id": "1"}}')
THROTTLED = httpx.Response(429, text=XML)
EXPIRED = httpx.Response(401, text=LOWER_CASE)
BROKEN = httpx.Response(502, text="<html/>")


class Network:
    """Gives the answers in turn, the last one for ever; an exception is raised."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, _: httpx.Request) -> httpx.Response:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, text=answer.text, headers=answer.headers)


@pytest.mark.parametrize(
    "first", [BROKEN, httpx.ReadTimeout("slow"), httpx.ConnectError("refused"), THROTTLED]
)
def test_reads_are_repeated_whatever_became_of_them(first: httpx.Response | Exception) -> None:
    network = Network(first, GOOD)

    assert offline_calls(network).read(READ).body == {"Bill": {"Id": "1"}}
    assert network.asked == 2


def test_reads_are_given_up_after_four_attempts() -> None:
    network, clock = Network(BROKEN), FakeClock()

    with pytest.raises(GatewayUnavailable, match="after 4 attempts") as stopped:
        offline_calls(network, clock).read(READ)

    assert stopped.value.recovery is Recovery.RETRY_LATER
    assert network.asked == 4
    assert clock.slept == [2.0, 4.0, 8.0]


def test_a_refusal_of_a_read_is_its_answer() -> None:
    answer = offline_calls(Network(httpx.Response(400, text=SERVICE))).read(READ)

    assert [fault.code for fault in answer.faults] == ["6240", "2210"]


@pytest.mark.parametrize("lost", [BROKEN, httpx.ReadTimeout("slow"), httpx.ReadError("cut")])
def test_a_write_without_an_answer_is_never_sent_again(lost: httpx.Response | Exception) -> None:
    network = Network(lost, GOOD)

    assert isinstance(offline_calls(network).write(WRITE), Lost)
    assert network.asked == 1


@pytest.mark.parametrize("first", [httpx.ConnectError("refused"), THROTTLED, EXPIRED])
def test_a_write_that_surely_was_not_carried_out_is_sent_again(
    first: httpx.Response | Exception,
) -> None:
    network = Network(first, GOOD)

    assert isinstance(offline_calls(network).write(WRITE), Answered)
    assert network.asked == 2


def test_a_throttled_write_that_is_lost_the_second_time_is_lost() -> None:
    network = Network(THROTTLED, BROKEN, GOOD)

    assert isinstance(offline_calls(network).write(WRITE), Lost)
    assert network.asked == 2


def test_after_a_throttled_answer_a_minute_passes() -> None:
    clock = FakeClock()

    offline_calls(Network(THROTTLED, GOOD), clock).write(WRITE)

    assert clock.elapsed == 60.0


def test_the_wait_quickbooks_asks_for_is_honoured() -> None:
    clock = FakeClock()
    throttled = httpx.Response(429, text=XML, headers={"retry-after": "17"})

    offline_calls(Network(throttled, GOOD), clock).write(WRITE)

    assert clock.elapsed == 17.0


def test_a_wait_of_an_hour_is_told_instead_of_waited_for() -> None:
    clock = FakeClock()
    throttled = httpx.Response(429, text=XML, headers={"retry-after": "3600"})

    with pytest.raises(GatewayUnavailable, match="until Mar 2, 2026, 13:00 UTC") as stopped:
        offline_calls(Network(throttled, GOOD), clock).write(WRITE)

    assert stopped.value.retry_at == NOON + dt.timedelta(hours=1)
    assert clock.elapsed == 0


def test_throttling_without_end_is_given_up() -> None:
    with pytest.raises(GatewayUnavailable, match="too many requests") as stopped:
        offline_calls(Network(THROTTLED)).write(WRITE)

    assert stopped.value.recovery is Recovery.RETRY_LATER


def test_a_refused_token_is_refreshed_once() -> None:
    clock = FakeClock()
    login = FakeLogin(clock)
    tokens: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        tokens.append(request.headers["authorization"])
        good = tokens[-1] == "Bearer a2"
        return httpx.Response(200, text="{}") if good else httpx.Response(401, text=LOWER_CASE)

    offline_calls(answer, clock, login).read(READ)

    assert tokens == ["Bearer a1", "Bearer a2"]
    assert login.refreshed == 1


def test_a_token_that_stays_refused_asks_to_reconnect() -> None:
    clock = FakeClock()
    login = FakeLogin(clock)
    network = Network(EXPIRED)

    with pytest.raises(GatewayUnavailable, match="no longer accepts the connection") as stopped:
        offline_calls(network, clock, login).write(WRITE)

    assert stopped.value.recovery is Recovery.RECONNECT
    assert (network.asked, login.refreshed) == (2, 1)
