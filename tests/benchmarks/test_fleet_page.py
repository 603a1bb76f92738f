"""The section about many companies says what was counted, and whether the target was met."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.parts.fleet_page import fleet
from tests.benchmarks.test_page import MACHINE


def measured(month: int) -> dict[str, Any]:
    counts = {"queries": 331, "core_calls": 2000, "task_instances": 56, "metered_reads": 0}
    return {
        "machine": MACHINE,
        "companies": 1000,
        "looks": [{"name": "all idle", "runs": 0, "seconds": 21.44, **counts}],
        "day": {"a sync with changes": {"runs": 2, "metered reads": 3, "rows": 26}},
        "syncs_a_day": 3,
        "reads_a_month": month,
        "reads_limit": 400_000,
    }


@pytest.mark.parametrize(("month", "word"), [(300_000, "met"), (400_001, "missed")])
def test_the_month_is_compared_with_the_target(month: int, word: str) -> None:
    written = fleet(measured(month))
    assert "| all idle | 0 | 21.4 s | 331 | 2,000 | 56 | 0 |" in written
    assert "| a sync with changes | 2 | 3 | 26 |" in written
    assert f"{month:,} metered reads a month" in written
    assert f"Target: at most 400,000, {word}." in written


def test_pcs_that_are_waited_for_are_told_where_they_were_measured() -> None:
    waiting = {"pcs": 1000, "seconds": 20.04, "cpu_seconds": 0.52, "queries": 11, "fired": 0}
    written = fleet({**measured(300_000), "waiting": waiting})
    assert "11 queries in 20 seconds, and 2.6% of one core" in written
    assert "PCs" not in fleet(measured(300_000))
