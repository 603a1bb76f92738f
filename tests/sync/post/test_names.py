"""The same, similar, or different: what a bookkeeper would call two names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sync.post.names import alike, normal


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Jane Doe", "JANE  DOE"),
        ("Jane Doe", "Doe, Jane"),
        ("José Núñez", "Jose Nunez"),
        ("Łukasz Żak", "Lukasz Zak"),
        ("O'Hara & Sons, Inc.", "OHara Sons Inc"),
        ("12 Oak Street, Boston, MA 02128", "12 Oak St. Boston MA 02128"),
        ("7 North Harbor Drive, Suite 4", "7 N Harbor Dr Ste 4"),
    ],
)
def test_what_makes_no_difference_is_the_same(name: str, other: str) -> None:
    assert normal(name) == normal(other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Jon Smith", "John Smith"),
        ("Jane Doe", "Jane M. Doe"),
        ("Jane Doe", "Jane Doe Realty"),
        ("Maria Lopez", "Maria Lopes"),
        ("12 Oak Street, Boston, MA 02128", "12 Oak Street"),
        ("12 Oak Street, Boston, MA 02128", "12 Oaks Street, Boston, MA 02128"),
        ("12 Oak Street, Boston, MA 02128", "12 Oak Street, Apt 3, Boston, MA 02128"),
    ],
)
def test_a_similar_name_is_a_candidate(name: str, other: str) -> None:
    assert normal(name) != normal(other)
    assert alike(name, [other, "Someone Else"]) == [other]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Jane Doe", "John Doe"),
        ("Amy Adler", "Amy Barlow"),
        ("Acme Realty", "Zenith Realty"),
        ("12 Oak Street, Boston, MA 02128", "14 Oak Street, Boston, MA 02128"),
        ("12 Oak Street, Boston, MA 02128", "12 Elm Street, Boston, MA 02128"),
        ("12 Oak Street, Boston, MA 02128", "12 Oak Street, Boston, MA 02134"),
    ],
)
def test_a_different_name_is_no_candidate(name: str, other: str) -> None:
    assert alike(name, [other]) == []


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=5))
def test_no_name_is_too_strange(name: str, others: list[str]) -> None:
    normal(name)
    assert set(alike(name, others)) <= set(others)
