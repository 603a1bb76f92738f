"""Where the time of a click goes, out of the times that Airflow has of each task."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from benchmarks import click_to_posted
from benchmarks.parts.corrections import CORRECTIONS

_BEGAN = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)


class _Airflow:
    """A run whose tasks each wait 0.25 s until they are queued and 0.5 s until they start, and take 1 s."""

    def task_instances(self, _dag: str, _run: str) -> list[dict[str, Any]]:
        rows, at = [], _BEGAN
        for task in click_to_posted.TASKS:
            moments = [at + dt.timedelta(seconds=after) for after in (0.25, 0.75, 1.75)]
            names = ("queued_when", "start_date", "end_date")
            texts = (moment.isoformat() for moment in moments)
            rows.append({"task_id": task, **dict(zip(names, texts, strict=True))})
            at = moments[-1]
        return rows[::-1]


def test_each_task_waits_for_the_scheduler_then_for_its_process_then_works() -> None:
    api: Any = _Airflow()
    steps = click_to_posted._steps(api, "brokerage_income", "a run", _BEGAN)
    assert list(steps) == ["extract", "diff", "approve", "post", "verify"]
    for times in steps.values():
        assert times == {"scheduled": 0.25, "started": 0.5, "ran": 1.0}


def test_what_is_waited_for_too_long_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click_to_posted, "_LIMIT", 0.0)
    with pytest.raises(TimeoutError, match="the entry did not come"):
        click_to_posted._until(lambda: False, "the entry", lambda: None)


def test_every_workflow_has_something_to_correct() -> None:
    assert list(CORRECTIONS) == ["brokerage_income", "agent_expenses", "agent_billing"]
