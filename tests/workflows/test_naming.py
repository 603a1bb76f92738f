"""Numbers and names stay within QuickBooks' limits, and stay different."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.workflows.naming import (
    NAME_LENGTH,
    NUMBER_LENGTH,
    display_name,
    email_address,
    number,
    part_of_name,
    tax_id,
    told_apart,
    with_suffix,
)


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
    # Two names that look the same are the same: soft hyphens and signs without a width.
    assert display_name("Ma\u00adria\u200b Gar\x85cia\ufeff") == "Maria Gar cia"
    assert part_of_name("Ma\u00adria\u200b") == "Maria"


@given(st.text(min_size=1, max_size=NAME_LENGTH + 20))
def test_any_name_fits_and_has_no_forbidden_character(name: str) -> None:
    shown = display_name(name)
    assert len(shown) <= NAME_LENGTH
    assert not set(shown) & set(":\t\n\r")


@pytest.mark.parametrize(
    ("suffix", "name"),
    [
        ("(agent: billing)", "Amy Adler (agent billing)"),
        (" (vendor)\t", "Amy Adler (vendor)"),
        ("   ", "Amy Adler"),
        ("", "Amy Adler"),
    ],
)
def test_a_suffix_has_no_character_that_quickbooks_rejects(suffix: str, name: str) -> None:
    assert with_suffix("Amy Adler", suffix) == name


def test_the_suffix_survives_a_long_name() -> None:
    name = with_suffix("Wilhelmina " * 20, "(agent billing)")
    assert name.endswith("(agent billing)")
    assert len(name) <= NAME_LENGTH


LONG = "TR-2026-000123-456789-000"
LONG_NAME = "Wilhelmina " * 12


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (("TR-2026-000123-456789",), "TR-2026-000123-456789"),
        (("TR-2026-000123", "", "A45"), "TR-2026-000123-A45"),
        ((LONG,), "TR-2026-000123-796B84"),
        ((LONG, "A45"), "TR-2026-000123-EB864C"),
    ],
    ids=["21 characters fit", "blank parts", "too long", "too long with a payee"],
)
def test_a_number_never_changes(parts: tuple[str, ...], shown: str) -> None:
    """It is in QuickBooks: another one for the same document would be a second entry's."""
    assert number(*parts) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("W" * 100, "W" * 100),
        ("W" * 101, f"{'W' * 93} 51BAF7"),
        (LONG_NAME, f"{LONG_NAME[:93]} 7DF0E9"),
    ],
    ids=["100 characters fit", "one too long", "cut in a word"],
)
def test_a_name_that_is_too_long_never_changes(name: str, shown: str) -> None:
    assert display_name(name) == shown


@pytest.mark.parametrize(
    ("name", "suffix", "shown"),
    [
        ("Jane Doe", "(vendor)", "Jane Doe (vendor)"),
        ("W" * 91, "(vendor)", f"{'W' * 91} (vendor)"),
        ("W" * 92, "(vendor)", f"{'W' * 91} (vendor)"),
        (f"{'W' * 90} Doe", "(vendor)", f"{'W' * 90} (vendor)"),
    ],
    ids=["short", "just fits", "cut", "cut at a blank"],
)
def test_a_suffix_follows_what_there_is_room_for(name: str, suffix: str, shown: str) -> None:
    assert with_suffix(name, suffix) == shown


def test_one_of_several_with_a_name_is_told_by_cores_id() -> None:
    assert told_apart("Maria Garcia", "10412", is_agent=True) == "Maria Garcia (10412)"
    assert told_apart("Maria Garcia", "7", is_agent=False) == "Maria Garcia (contact 7)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" Jane  Ann ", "Jane Ann"),
        ("Doe: the\tfirm\n", "Doe the firm"),
        ("W" * 101, "W" * 100),
        (f"{'W' * 99} Doe", "W" * 99),
        ("", ""),
    ],
    ids=["blanks", "colons and breaks", "too long", "cut at a blank", "none"],
)
def test_a_part_of_a_name_is_cut_where_quickbooks_ends(text: str, shown: str) -> None:
    assert part_of_name(text) == shown


LONGEST = f"{'a' * 88}@example.com"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" jane.doe+core@mail.example.com ", "jane.doe+core@mail.example.com"),
        (LONGEST, LONGEST),
        (f"a{LONGEST}", ""),
        ("n/a", ""),
        ("jane@example", ""),
        ("jane@example.com; joe@example.com", ""),
        ("jane..doe@example.com", ""),
        (".jane@example.com", ""),
        ("jane@-example.com", ""),
        ("", ""),
    ],
    ids=[
        "one",
        "100 characters",
        "101 characters",
        "none",
        "no domain",
        "two",
        "two periods",
        "a period first",
        "a hyphen first",
        "blank",
    ],
)
def test_an_email_address_is_one_or_left_out(text: str, address: str) -> None:
    assert email_address(text) == address


@pytest.mark.parametrize(
    ("text", "number_"),
    [
        ("12-3456789", "12-3456789"),
        (" 123 45 6789 ", "123 45 6789"),
        ("123456789", "123456789"),
        ("12345678", ""),
        ("1234567890", ""),
        ("applied for", ""),
        ("", ""),
    ],
)
def test_a_tax_id_has_nine_digits_or_is_left_out(text: str, number_: str) -> None:
    assert tax_id(text) == number_
