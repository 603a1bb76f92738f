"""IDs, moments, days and time zones, as CORE writes them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from include.core_backoffice.records.values import day_of, moment_of, usable_id, zone_of
from include.core_backoffice.records.zones import same_day_everywhere

BOSTON = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    "value", [None, "", " ", 0, -1, True, Decimal("1.5"), "a/b", "a:b", [], "..", 10**18, "7" * 61]
)
def test_what_is_no_id(value: object) -> None:
    assert usable_id(value) == ""


@pytest.mark.parametrize(("value", "own"), [(12, "12"), ("PAY-7", "PAY-7"), (" 8 ", "8")])
def test_ids_are_text(value: object, own: str) -> None:
    assert usable_id(value) == own


def test_a_moment_is_milliseconds_since_1970() -> None:
    assert moment_of(1559603744941) == dt.datetime(2019, 6, 3, 23, 15, 44, 941_000, tzinfo=dt.UTC)
    assert moment_of(1559603744) is None
    assert moment_of(10**20) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-01", dt.date(2026, 6, 1)),
        (" 2026-06-01T23:00:00Z ", dt.date(2026, 6, 1)),
        ("1780542000000", dt.date(2026, 6, 3)),
        ("2026-02-30", None),
        ("6/1/2026", None),
        ("soon", None),
    ],
)
def test_a_day_is_iso_or_milliseconds_where_the_property_is(text: str, day: dt.date | None) -> None:
    assert day_of(text, BOSTON) == day


def test_milliseconds_without_a_zone_are_no_day() -> None:
    assert day_of("1780542000000", None) is None


@pytest.mark.parametrize(
    ("value", "zone"),
    [
        ("Eastern Time (US & Canada)", BOSTON),
        ("America/New_York", BOSTON),
        ("", dt.UTC),
        ("-5", dt.timezone(dt.timedelta(hours=-5))),
        (-5, dt.timezone(dt.timedelta(hours=-5))),
        (99, None),
        (True, None),
        ("Hogwarts", None),
        ("../etc/passwd", None),
    ],
)
def test_a_zone_is_a_name_or_hours_from_utc(value: object, zone: dt.tzinfo | None) -> None:
    assert zone_of(value) == zone


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Guam", "Pacific/Guam"),
        ("American Samoa", "Pacific/Pago_Pago"),
        ("guam", "Pacific/Guam"),
        ("(GMT-06:00) Central Time (US & Canada)", "America/Chicago"),
        ("US Virgin Islands", "America/St_Thomas"),
        ("PST", "America/Los_Angeles"),
    ],
)
def test_every_zone_of_the_united_states_is_known(name: str, zone: str) -> None:
    assert zone_of(name) == ZoneInfo(zone)


def test_the_day_of_a_moment_may_be_the_same_in_every_zone() -> None:
    noon = dt.datetime(2026, 6, 4, 12, 0, tzinfo=dt.UTC)
    assert same_day_everywhere(noon) == dt.date(2026, 6, 4)
    assert same_day_everywhere(noon + dt.timedelta(hours=9)) is None
