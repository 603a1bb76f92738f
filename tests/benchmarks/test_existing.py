"""The benchmark of existing entries matches what it says it does, and nothing wrongly."""

from __future__ import annotations

from benchmarks import existing


def test_nearly_all_are_found_and_none_wrongly() -> None:
    row = existing.measure(1000)
    assert row["wrong"] == 0
    assert row["certain"] >= 950
    assert row["peak_mib"] >= row["input_mib"]
