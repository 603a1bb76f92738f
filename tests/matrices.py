"""Of tests that multiply tables with each other, a quick run tries every row, not every combination.

A test with one table keeps all its rows. One with several (each template, under each rule, in each
QuickBooks) keeps so many combinations that every row of every table is in one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pytest

Row = tuple[str, tuple[int, ...]]
"""A table, by the names of its columns, and a row of it, by the identity of its values."""


def every_row_once(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The tests of a quick run, in their order."""
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    kept = {id(item) for those in cases.values() for item in _enough(those)}
    return [item for item in items if id(item) in kept]


def _enough(cases: Sequence[pytest.Item]) -> list[pytest.Item]:
    """So many cases of one test that every row is in one; always the one with most rows to come."""
    rows = {id(case): frozenset(_rows(case)) for case in cases}
    if all(len(own) < 2 for own in rows.values()):
        return list(cases)
    left, missing, chosen = list(cases), frozenset[Row]().union(*rows.values()), []
    while missing:
        best = max(left, key=lambda case: len(rows[id(case)] & missing))
        left.remove(best)
        missing -= rows[id(best)]
        chosen.append(best)
    return chosen


def _rows(case: pytest.Item) -> Iterable[Row]:
    """The row of each table that a case has."""
    callspec = getattr(case, "callspec", None)
    if callspec is None:
        return
    tables = [_columns(mark) for mark in case.iter_markers("parametrize")]
    of_tables = {column for table in tables for column in table}
    # A fixture with parameters is a table of one column.
    tables += [(column,) for column in callspec.params if column not in of_tables]
    for table in tables:
        yield ", ".join(table), tuple(id(callspec.params[column]) for column in table)


def _columns(mark: pytest.Mark) -> tuple[str, ...]:
    names = mark.args[0] if mark.args else mark.kwargs["argnames"]
    if isinstance(names, str):
        names = names.split(",")
    return tuple(name.strip() for name in names)
