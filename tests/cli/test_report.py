"""The report of the latest runs."""

from __future__ import annotations

from tests.cli.conftest import Run


def test_a_report_before_the_first_run_is_empty(run: Run) -> None:
    assert run("report", "--company", "willow", "--json") == (0, "[]\n")
