"""The close date is the day where the property is, each case a row."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from include.core_backoffice.checks.close_date import close_date
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.fields import Row


def moment(day: int, hour: int) -> int:
    """So many milliseconds since 1970, as CORE has a moment of October 2026."""
    return int(dt.datetime(2026, 10, day, hour, tzinfo=dt.UTC).timestamp() * 1000)


def read(**fields: Any) -> dt.date | None:
    return close_date(Row("transaction:1", "Transaction TR-1", fields))


@pytest.mark.parametrize(
    ("value", "zone", "day"),
    [
        (moment(15, 12), "America/Chicago", 15),
        (moment(15, 3), "America/Chicago", 14),
        (moment(15, 3), "Eastern Time (US & Canada)", 14),
        (moment(15, 3), None, 15),
        ("2026-10-15", "America/Chicago", 15),
        (" 2026-10-15 ", None, 15),
        ("2026-10-15", "Moon", 15),
        (moment(15, 3), "Moon", None),
        (None, "America/Chicago", None),
        ("", "Moon", None),
    ],
    ids=[
        "noon UTC",
        "evening before in Chicago",
        "a name of Rails",
        "no zone is UTC",
        "a plain date",
        "blanks around it",
        "a plain date needs no zone",
        "another day somewhere",
        "none",
        "blank",
    ],
)
def test_the_day_is_that_of_the_property(value: object, zone: str | None, day: int | None) -> None:
    found = read(closing_date=value, timezone=zone)
    assert found == (dt.date(2026, 10, day) if day else None)


@pytest.mark.parametrize(
    ("value", "must_be"),
    [
        ("2026-10-15T00:00", "a date and time"),
        ("10/15/2026", "a date and time"),
        ("\uff12\uff10\uff12\uff16-10-15", "a date and time"),
        ("2026-13-01", "a date"),
        (5, "a date and time"),
        (True, "a date and time"),
    ],
)
def test_what_is_no_date_is_named(value: object, must_be: str) -> None:
    with pytest.raises(RecordProblem) as caught:
        read(closing_date=value, timezone="America/Chicago")
    assert caught.value.sentence.startswith("Transaction TR-1: the close date is ")
    assert caught.value.sentence.endswith(f", but it must be {must_be}.")
    assert caught.value.field == "closing_date"
