"""Identities: the same for the same, never one for two."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.mapping.identity import By, comparable, deal_id, person_id
from include.core_backoffice.records.values import usable_id

ALL: Final[tuple[By, ...]] = ("id", "email", "name", "company")


@pytest.mark.parametrize(
    ("parts", "id_"),
    [
        (("TR-7",), "TR-7"),
        ((" tr-7 ",), "TR-7"),
        (("0061a",), "0061A"),
        (("12 Oak St", "2026-01-05"), "12-oak-st-2026-01-05-54da22e975a7"),
    ],
)
def test_a_number_is_kept_and_of_other_columns_a_readable_hash_is_made(
    parts: tuple[str, ...], id_: str
) -> None:
    assert deal_id(parts) == id_


@pytest.mark.parametrize(
    ("has", "id_"),
    [
        (("45", "jane@x.com", "Jane Doe", ""), "45"),
        (("", "Jane@X.com", "Jane Doe", ""), "jane-at-x.com"),
        (("", "", " jane  DOE ", ""), "jane-doe"),
        (("", "", "", "Doe Realty"), "doe-realty"),
        (("", "", "", ""), ""),
    ],
)
def test_a_person_is_who_the_first_of_id_email_and_name_says(
    has: tuple[str, str, str, str], id_: str
) -> None:
    assert person_id(ALL, *has) == id_


def test_names_that_look_alike_are_two() -> None:
    names = [
        "Jane Doe",
        "Jane-Doe",
        "Jane D'oe",
        "Jäne Doe",
        "Jane Doe Jr.",
        "jane@doe",
        "李雷",
        "李伟",
    ]

    assert len({person_id(("name",), "", "", name, "") for name in names}) == len(names)


def test_what_identifies_is_the_profiles_choice() -> None:
    assert person_id(("email", "name"), "45", "", "Jane Doe", "") == "jane-doe"


texts = st.text(min_size=1, max_size=80)


@given(st.lists(texts, min_size=1, max_size=3))
def test_every_identity_can_be_part_of_a_key(parts: list[str]) -> None:
    assert usable_id(deal_id(parts))


@given(st.lists(st.text("abXYZ 0-.", min_size=1, max_size=12), min_size=1, max_size=2))
def test_case_and_blanks_make_no_difference(parts: list[str]) -> None:
    other = [f"  {part.upper()} ".replace(" ", "   ") for part in parts]

    assert deal_id(parts) == deal_id(other)
    assert person_id(ALL, "", "", parts[0], "") == person_id(ALL, "", "", other[0], "")


@given(st.tuples(texts, texts), st.tuples(texts, texts))
def test_two_columns_are_never_taken_for_two_others(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    same = [comparable(part) for part in one] == [comparable(part) for part in other]

    assert (deal_id(one) == deal_id(other)) == same
