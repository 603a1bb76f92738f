"""Which record a row is of."""

from __future__ import annotations

import pytest

from include.core_backoffice.files.sheets import Cell
from include.core_backoffice.mapping.keys import Keys, row_key
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.tables import BoundTable, bind
from tests.core_backoffice.mapping.made_files import made_file, made_sheet, profile_of


def bound(profile: Profile, header: str) -> BoundTable:
    return bind(profile, made_file(made_sheet(header))).tables[0]


TWO = bound(profile_of({"of": "deals", "key": ["Address", "Unit"]}), "Address|Unit")
ONE = bound(profile_of({"of": "statements", "key": ["No"]}), "No|Other")


@pytest.mark.parametrize("cell", ["b-1", " B-1 ", "B-1"])
def test_case_and_blanks_of_a_key_make_no_difference(cell: Cell) -> None:
    assert Keys(ONE, "x.csv").key((cell,)) == "statement:B-1"


def test_all_columns_of_a_key_must_be_filled() -> None:
    keys = Keys(TWO, "x.csv")

    assert keys.key(("12 Oak St", "")) is None
    assert keys.key((None, "4")) is None
    assert keys.key(("12 Oak St", "4")) == keys.key(("12 OAK  ST", " 4"))
    assert keys.key(("12 Oak St", "4")) != keys.key(("12 Oak St 4", "4"))


def test_a_key_is_never_the_one_of_the_row_before() -> None:
    keys = Keys(ONE, "x.csv")

    assert [keys.key((cell,)) for cell in ("1", "2", "", "2", None, True, "1")] == [
        "statement:1",
        "statement:2",
        None,
        "statement:2",
        None,
        "statement:YES",
        "statement:1",
    ]


def test_a_row_without_key_is_known_by_its_content() -> None:
    assert row_key(ONE, ("",)) == row_key(ONE, (None,))
    assert row_key(TWO, ("a", "")) != row_key(TWO, ("", "a"))
    assert row_key(ONE, ("x",)).startswith("statement:row-")
