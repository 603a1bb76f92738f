"""Days and moments as American bookkeepers write them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from include.books.dates import (
    FIRST_DAY,
    LAST_DAY,
    dates_for,
    format_age,
    format_brief,
    format_day,
    format_moment,
    format_near,
)


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


def test_a_moment_of_these_weeks_is_written_without_its_year_and_zone() -> None:
    moment = dt.datetime(2026, 11, 23, 17, 5, tzinfo=dt.UTC)
    assert format_brief(moment, ZoneInfo("America/New_York")) == "Nov 23, 12:05 PM"


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (dt.datetime(2026, 11, 23, 13, 29, tzinfo=dt.UTC), "7:29 AM"),
        # Yesterday in Chicago, though not in UTC.
        (dt.datetime(2026, 11, 23, 5, 59, tzinfo=dt.UTC), "Nov 22, 11:59 PM"),
        (dt.datetime(2026, 12, 3, 11, 0, tzinfo=dt.UTC), "Dec 3, 5:00 AM"),
        (dt.datetime(2027, 1, 2, 11, 0, tzinfo=dt.UTC), "Jan 2, 2027, 5:00 AM"),
    ],
)
def test_a_moment_beside_others_is_as_short_as_it_is_clear(
    moment: dt.datetime, written: str
) -> None:
    now = dt.datetime(2026, 11, 23, 17, 5, tzinfo=dt.UTC)
    assert format_near(moment, ZoneInfo("America/Chicago"), now) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 minute"),
        (3_599, "59 minutes"),
        (3_600, "1 hour"),
        (86_399, "23 hours"),
        (86_400, "1 day"),
        (86_400 * 1_200, "1,200 days"),
    ],
)
def test_an_age_is_written_in_its_largest_unit(seconds: int, written: str) -> None:
    now = dt.datetime(2026, 11, 23, 17, 5, tzinfo=dt.UTC)
    assert format_age(now - dt.timedelta(seconds=seconds), now) == written


@pytest.mark.parametrize(
    ("languages", "day", "moment", "brief", "near"),
    [
        ("", "Nov 3, 2026", "Nov 3, 2026, 4:05 PM EST", "Nov 3, 4:05 PM", "4:05 PM"),
        ("de-DE,de;q=0.9", "Nov 3, 2026", "Nov 3, 2026, 4:05 PM EST", "Nov 3, 4:05 PM", "4:05 PM"),
        ("en-CA,en", "Nov 3, 2026", "Nov 3, 2026, 4:05 p.m. EST", "Nov 3, 4:05 p.m.", "4:05 p.m."),
        ("fr,EN-gb;q=0.8", "3 Nov 2026", "3 Nov 2026, 16:05 EST", "3 Nov, 16:05", "16:05"),
        ("en-AU", "3 Nov 2026", "3 Nov 2026, 4:05 pm EST", "3 Nov, 4:05 pm", "4:05 pm"),
    ],
)
def test_a_reader_in_another_country_reads_them_as_it_writes_them(
    languages: str, day: str, moment: str, brief: str, near: str
) -> None:
    at, zone = dt.datetime(2026, 11, 3, 21, 5, tzinfo=dt.UTC), ZoneInfo("America/New_York")
    with dates_for(languages):
        assert format_day(dt.date(2026, 11, 3)) == day
        assert format_moment(at, zone) == moment
        assert format_brief(at, zone) == brief
        assert format_near(at, zone, at) == near
    assert format_day(dt.date(2026, 11, 3)) == "Nov 3, 2026"
