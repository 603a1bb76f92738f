"""Addresses in memos, customers, and lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sync.existing.comparing.places import (
    PlaceFit,
    WantedPlace,
    is_address,
    keys_of,
    place_fit,
    plain_words,
)

ELM = "17 Elm St, #2, Boston, MA 02128"


def fit(text: str, place: str = ELM) -> PlaceFit:
    return place_fit(WantedPlace.of(place), [plain_words(text)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ELM, PlaceFit.SAME),
        ("Commission: 17 ELM STREET, Unit 2, BOSTON MA 02128", PlaceFit.SAME),
        ("17 Elm St #2", PlaceFit.STREET),
        ("17 Elm St, #2, Boston, MA 021", PlaceFit.STREET),
        ("17 Elm St", PlaceFit.ALIKE),
        ("comm. 17 Eml St #2", PlaceFit.ALIKE),
        ("17 Elm", PlaceFit.ALIKE),
        ("71 Elm St #2", PlaceFit.PART),
        ("17 Harbor Rd", PlaceFit.PART),
        ("17 Elm St #3", PlaceFit.DIFFERENT),
        ("17 Elm St, #2, Quincy, MA 02169", PlaceFit.DIFFERENT),
        ("117 Elm St #2", PlaceFit.PART),
        ("18 Harbor Rd", PlaceFit.DIFFERENT),
        ("17 boxes of paper", PlaceFit.NONE),
        ("Office rent", PlaceFit.NONE),
        ("", PlaceFit.NONE),
    ],
)
def test_how_a_text_fits_an_address(text: str, expected: PlaceFit) -> None:
    assert fit(text) is expected


def test_a_unit_in_a_text_is_not_the_house_without_units() -> None:
    assert fit("17 Elm St #2", "17 Elm St, Boston, MA 02128") is PlaceFit.DIFFERENT


def test_the_best_of_several_texts_counts() -> None:
    texts = [plain_words(text) for text in ("18 Harbor Rd", "17 Elm St #2")]
    assert place_fit(WantedPlace.of(ELM), texts) is PlaceFit.STREET


def test_another_address_counts_beside_texts_without_one() -> None:
    assert place_fit(WantedPlace.of(ELM), ["title co", "18 harbor rd", ""]) is PlaceFit.DIFFERENT
    assert place_fit(WantedPlace.of(ELM), []) is PlaceFit.NONE


def test_a_place_without_a_number_is_compared_as_a_whole() -> None:
    assert fit("Old Mill Lane", "Old Mill Ln") is PlaceFit.SAME
    assert fit("Old Mlil Ln", "Old Mill Ln") is PlaceFit.ALIKE
    assert fit("Harbor Rd", "Old Mill Ln") is PlaceFit.NONE
    assert fit("anything", "") is PlaceFit.NONE


@pytest.mark.parametrize("text", ["17 elm st", "5 king s hwy", "1662 beech tree ct 4b"])
def test_what_reads_like_an_address(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", ["2026 commission", "elm st", "640224", ""])
def test_what_does_not(text: str) -> None:
    assert not is_address(text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_too_strange(text: str, place: str) -> None:
    assert fit(text, place) in PlaceFit


@given(st.integers(1, 9999), st.sampled_from(["Elm St", "King's Hwy", "Rte 9 W"]))
def test_an_address_is_found_by_its_keys(number: int, street: str) -> None:
    place = f"{number} {street}, Boston, MA 02128"
    keys = set(keys_of(plain_words(f"comm. {number} {street}")))
    assert set(WantedPlace.of(place).keys) & keys
