"""Where something is in an import, as sentences name it."""

from __future__ import annotations

import pytest

from include.core_backoffice.canonical.places import where
from include.core_backoffice.canonical.rows import Place


@pytest.mark.parametrize(
    ("arrival", "place", "words"),
    [
        ("closings.csv", Place(), "closings.csv"),
        ("closings.csv", Place(rows=(12,)), "closings.csv, row 12"),
        (
            "closings.xlsx",
            Place(sheet="Deals", rows=(12, 13)),
            'closings.xlsx, sheet "Deals", rows 12 and 13',
        ),
        ("a.csv", Place(rows=(1, 2, 3)), "a.csv, rows 1, 2, and 3"),
        ("a.csv", Place(rows=tuple(range(1, 41))), "a.csv, rows 1, 2, 3, 4, 5, and 35 more"),
        ("", Place(), ""),
    ],
)
def test_a_place_is_named_by_file_sheet_and_rows(arrival: str, place: Place, words: str) -> None:
    assert where(arrival, place) == words
