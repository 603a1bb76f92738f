"""Undoing a run is broken off: the undo that finishes it says of every record that it is undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.databases import Sqlite
from tests.crash.points import MEMORIES, Sweep
from tests.crash.scenarios import SCENARIOS
from tests.crash.stage import open_stage
from tests.matrices import under_each


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


@under_each("again", [pytest.param(True, id="tried-again"), pytest.param(False, id="run-anew")])
def test_the_undo_that_comes_after_finishes_it(tmp_path: Path, again: bool) -> None:
    assert sweep_of_the_batch(tmp_path, again=again) == []
