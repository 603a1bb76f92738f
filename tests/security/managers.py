"""Under which auth managers a test runs: what differs between them always under both.

A run on the live Airflow takes ten seconds. So what CoreBooks alone decides is tried under one of them,
unless everything is (TESTS=long).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.profiles import profile

IS_LONG = profile() == "long"
_BOTH = ("simple", "fab")
_Test = Callable[..., None]

under_both: Callable[[_Test], _Test] = pytest.mark.parametrize(
    "gate", _BOTH, indirect=True, scope="session"
)
under_one: Callable[[_Test], _Test] = pytest.mark.parametrize(
    "gate", _BOTH if IS_LONG else _BOTH[:1], indirect=True, scope="session"
)


def under_fab(column: str, rows: list[Any]) -> Callable[[_Test], _Test]:
    """The first row under FAB; every row under both if everything is tried."""
    cases = [(gate, row) for gate in _BOTH for row in rows] if IS_LONG else [("fab", rows[0])]
    names = [f"{gate}-{getattr(row, '__name__', row)}" for gate, row in cases]
    columns = ("gate", column)
    return pytest.mark.parametrize(columns, cases, ids=names, indirect=["gate"], scope="session")
