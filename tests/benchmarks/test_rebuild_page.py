"""The section about a lost database has the figures, and says whether the targets were met."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.parts.rebuild_page import rebuild
from tests.benchmarks.test_page import MACHINE

MEASURED: dict[str, Any] = {
    "machine": MACHINE,
    "entries": 19_278,
    "records": 7_560,
    "counts": {"links": 19_278},
    "look_seconds": 40.2,
    "apply_seconds": 111.1,
    "calls": 132,
    "reads": 132,
    "memory_mib": 411.0,
    "created_after": 0,
    "updated_after": 0,
    "entries_after": 19_278,
}


def test_the_figures_are_told() -> None:
    written = rebuild(MEASURED)
    assert "| entries linked | 19,278 |" in written
    assert "| applying | 111 s |" in written
    assert "1,500 MiB: met." in written


@pytest.mark.parametrize(
    "worse",
    [{"entries_after": 19_279}, {"created_after": 1}, {"reads": 10_000}, {"memory_mib": 9e9}],
)
def test_a_missed_target_is_told(worse: dict[str, Any]) -> None:
    assert "1,500 MiB: missed." in rebuild({**MEASURED, **worse})
