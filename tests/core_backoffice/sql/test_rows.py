"""Rows as JSON lines: not a digit more or less than the database has."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.sql.rows import column_names, json_lines
from include.core_backoffice.sql.statements import QueryRefused


def line(value: Any) -> str:
    (only,) = json_lines("deals", ["x"], [(value,)])
    return only.decode()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("14850.00"), "14850.00"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (14850.1, "14850.1"),
        (1e22, "10000000000000000000000"),
        (Decimal("NaN"), "null"),
        (float("inf"), "null"),
        (None, "null"),
        (True, "true"),
        (10**30, "1" + "0" * 30),
        ("Büro", '"Büro"'),
        (dt.date(2026, 11, 30), '"2026-11-30"'),
        (dt.datetime(2026, 11, 30, 17, 5, tzinfo=dt.UTC), '"2026-11-30T17:05:00+00:00"'),
        (dt.time(17, 5), '"17:05:00"'),
        (dt.timedelta(hours=1), '"1:00:00"'),
        (uuid.UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        ({"a": [Decimal("0.10"), None]}, '{"a":[0.10,null]}'),
    ],
)
def test_a_value_is_written_as_it_is(value: Any, written: str) -> None:
    assert line(value) == f'{{"x":{written}}}\n'


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_an_amount_comes_back_to_the_cent(amount: Decimal) -> None:
    assert json.loads(line(amount), parse_float=Decimal)["x"] == amount


@given(st.text())
def test_a_text_comes_back_and_is_one_line(text: str) -> None:
    written = line(text)
    assert written.count("\n") == 1
    assert json.loads(written)["x"] == text


@pytest.mark.parametrize("value", [b"\x00", memoryview(b"x"), object(), {1, 2}])
def test_what_is_no_cell_is_named_with_its_column(value: Any) -> None:
    with pytest.raises(QueryRefused, match="a value in x that can't be imported"):
        line(value)


@pytest.mark.parametrize(
    ("names", "why"), [(["a", "a"], "the column a twice"), (["a", None], "Column 2 .* no name")]
)
def test_columns_have_names_of_their_own(names: list[str], why: str) -> None:
    with pytest.raises(QueryRefused, match=why):
        column_names("deals", names)
