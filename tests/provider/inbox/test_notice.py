"""When Airflow is told of what is waiting."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from include.provider.inbox.notice import AGAIN_SECONDS, MOST_SECONDS, REFUSED_SECONDS, Notice

NONE: frozenset[str] = frozenset()
A, B, C = frozenset({"a"}), frozenset({"b"}), frozenset({"c"})


def test_nothing_waiting_says_nothing() -> None:
    notice = Notice()
    assert not any(notice.is_due(NONE, NONE, float(now)) for now in range(0, 100_000, 100))


def test_each_thing_is_told_once() -> None:
    notice = Notice()
    assert notice.is_due(A, NONE, 0.0)
    assert not notice.is_due(A, NONE, 2.0)
    assert notice.is_due(A | B, NONE, 4.0)
    assert not notice.is_due(A | B, NONE, 6.0)


def test_that_some_of_it_is_done_is_no_news() -> None:
    notice = Notice()
    assert notice.is_due(A | B, NONE, 0.0)
    assert not notice.is_due(B, NONE, 2.0)
    assert not notice.is_due(NONE, NONE, 4.0)


def test_what_comes_again_is_told_again() -> None:
    notice = Notice()
    assert notice.is_due(A, NONE, 0.0)
    assert not notice.is_due(NONE, NONE, 2.0)
    assert notice.is_due(A, NONE, 4.0)


def test_without_progress_it_is_told_less_and_less_often() -> None:
    notice = Notice()
    told = [now for now in range(0, 24 * 3600, 2) if notice.is_due(A, NONE, float(now))]
    pauses = [after - before for before, after in itertools.pairwise(told)]
    assert pauses[:4] == [60, 120, 240, 480]
    assert set(pauses[6:]) == {int(MOST_SECONDS)}
    # A day without any progress is no hundred runs.
    assert len(told) < 35


def test_progress_begins_the_wait_anew() -> None:
    notice = Notice()
    assert notice.is_due(A | B, NONE, 0.0)
    assert not notice.is_due(B, NONE, AGAIN_SECONDS - 1)
    assert not notice.is_due(B, NONE, AGAIN_SECONDS + 1)
    assert notice.is_due(B, NONE, 2 * AGAIN_SECONDS)


def test_refused_mails_start_a_run_only_now_and_then() -> None:
    notice = Notice()
    assert notice.is_due(NONE, A, 0.0)
    assert not notice.is_due(NONE, A, 2.0)
    assert not notice.is_due(NONE, A | B, 4.0)
    assert notice.is_due(NONE, A | B, REFUSED_SECONDS)
    assert not notice.is_due(NONE, A | B, 10 * REFUSED_SECONDS)
    # They keep nothing else waiting.
    assert notice.is_due(C, A | B, 10 * REFUSED_SECONDS + 2)


@given(st.lists(st.frozensets(st.sampled_from("abcd")), max_size=40))
def test_whatever_comes_and_goes_nothing_new_is_missed(looks: list[frozenset[str]]) -> None:
    notice, before = Notice(), NONE
    for number, waiting in enumerate(looks):
        told = notice.is_due(waiting, NONE, number * 2.0)
        assert told or waiting <= before
        before = waiting
