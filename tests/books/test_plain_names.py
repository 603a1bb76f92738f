"""Names that a bookkeeper would call the same."""

from __future__ import annotations

import pytest

from include.books.plain_names import normal


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
