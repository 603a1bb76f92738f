"""Watermarks: the greatest value so far, as the type that it came as, whatever happens to it in between."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.sql.statements import QueryRefused
from include.core_backoffice.sql.watermarks import (
    Greatest,
    Mark,
    WatermarkKind,
    begin,
    first_mark,
    read_mark,
    stored_mark,
)

NOW = dt.datetime(2026, 11, 30, 17, 0, tzinfo=dt.UTC)
MARKS = st.one_of(
    st.text(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=st.just(dt.UTC)),
    st.datetimes(),
)


@given(MARKS)
def test_a_value_is_the_same_once_it_was_stored(mark: Mark) -> None:
    again = read_mark(json.loads(json.dumps(stored_mark(mark))))
    assert (type(again), again) == (type(mark), mark)


@pytest.mark.parametrize(
    "stored",
    [None, {}, "x", {"type": "date", "value": "2026-13-01"}, {"type": "decimal", "value": "x"}],
)
def test_what_cant_be_read_begins_anew(stored: object) -> None:
    assert read_mark(stored) is None


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        (WatermarkKind.TIMESTAMP, dt.datetime(1970, 1, 2)),  # noqa: DTZ001  (as a database has it)
        (WatermarkKind.DATE, dt.date(1970, 1, 2)),
        (WatermarkKind.NUMBER, -5),
        (WatermarkKind.TEXT, "0"),
    ],
)
def test_the_first_reading_begins_before_everything(kind: WatermarkKind, least: Any) -> None:
    assert first_mark(kind) < least


def test_the_greatest_is_kept_and_a_missing_value_is_skipped() -> None:
    greatest = Greatest("deals", "changed", None, NOW)
    for value in (3, None, 7, Decimal("6.5"), 7):
        greatest.see(value)
    assert greatest.mark == 7


def test_it_never_moves_back() -> None:
    greatest = Greatest("deals", "changed", "2026-11-30", NOW)
    greatest.see("2026-11-29")
    assert greatest.mark == "2026-11-30"


@pytest.mark.parametrize("value", [True, 1.5, b"x", [1]])
def test_what_has_no_order_is_named(value: object) -> None:
    with pytest.raises(QueryRefused, match="values in changed that can't be put in order"):
        Greatest("deals", "changed", None, NOW).see(value)


def test_values_of_two_kinds_are_named() -> None:
    greatest = Greatest("deals", "changed", None, NOW)
    greatest.see("2026")
    with pytest.raises(QueryRefused, match="can't be put in order"):
        greatest.see(2026)


@pytest.mark.parametrize(
    ("least", "far"),
    [
        (NOW, NOW + dt.timedelta(days=2)),
        (NOW.replace(tzinfo=None), dt.datetime(2099, 1, 1)),  # noqa: DTZ001  (as a database has it)
        (NOW.date(), dt.date(2099, 1, 1)),
    ],
)
def test_a_moment_far_ahead_hides_no_others(least: Mark, far: Mark) -> None:
    greatest = Greatest("deals", "changed", None, NOW)
    greatest.see(least)
    greatest.see(far)
    assert greatest.mark == least


def test_a_reading_begins_a_while_before_the_newest_moment() -> None:
    assert begin(NOW) == NOW - dt.timedelta(minutes=5)
    assert [begin(one) for one in ("2026", 7, NOW.date())] == ["2026", 7, NOW.date()]
