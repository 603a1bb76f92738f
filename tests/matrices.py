"""Which cases of a test are tried: every row of its tables, and the worlds it runs under in turn.

What a test only runs under is a world: one of the two QuickBooks, one of the two databases (fixtures
with parameters), a template (`under_each`). What it finds is in its tables.

- A whole run tries every combination of rows in one world, and everything that makes up a world with
  one of them: each QuickBooks, each database, each template, not each template in each QuickBooks.
- A quick run tries so many combinations that every row of every table is in one, and each in one
  world; the tests of a file take the worlds in turn. Tests that are marked `whole` are left out.
- A long run tries everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count, repeat
from typing import Any

import pytest

World = tuple[tuple[str, int], ...]
"""What a case runs under: columns, each with the identity of its value."""

Row = tuple[str, tuple[int, ...]]
"""A table, by the names of its columns, and a row of it, by the identity of its values."""


def under_each(
    columns: str | tuple[str, ...], rows: Iterable[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Parametrize a test by what it runs under, not by what it finds.

    Args:
        columns: names of the test's arguments.
        rows: a value for each world, or a tuple of them.
    """
    table = pytest.mark.parametrize(columns, list(rows))
    world = pytest.mark.worlds(columns)
    return lambda test: world(table(test))


def enough_cases(items: Sequence[pytest.Item], *, quick: bool) -> list[pytest.Item]:
    """The tests of a quick or a whole run, in their order."""
    cases: dict[str, dict[str, list[pytest.Item]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        file, _, name = item.nodeid.partition("[")[0].partition("::")
        if not quick or item.get_closest_marker("whole") is None:
            cases[file][name].append(item)
    kept = set[int]()
    for tests in cases.values():
        # A whole run has each world anyway; what is left goes to the first one, which is the quickest.
        turn: Iterator[int] = count() if quick else repeat(0)
        for those in tests.values():
            if _are_examples(those, quick=quick):
                kept |= {id(item) for item in those}
                continue
            rows = {id(case): _rows(case) if quick else _combination(case) for case in those}
            kept |= {id(item) for item in _enough(those, rows, turn)}
    return [item for item in items if id(item) in kept]


def _are_examples(cases: Sequence[pytest.Item], *, quick: bool) -> bool:
    """Whether each is wanted, even if two are alike: in one world, and in a quick run of one table."""
    one_world = len({_world(case) for case in cases}) == 1
    return one_world and (not quick or len(_tables(cases[0])) == 1)


def _enough(
    cases: Sequence[pytest.Item], rows: Mapping[int, frozenset[Row]], turn: Iterator[int]
) -> list[pytest.Item]:
    """So many cases of one test that every row is in one; always the one with most rows to come."""
    worlds = list(dict.fromkeys(_world(case) for case in cases))
    missing = frozenset[Row]().union(*rows.values())
    if not missing:
        return [_first_of(worlds, cases, turn)]
    left, chosen = list(cases), []
    while missing:
        most = max(len(rows[id(case)] & missing) for case in left)
        best = _first_of(
            worlds, [case for case in left if len(rows[id(case)] & missing) == most], turn
        )
        left.remove(best)
        missing -= rows[id(best)]
        chosen.append(best)
    return chosen


def _first_of(
    worlds: Sequence[World], cases: Sequence[pytest.Item], turn: Iterator[int]
) -> pytest.Item:
    """The first case in the world whose turn it is, or in the next one that has any."""
    at = next(turn)
    for offset in range(len(worlds)):
        world = worlds[(at + offset) % len(worlds)]
        for case in cases:
            if _world(case) == world:
                return case
    raise AssertionError("every case is in a world")


def _rows(case: pytest.Item) -> frozenset[Row]:
    """The row of each table that a case has."""
    params = _params(case)
    return frozenset(
        (", ".join(table), tuple(id(params[column]) for column in table)) for table in _tables(case)
    )


def _combination(case: pytest.Item) -> frozenset[Row]:
    """Its rows as one, and each part of its world."""
    together = tuple(value for _, values in sorted(_rows(case)) for value in values)
    return frozenset({("rows", together), *((name, (value,)) for name, value in _world(case))})


def _world(case: pytest.Item) -> World:
    """What a case runs under."""
    of_tables = {column for table in _tables(case) for column in table}
    params = _params(case)
    return tuple((name, id(params[name])) for name in sorted(params) if name not in of_tables)


def _params(case: pytest.Item) -> dict[str, object]:
    return getattr(getattr(case, "callspec", None), "params", {})


def _tables(case: pytest.Item) -> list[tuple[str, ...]]:
    worlds = {_columns(mark) for mark in case.iter_markers("worlds")}
    tables = (_columns(mark) for mark in case.iter_markers("parametrize"))
    return [table for table in tables if table not in worlds]


def _columns(mark: pytest.Mark) -> tuple[str, ...]:
    names = mark.args[0] if mark.args else mark.kwargs["argnames"]
    if isinstance(names, str):
        names = names.split(",")
    return tuple(name.strip() for name in names)
