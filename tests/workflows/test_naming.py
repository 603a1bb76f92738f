"""Numbers and names stay within QuickBooks' limits, and stay different."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from include.workflows.naming import NAME_LENGTH, NUMBER_LENGTH, display_name, number, with_suffix


def test_a_number_is_readable_when_it_fits() -> None:
    assert number("TR-2026-000123", "A45") == "TR-2026-000123-A45"


@given(st.text("ABC-0123456789", min_size=15, max_size=60), st.integers(1, 99_999_999))
def test_long_numbers_are_cut_but_differ(custom_id: str, agent: int) -> None:
    one, other = number(custom_id, f"A{agent}"), number(custom_id, f"A{agent + 1}")
    assert len(one) <= NUMBER_LENGTH
    assert one != other
    assert one == number(custom_id, f"A{agent}")


def test_characters_that_quickbooks_refuses_are_left_out() -> None:
    assert display_name("12 Oak St: Unit 4\tRear\n") == "12 Oak St Unit 4 Rear"


@given(st.text(min_size=1, max_size=300))
def test_any_name_fits_and_has_no_forbidden_character(name: str) -> None:
    shown = display_name(name)
    assert len(shown) <= NAME_LENGTH
    assert not set(shown) & set(":\t\n\r")


def test_the_suffix_survives_a_long_name() -> None:
    name = with_suffix("Wilhelmina " * 20, "(agent billing)")
    assert name.endswith("(agent billing)")
    assert len(name) <= NAME_LENGTH
