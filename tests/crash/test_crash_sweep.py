"""A worker is killed at every boundary of its work: nothing is doubled, nothing is lost."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.crash.databases import Sqlite
from tests.crash.findings import compare
from tests.crash.points import MEMORIES, Sweep
from tests.crash.scenarios import SCENARIOS
from tests.crash.stage import open_stage
from tests.crash.sweep import sample, sweep
from tests.crash.worker import ended, run_worker, start
from tests.matrices import under_each
from tests.profiles import is_quick


def test_wherever_a_worker_dies_the_books_are_in_the_end_as_if_it_had_lived(
    tmp_path: Path, postgresql: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines: list[str] = []
    found = sweep(sample(), tmp_path, postgresql, lines.append)
    with capsys.disabled():
        print("", *lines, f"crash sweep: {found}", sep="\n")  # noqa: T201  (the number is wanted)
    assert found.duplicates == []
    assert found.lost == []
    assert found.differences == []
    assert found.killed == found.points
    assert found.points >= (7 if is_quick() else 20)


@under_each("batch", [pytest.param(1, id="invoices"), pytest.param(2, id="payments")])
def test_quickbooks_is_still_at_work_for_the_dead_worker_when_the_next_one_looks(
    tmp_path: Path, batch: int
) -> None:
    with open_stage(Sqlite(tmp_path)) as stage:
        prepared = Sweep(stage, SCENARIOS["billing with payments"], MEMORIES["none"], tmp_path)
        quickbooks = stage.office.quickbooks
        prepared.set_back()
        asked_before = quickbooks.calls()["batch"]
        quickbooks.fault("slow", {"operation": "batch"}, after=batch - 1, seconds=1.0)
        job = prepared.job()
        worker = start(job)
        deadline = time.monotonic() + 60
        while quickbooks.calls()["batch"] < asked_before + batch:
            assert worker.is_alive()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        os.kill(worker.pid, signal.SIGKILL)
        assert ended(worker, job)[0]

        prepared.run_out_the_lease()
        _, work = run_worker(prepared.job(until_done=True, settle_seconds=2.5))
        assert work.outcomes == ["completed"]
        assert work.written_again == 0
        assert list(compare(stage.office, prepared.wanted)) == []
