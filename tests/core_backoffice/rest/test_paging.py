"""A list is read to its end, each row once, whatever the pages look like."""

from __future__ import annotations

from typing import Any

import pytest

from include.core_backoffice.rest.paging import PageRepeated, Params, whole_list


class Pages:
    """Answers one page after the other, and remembers the queries."""

    def __init__(self, *pages: list[Any]) -> None:
        self.pages = list(pages)
        self.queries: list[Params] = []

    def read(self, query: Params) -> list[Any]:
        self.queries.append(query)
        return self.pages.pop(0)


def rows(*ids: int) -> list[Any]:
    return [{"id": own_id} for own_id in ids]


def ids(pages: Pages, *, short_page_ends: bool = False) -> list[int]:
    params = {"full_info": 1}
    read = whole_list(pages.read, params, size=2, short_page_ends=short_page_ends)
    return [row["id"] for page in read for row in page]


def test_a_page_starts_after_the_last_row_of_the_one_before() -> None:
    pages = Pages(rows(1, 2), rows(3), [])
    assert ids(pages) == [1, 2, 3]
    assert pages.queries == [
        {"full_info": 1, "count": 2},
        {"full_info": 1, "count": 2, "starting_from_id": "2"},
        {"full_info": 1, "count": 2, "starting_from_id": "3"},
    ]


def test_a_short_page_ends_the_list_only_where_that_is_certain() -> None:
    assert ids(Pages(rows(1), rows(2), [])) == [1, 2]
    assert ids(Pages(rows(1), rows(2)), short_page_ends=True) == [1]


def test_repeated_rows_count_once() -> None:
    assert ids(Pages(rows(1, 2), rows(2, 3), rows(3), [])) == [1, 2, 3]


def test_after_a_full_page_an_empty_one_is_requested_again() -> None:
    assert ids(Pages(rows(1, 2), [], rows(3), [])) == [1, 2, 3]
    assert ids(Pages(rows(1, 2), [], [])) == [1, 2]


def test_a_full_page_without_new_rows_twice_in_a_row_cannot_be_the_end() -> None:
    with pytest.raises(PageRepeated):
        ids(Pages(rows(1, 2), rows(1, 2), rows(1, 2)))


def test_rows_without_an_id_are_delivered_and_end_the_list() -> None:
    assert list(whole_list(Pages([{"id": None}, "?"]).read, {}, size=2, short_page_ends=False)) == [
        [{"id": None}, "?"]
    ]
