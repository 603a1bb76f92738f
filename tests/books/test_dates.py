"""Days and moments as American bookkeepers write them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from include.books.dates import FIRST_DAY, LAST_DAY, format_day, format_moment


def test_a_day_is_written_as_american_bookkeepers_read_it() -> None:
    assert format_day(dt.date(2026, 11, 23)) == "Nov 23, 2026"
    assert format_day(dt.date(2026, 3, 1)) == "Mar 1, 2026"


@pytest.mark.parametrize(
    ("hour", "written"),
    [
        (4, "Nov 22, 2026, 11:05 PM EST"),
        (5, "Nov 23, 2026, 12:05 AM EST"),
        (6, "Nov 23, 2026, 1:05 AM EST"),
        (17, "Nov 23, 2026, 12:05 PM EST"),
        (18, "Nov 23, 2026, 1:05 PM EST"),
    ],
)
def test_a_moment_is_written_in_the_companys_time_zone(hour: int, written: str) -> None:
    moment = dt.datetime(2026, 11, 23, hour, 5, tzinfo=dt.UTC)
    assert format_moment(moment, ZoneInfo("America/New_York")) == written


def test_days_are_those_of_this_century() -> None:
    assert (dt.date(2000, 1, 1), dt.date(2099, 12, 31)) == (FIRST_DAY, LAST_DAY)
