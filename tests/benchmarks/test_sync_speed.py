"""How the figures of a sync are computed, and which targets they meet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from benchmarks import sync_speed
from benchmarks.sync_speed import CHANGED, FIRST, UNCHANGED, Sizes, _derive, measure, targets
from sandbox.quickbooks_online.testing import running_sandbox

pytestmark = pytest.mark.whole


def row(who: str, scenario: str, **figures: Any) -> dict[str, Any]:
    base = {"documents": 100, "calls": 10, "written": 100, "throttled": 0, "refreshes": 1}
    measured = {"who": who, "scenario": scenario, **base, **figures}
    measured.setdefault("real_seconds", 2.0)
    measured.setdefault("written_seconds", 1.0)
    _derive(measured, scale=5, total=1000)
    return measured


def test_times_are_those_of_real_time_and_samples_count_for_all() -> None:
    measured = row("plain loop", FIRST)
    assert (measured["seconds"], measured["seconds_for_all"]) == (10.0, 100.0)
    assert measured["items_per_minute"] == pytest.approx(1200)
    assert measured["share"] == pytest.approx(1)
    assert measured["calls_per_document"] == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("figures", "missed"),
    [
        ({}, set()),
        ({"written_seconds": 1.2}, {"first sync: at least 1,080 items per minute"}),
        ({"throttled": 1}, {"throttled answers: none"}),
        (
            {"calls": 50},
            {"first sync: at least 8 times fewer calls than the plain loop"},
        ),
        (
            {"real_seconds": 5.0},
            {"first sync: at least 5 times less time than the plain loop"},
        ),
    ],
)
def test_a_target_that_is_missed_says_so(figures: dict[str, Any], missed: set[str]) -> None:
    rows = [
        row("CoreBooks", FIRST, **figures),
        row("CoreBooks", CHANGED, calls=4, written=1),
        row("CoreBooks", UNCHANGED, calls=1, written=0),
        row("plain loop", FIRST, calls=300, real_seconds=20.0),
    ]
    assert {target["text"] for target in targets(rows) if not target["kept"]} == missed


@contextmanager
def quickbooks_in_this_process(scale: float) -> Iterator[str]:
    """The sandbox in this process: starting three processes takes longer than the work."""
    with running_sandbox(
        limits="published", time_scale=scale, latency_per_call=0.3, latency_per_item=0.3
    ) as sandbox:
        yield sandbox.url


def test_all_three_do_the_same_work_on_a_small_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_speed, "_quickbooks", quickbooks_in_this_process)
    measured = measure(200, Sizes(deals=20, plain=5, threaded=5))
    written = {(row["who"], row["scenario"]): row["written"] for row in measured["rows"]}
    assert measured["changed"] >= 1
    assert written["CoreBooks", FIRST] > measured["documents"], "bills and their vendors"
    assert written["CoreBooks", CHANGED] == measured["changed"]
    for loop in ("plain loop", "10 threads"):
        assert written[loop, FIRST] >= 5
        assert written[loop, CHANGED] == 1
    assert {written[who, UNCHANGED] for who, _ in written} == {0}
