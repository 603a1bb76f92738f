"""A company is suggested by its name, and found again by the ID beside it."""

from __future__ import annotations

import pytest

from include.provider.company_names import LONGEST_SUGGESTION, id_in, suggestion


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("Willow & Park Realty", "Willow & Park Realty (willow)"),
        ("Fir (East) Realty", "Fir (East) Realty (willow)"),
        ("Two\nlines\u202e", "Two lines (willow)"),
    ],
)
def test_a_suggestion_has_the_name_on_one_line_and_leads_back_to_the_id(
    name: str, suggested: str
) -> None:
    assert suggestion(name, "willow") == suggested
    assert id_in(suggested) == "willow"


def test_the_longest_names_and_ids_fit_what_a_form_takes() -> None:
    longest = suggestion("W" * 5_000, "w" * 40)
    assert len(longest) <= LONGEST_SUGGESTION
    assert id_in(longest) == "w" * 40


@pytest.mark.parametrize(
    ("typed", "found"), [("willow", "willow"), (" willow ", "willow"), ("", "")]
)
def test_an_id_alone_is_an_id(typed: str, found: str) -> None:
    assert id_in(typed) == found
