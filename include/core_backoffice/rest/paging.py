"""A whole list of CORE's, page by page, although CORE may repeat rows or return short pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from include.core_backoffice.records.values import usable_id

Params: TypeAlias = Mapping[str, str | int]


class PageRepeated(Exception):
    """CORE returned the same full page twice, so the list can't be read to its end."""


def whole_list(
    read_page: Callable[[Params], list[Any]], params: Params, *, size: int, short_page_ends: bool
) -> Iterator[list[Any]]:
    """The pages of a list, each row once.

    Args:
        read_page: reads one page for a query.
        params: the query of the list.
        size: rows per page.
        short_page_ends: whether a short page is the last one; else only a page without new rows is.

    Raises:
        PageRepeated: CORE returned the same full page twice.
    """
    seen: set[str] = set()
    start: Params = {}
    was_full = False
    while True:
        query = {**params, "count": size, **start}
        rows = read_page(query)
        fresh = _unseen(rows, seen)
        if not fresh and (was_full or len(rows) >= size):
            # More is to be expected: after a full page, or after a page of repeated rows.
            rows = read_page(query)
            fresh = _unseen(rows, seen)
            if not fresh and len(rows) >= size:
                raise PageRepeated
        if not fresh:
            return
        yield fresh
        was_full = len(rows) >= size
        if short_page_ends and not was_full:
            return
        ids = [own_id for row in rows if (own_id := _id_of(row))]
        if not ids:
            return
        start = {"starting_from_id": ids[-1]}


def _unseen(rows: list[Any], seen: set[str]) -> list[Any]:
    fresh = []
    for row in rows:
        mark = _id_of(row) or f"row {row!r}"
        if mark not in seen:
            seen.add(mark)
            fresh.append(row)
    return fresh


def _id_of(row: object) -> str:
    return usable_id(row.get("id")) if isinstance(row, dict) else ""
