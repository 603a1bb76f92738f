"""Which schedules can be saved: those that can be read again."""

from __future__ import annotations

import datetime as dt

import pytest

from include.database.setup.schedules import is_schedule, shortest_gap


@pytest.mark.parametrize(
    "schedule",
    [
        "0 * * * *",
        "*/15 6-18 * * 1-5",
        "0 6 1,15 * *",
        "0 0 29 2 *",
        "5 4 * * 7",
        "0-30/10 * * * *",
    ],
)
def test_what_everybody_reads_alike_is_a_schedule(schedule: str) -> None:
    assert is_schedule(schedule)


@pytest.mark.parametrize(
    "schedule",
    [
        "1 0 5-1 R 07",
        "0 6 * * MON",
        "0 6 * JAN *",
        "@hourly",
        "H * * * *",
        "0 0 L * *",
        "0 0 * * 1#2",
        "0 0 ? * *",
        "* * * * * *",
        "0 6 * *",
        "",
        "0 0 31 2 *",
        "61 * * * *",
        "*/0 * * * *",
        "٣ * * * *",
        "0 * * * *\n",
        "0  * * * *",
        f"{'1,' * 200}1 * * * *",
        "- - - - -",
        ", , , , ,",
        "/ / / / /",
    ],
)
def test_everything_else_is_none(schedule: str) -> None:
    assert not is_schedule(schedule)


@pytest.mark.parametrize(
    ("schedule", "minutes"),
    [("* * * * *", 1), ("*/5 * * * *", 5), ("0,1 6 * * *", 1), ("0 6 * * *", 1440)],
)
def test_how_often_a_schedule_comes_up_at_most(schedule: str, minutes: int) -> None:
    assert shortest_gap(schedule) == dt.timedelta(minutes=minutes)


def test_one_that_hardly_ever_comes_up_is_not_too_often() -> None:
    assert shortest_gap("0 0 29 2 *") >= dt.timedelta(days=30)
