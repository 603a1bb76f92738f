"""A sweep has one day, whatever the machine's clock says; an entry of another day is found."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

from tests.crash.databases import Sqlite
from tests.crash.findings import compare
from tests.crash.points import MEMORIES, Sweep
from tests.crash.scenarios import SCENARIOS
from tests.crash.stage import open_stage
from tests.crash.worker import Job, run_worker
from tests.sync.office import ZONE

BEFORE_MIDNIGHT = dt.datetime(2026, 3, 2, 23, 59, 59, tzinfo=ZONE)
DAY, NEXT_DAY = "2026-03-02", "2026-03-03"


def dates_of(prepared: Sweep, job: Job) -> set[str]:
    """A worker does its job from the beginning. Returns the dates of all entries."""
    assert run_worker(job)[1].outcomes == ["completed"]
    return {entry["date"] for entry in prepared.stage.office.quickbooks.entries()}


def test_workers_are_told_which_day_it_is_and_entries_of_another_one_are_found(
    tmp_path: Path,
) -> None:
    with open_stage(Sqlite(tmp_path)) as stage:
        stage.office.now = BEFORE_MIDNIGHT
        prepared = Sweep(stage, SCENARIOS["first sync"], MEMORIES["endless"], tmp_path)
        prepared.set_back()
        assert dates_of(prepared, prepared.job(until_done=True)) == {DAY}
        assert list(compare(stage.office, prepared.wanted)) == []

        prepared.set_back()
        a_second_later = (BEFORE_MIDNIGHT + dt.timedelta(seconds=1)).isoformat()
        job = prepared.job(until_done=True)
        job = dataclasses.replace(job, address={**job.address, "now": a_second_later})
        assert dates_of(prepared, job) == {NEXT_DAY}
        found = compare(stage.office, prepared.wanted)
        assert len(found.lost) == len(found.differences) == 6
        assert all(DAY in one for one in found.lost)
        assert all(NEXT_DAY in one for one in found.differences)
