"""Whatever a stranger causes, it is done once a minute."""

from __future__ import annotations

import logging
import threading

import pytest

from include.web.frame.once_a_minute import OnceAMinute


def test_the_first_is_done_at_once_and_all_others_of_its_minute_together() -> None:
    done: list[int] = []
    work = OnceAMinute(lambda: done.append(1), seconds=3600)
    work.ask()
    work.settle()
    assert len(done) == 1
    for _ in range(1000):
        work.ask()
    work.settle()
    assert len(done) == 2


def test_a_flood_keeps_one_thread() -> None:
    work = OnceAMinute(lambda: None, seconds=3600)
    work.ask()
    work.settle()
    before = threading.active_count()
    for _ in range(1000):
        work.ask()
    assert threading.active_count() == before + 1


def test_an_error_is_logged_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []

    def fails_once() -> None:
        done.append(1)
        if len(done) == 1:
            raise ValueError

    work = OnceAMinute(fails_once, seconds=0)
    with caplog.at_level(logging.ERROR):
        work.ask()
        work.settle()
    work.ask()
    work.settle()
    assert len(done) == 2
    assert "Work of once a minute failed" in caplog.text
