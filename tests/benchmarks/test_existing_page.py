"""The section on existing entries is made of the benchmark's own result."""

from __future__ import annotations

from benchmarks.parts import page
from tests.benchmarks.test_page import MACHINE


def test_what_was_measured_is_in_its_section() -> None:
    row = {"documents": 20_000, "seconds": 14.31, "peak_mib": 248.2, "certain": 19_048, "wrong": 0}
    written = page.page({"existing": {"machine": MACHINE, "rows": [row]}})
    assert "## Existing entries" in written
    assert "| 20,000 | 14.3 s | 248 MiB | 19,048 | 0 |" in written
