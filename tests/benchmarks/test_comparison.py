"""The comparison's benchmark compares what it says it does."""

from __future__ import annotations

import pytest

from benchmarks import comparison


def test_the_records_compared_have_changes_of_every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "REPEATS", 1)
    row = comparison.measure(2000)
    assert row["verdicts"] == comparison.expected(2000)
    assert comparison.expected(2000) == {
        "create": 2,
        "update": 20,
        "orphan": 2,
        "unchanged": 1976,
    }
    assert row["peak_mib"] >= row["input_mib"]
