"""How the page shows a click on Sync."""

from __future__ import annotations

from benchmarks.parts.click_page import click

_TIMES = {"scheduled": 0.25, "started": 0.125, "ran": 0.5}
_MEASURED = {
    "machine": {
        "processor": "Some Processor",
        "cores": 2,
        "python": "3.11",
        "system": "Linux",
        "load": 0.1,
    },
    "stack": "rehearsal",
    "target": 5.0,
    "workflows": {
        "brokerage_income": {
            "posted": [2.0, 2.5, 9.0],
            "median": 2.5,
            "finished": 3.5,
            "steps": {"extract": _TIMES, "post": _TIMES},
        },
        "agent_expenses": {
            "posted": [6.0, 6.0, 6.0],
            "median": 6.0,
            "finished": 7.0,
            "steps": {"extract": _TIMES},
        },
    },
}


def test_each_workflow_has_its_median_and_whether_it_is_soon_enough() -> None:
    written = click(_MEASURED)
    assert "## From click to posted, on Celery and PostgreSQL" in written
    assert "| brokerage_income | 2.5 s | 2.0 s | 9.0 s | 3.5 s | 5 s | met |" in written
    assert "| agent_expenses | 6.0 s | 6.0 s | 6.0 s | 7.0 s | 5 s | missed |" in written


def test_where_the_time_goes_is_told_task_by_task() -> None:
    assert "| post | 0.25 s | 0.12 s | 0.50 s |" in click(_MEASURED)
