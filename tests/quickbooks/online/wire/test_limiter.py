from __future__ import annotations

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from include.quickbooks.online.wire.limiter import Limiter, Limits, shared_limiter
from tests.quickbooks.online.fakes import FakeClock


def moments(limiter: Limiter, clock: FakeClock, calls: int, *, batch: bool = False) -> list[float]:
    """When each of so many calls left."""
    left = []
    for _ in range(calls):
        with limiter.turn(batch=batch):
            left.append(clock.monotonic())
    return left


def most_within(left: list[float], seconds: float) -> int:
    """The most calls in any stretch of so many seconds."""
    return max(sum(start <= one < start + seconds for one in left) for start in left)


def test_ten_calls_leave_in_a_second() -> None:
    clock = FakeClock()

    left = moments(Limiter(clock=clock), clock, 100)

    assert most_within(left, 1.0) == 10
    assert left[-1] < 10.5


def test_five_hundred_calls_leave_in_a_minute() -> None:
    clock = FakeClock()

    left = moments(Limiter(clock=clock), clock, 1500)

    assert most_within(left, 60.0) == 500
    assert left[-1] < 178


def test_forty_batches_leave_in_a_minute() -> None:
    clock = FakeClock()

    left = moments(Limiter(clock=clock), clock, 200, batch=True)

    assert most_within(left, 60.0) == 40
    assert left[160] < 4 * 60 * 1.05


def test_calls_that_are_late_within_a_second_still_arrive_ten_a_second() -> None:
    """The first calls of a window are late, those of the next are not: so they come closer together."""
    clock = FakeClock()
    left = moments(Limiter(clock=clock), clock, 20)

    arrived = [moment + 0.14 for moment in left[:10]] + left[10:]

    assert most_within(arrived, 1.0) == 10


@pytest.mark.parametrize(
    ("batch", "most"), [(False, 500), (True, 40)], ids=["five hundred", "forty batches"]
)
@pytest.mark.parametrize("late_by", [0.14, 1.0, 2.0])
def test_calls_of_a_minute_arrive_within_the_limits_up_to_two_seconds_late(
    late_by: float, batch: bool, most: int
) -> None:
    clock = FakeClock()
    limiter = Limiter(clock=clock)
    arrived = []
    for number in range(2 * most):
        with limiter.turn(batch=batch):
            if number % 10 == 0 and number < most:
                clock.sleep(late_by)
            arrived.append(clock.monotonic())

    assert most_within(arrived, 60.0) == most


def test_a_call_that_fails_counts_from_its_failure() -> None:
    clock = FakeClock()
    limiter = Limiter(Limits(requests_per_minute=1), clock)

    with contextlib.suppress(TimeoutError), limiter.turn():
        clock.sleep(1)
        raise TimeoutError

    assert moments(limiter, clock, 1) == [61.0]


def test_a_batch_that_takes_long_to_be_answered_counts_from_when_it_arrived() -> None:
    clock = FakeClock()
    limiter = Limiter(Limits(batches_per_minute=1), clock)

    with limiter.turn(batch=True):
        clock.sleep(10)

    assert moments(limiter, clock, 1, batch=True) == [62.0]


def test_a_call_on_its_way_counts_before_it_is_answered() -> None:
    clock = FakeClock()
    limiter = Limiter(Limits(requests_per_minute=2), clock)

    with limiter.turn():
        assert moments(limiter, clock, 2) == [0.0, 60.0]


def test_a_batch_counts_as_a_call_too() -> None:
    clock = FakeClock()
    limiter = Limiter(Limits(requests_per_second=3, second=1.0), clock)

    moments(limiter, clock, 2)
    left = moments(limiter, clock, 2, batch=True)

    assert left[0] == 0
    assert left[1] >= 1


def test_after_a_throttled_answer_nothing_leaves_for_a_minute() -> None:
    clock = FakeClock()
    limiter = Limiter(clock=clock)

    limiter.pause()
    assert moments(limiter, clock, 1) == [60.0]
    limiter.pause(7)
    limiter.pause(3)
    assert moments(limiter, clock, 1) == [67.0]


def test_a_fast_sandbox_has_short_minutes() -> None:
    clock = FakeClock()
    limiter = Limiter(Limits(minute=3.0, second=0.05), clock)

    limiter.pause()

    assert moments(limiter, clock, 1) == [3.0]


def test_ten_calls_are_in_flight_at_most() -> None:
    limiter = Limiter(Limits(requests_per_second=1000, in_flight=10))
    flying, most, lock = 0, 0, threading.Lock()
    full = threading.Event()

    def call() -> None:
        nonlocal flying, most
        with limiter.turn():
            with lock:
                flying += 1
                most = max(most, flying)
                if flying == 10:
                    full.set()
            full.wait(5)
            with lock:
                flying -= 1

    with ThreadPoolExecutor(30) as pool:
        list(pool.map(lambda _: call(), range(30)))

    assert most == 10


def test_a_company_has_one_limiter_in_a_process() -> None:
    assert shared_limiter("https://a/1") is shared_limiter("https://a/1")
    assert shared_limiter("https://a/1") is not shared_limiter("https://a/2")
