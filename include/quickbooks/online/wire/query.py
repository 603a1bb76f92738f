"""QuickBooks Online's query language: quoting, lists of values, pages.

https://developer.intuit.com/app/developer/qbo/docs/learn/explore-the-quickbooks-online-api/data-queries:
conditions joined by AND only, positions from 1, at most 1000 rows a page, a backslash before quotes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

PAGE = 1000
"""Rows of a page, the most there may be."""

_LIST = 200
"""Values of one IN list; the documentation names no limit, and queries travel in a body."""


def quoted(value: str) -> str:
    r"""A value as the query language takes it: `O'Hara` is `'O\'Hara'`."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def one_of(field: str, values: Sequence[str]) -> Iterator[str]:
    """Conditions that together cover all values, each of one IN list; duplicates count once."""
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), _LIST):
        listed = ", ".join(quoted(value) for value in distinct[start : start + _LIST])
        yield f"{field} IN ({listed})"


def select(entity: str, *conditions: str, order: str = "Id") -> str:
    """A query of whole entities, in an order that stays the same from page to page."""
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT * FROM {entity}{where} ORDERBY {order}"


def page(query: str, position: int, rows: int = PAGE) -> str:
    """One page of a query, of at most so many rows, from a position that counts from 1."""
    return f"{query} STARTPOSITION {position} MAXRESULTS {rows}"
