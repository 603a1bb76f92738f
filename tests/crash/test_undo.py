"""Undoing a run is broken off: the undo that finishes it says of every record that it is undone."""

from __future__ import annotations

from pathlib import Path

from tests.crash.databases import Sqlite
from tests.crash.points import MEMORIES, Sweep
from tests.crash.scenarios import SCENARIOS
from tests.crash.stage import open_stage


def sweep_of_the_batch(folder: Path, *, again: bool) -> list[str]:
    """Kill the worker when QuickBooks has taken everything back and nothing of it is taken down."""
    with open_stage(Sqlite(folder)) as stage:
        prepared = Sweep(stage, SCENARIOS["undo"], MEMORIES["none"], folder)
        points = [
            point
            for point in prepared.points()
            if point.boundary.what == "after POST batch" and not point.broken_after
        ]
        result = prepared.run(points, again=again)
    assert result.points == result.killed > 0
    assert result.duplicates + result.lost == []
    return result.differences


def test_the_same_undo_tried_again_finishes_it(tmp_path: Path) -> None:
    assert sweep_of_the_batch(tmp_path, again=True) == []


def test_a_second_undo_of_the_same_run_finishes_it(tmp_path: Path) -> None:
    assert sweep_of_the_batch(tmp_path, again=False) == []
