"""A sheet's first rows by column, its header with the row of groups above it."""

from __future__ import annotations

from include.core_backoffice.mapping.suggest.samples import ROWS, samples
from tests.core_backoffice.mapping.suggest.files import file


def test_columns_have_their_cells_short_rows_too() -> None:
    (sample,) = samples(file("A | B\n1 | 2\n3"))
    assert [column.header for column in sample.columns] == ["A", "B"]
    assert sample.column("B").texts() == ("2", "")
    assert sample.column("B").filled() == ("2",)


def test_only_the_first_rows_are_looked_at() -> None:
    (sample,) = samples(file("A | B\n" + "1 | 2\n" * (ROWS + 5)))
    assert sample.rows == ROWS


def test_names_that_repeat_take_the_groups_above_them() -> None:
    (sample,) = samples(
        file("Closings\nDeal | Agent 1 | | Agent 2 |\nRef | Name | Split | Name | Split\n7|J|5|T|6")
    )
    assert [column.header for column in sample.columns] == [
        "Deal / Ref",
        "Agent 1 / Name",
        "Agent 1 / Split",
        "Agent 2 / Name",
        "Agent 2 / Split",
    ]


def test_names_that_repeat_below_a_title_stay() -> None:
    (sample,) = samples(file("Closings\nRef | Date | Date\n7 | x | y"))
    assert [column.header for column in sample.columns] == ["Ref", "Date", "Date [2]"]


def test_a_header_alone_is_no_sample() -> None:
    assert list(samples(file("A | B"))) == []
