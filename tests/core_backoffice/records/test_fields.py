"""One field of a row: its value, or a problem that names the record and the field."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.fields import Row


def row(value: object) -> Row:
    return Row("transaction:1", "Transaction TR-1", {"field": value})


@pytest.mark.parametrize(
    ("value", "cents"), [(10250, 1_025_000), (Decimal("0.1"), 10), (Decimal("-5.25"), -525), (0, 0)]
)
def test_amounts_are_exact_cents(value: object, cents: int) -> None:
    assert row(value).amount("field") == cents


@pytest.mark.parametrize("value", ["100", "EUR 5", True, 1.5, [], {}, Decimal("0.001"), 10**14])
def test_what_is_no_amount_is_rejected(value: object) -> None:
    with pytest.raises(RecordProblem, match=r"^Transaction TR-1: the field is "):
        row(value).amount("field")


def test_moments_are_milliseconds_utc() -> None:
    moment = row(1559603744941).moment("field")

    assert moment == dt.datetime(2019, 6, 3, 23, 15, 44, 941_000, tzinfo=dt.UTC)
    assert row(None).moment("field") is None


@pytest.mark.parametrize(
    "value", ["2019-06-03", 1559603744, Decimal("1.5"), True, 10**20, -(10**20), 0]
)
def test_what_is_no_moment_is_rejected(value: object) -> None:
    with pytest.raises(RecordProblem, match="but it must be a date and time"):
        row(value).moment("field")


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/Los_Angeles", 3),
        ("Eastern Time (US & Canada)", 3),
        (-8, 3),
        (0, 4),
        (None, 4),
        ("", 4),
    ],
)
def test_a_close_date_is_the_day_where_the_property_is(zone: object, day: int) -> None:
    """03:00 UTC on the 4th is still the evening of the 3rd in the States."""
    moment = int(dt.datetime(2026, 6, 4, 3, tzinfo=dt.UTC).timestamp() * 1000)

    assert row(moment).day("field", row(zone).zone("field")) == dt.date(2026, 6, day)


@pytest.mark.parametrize("zone", ["Hogwarts", "../etc/passwd", 99, True, Decimal("5.5")])
def test_what_is_no_time_zone_is_rejected(zone: object) -> None:
    with pytest.raises(RecordProblem, match="isn't a time zone"):
        row(zone).zone("field")


@pytest.mark.parametrize("value", [[], {}, True, Decimal("1.5")])
def test_what_is_no_text_is_rejected(value: object) -> None:
    with pytest.raises(RecordProblem, match="but it must be text"):
        row(value).text("field")
    with pytest.raises(RecordProblem, match="the field aren't a list of items"):
        row(value or "x").rows("field")
