"""Answers are taken down together when they arrive together, and none is lost when sending ends."""

from __future__ import annotations

import threading
from collections.abc import Generator

import pytest

from include.books.gateway import Answer, GatewayUnavailable, NoResponse, Recovery
from include.sync.post.response_batches import MOST, in_batches


def answer(number: int) -> Answer:
    return NoResponse(f"request {number}", "no answer")


def test_every_answer_comes_once_and_in_order() -> None:
    answers = [answer(number) for number in range(200)]
    together = list(in_batches(answer for answer in answers))
    assert [answer for batch in together for answer in batch] == answers
    assert max(map(len, together)) <= MOST


def test_sending_goes_on_while_answers_are_taken_down() -> None:
    went_on = threading.Event()

    def sending() -> Generator[Answer, None, None]:
        yield answer(0)
        went_on.set()
        yield answer(1)

    arrived = in_batches(sending())
    first = next(arrived)
    assert went_on.wait(10), "the second batch left before the first one's responses were stored"
    rest = [answer for batch in arrived for answer in batch]
    assert [*first, *rest] == [answer(0), answer(1)]


def test_what_arrived_before_the_stop_is_taken_down_first() -> None:
    def sending() -> Generator[Answer, None, None]:
        yield answer(0)
        raise GatewayUnavailable(Recovery.RETRY_LATER, "QuickBooks is down.", "Run again later.")

    taken: list[Answer] = []
    with pytest.raises(GatewayUnavailable):
        for some in in_batches(sending()):
            taken.extend(some)
    assert taken == [answer(0)]


def test_who_leaves_early_has_nothing_more_sent() -> None:
    sent: list[int] = []
    closed = threading.Event()

    def sending() -> Generator[Answer, None, None]:
        try:
            for number in range(1000):
                sent.append(number)
                yield answer(number)
                taken.wait(10)
        finally:
            closed.set()

    taken = threading.Event()
    arrived = in_batches(sending())
    next(arrived)
    threading.Timer(0.1, taken.set).start()
    arrived.close()
    assert closed.is_set()
    assert len(sent) <= 2
