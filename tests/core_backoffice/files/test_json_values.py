"""Values of JSON, read a little at a time and bounded."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.files.json_values import Unreadable, flat, objects, parsed


class _Slowly(io.StringIO):
    """A stream that never gives more than a few characters."""

    def read(self, size: int | None = -1) -> str:
        """At most three."""
        return super().read(3 if size is None or size > 3 else size)


@given(
    st.lists(
        st.integers(-(10**9), 10**9) | st.text(max_size=5).map(lambda text: f"x{text}"), max_size=9
    )
)
def test_a_list_read_three_characters_at_a_time_is_the_same_list(values: list[int | str]) -> None:
    text = "[" + ",".join(_json(value) for value in values) + "]"
    assert list(objects(_Slowly(text))) == [
        Decimal(value) if isinstance(value, int) else value for value in values
    ]


def _json(value: int | str) -> str:
    escaped = "".join(f"\\u{ord(one):04x}" if ord(one) < 0x10000 else one for one in str(value))
    return str(value) if isinstance(value, int) else f'"{escaped}"'


def test_a_number_of_5000_digits_is_no_error() -> None:
    assert parsed("1" * 5000) == Decimal("1" * 5000)


def test_what_is_no_number_in_json_is_text() -> None:
    assert parsed('{"a": NaN, "b": -Infinity}') == {"a": "NaN", "b": "-Infinity"}


def test_what_is_nested_100000_times_is_unreadable() -> None:
    assert isinstance(parsed("[" * 100_000), Unreadable)


def test_what_is_nested_more_than_eight_times_is_one_cell() -> None:
    value = parsed('{"a":' * 9 + "1" + "}" * 9)
    assert isinstance(value, dict)
    assert flat(value) == {"a.a.a.a.a.a.a.a": '{"a": "1"}'}


def test_a_cell_is_cut_where_excel_would_cut_it() -> None:
    assert flat({"a": "x" * 40_000}) == {"a": "x" * 32_767}


def test_a_value_that_never_ends_is_an_error() -> None:
    with pytest.raises(ValueError, match="ends in the middle"):
        list(objects(io.StringIO('["abc')))
