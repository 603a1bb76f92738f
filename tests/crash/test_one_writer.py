"""Two workers at once: one writes and one waits; one that was given up for dead writes nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import Engine, MetaData, select

from include.database.statuses import OperationStatus
from include.database.tables.runs import Operation
from tests.crash.databases import Sqlite
from tests.crash.findings import compare
from tests.crash.points import MEMORIES, Sweep
from tests.crash.scenarios import SCENARIOS
from tests.crash.stage import Stage, open_stage
from tests.crash.worker import LEASE_LOST, Job, ended, start
from tests.profiles import is_quick
from tests.sync.office import EXPENSES


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with open_stage(Sqlite(tmp_path)) as opened:
        yield opened


def until(condition: Callable[[], bool], worker: Any) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert worker.is_alive(), "the worker ended too early"
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.01)


_SENT_DOCUMENTS = select(Operation).where(
    Operation.status == OperationStatus.SENT, Operation.kind.in_(["bill", "vendor credit"])
)

_ANYONES = {"kept_list", "metered_reads"}
"""What was read of QuickBooks: true whoever read it, so no lease is asked."""


def everything_in(engine: Engine) -> dict[str, list[Any]]:
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        return {
            name: sorted(map(str, connection.execute(select(table))))
            for name, table in metadata.tables.items()
            if name not in _ANYONES
        }


def test_of_two_runs_at_once_one_writes_and_one_waits(
    stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    office = stage.office
    asked = SCENARIOS["first sync"].arrange(office)
    # Its batches take a while: long enough for another run to come.
    office.quickbooks.fault("slow", {"operation": "batch"}, times=None, seconds=1.0)
    job = Job(stage.address, asked, tmp_path / "log", tmp_path / "answer")
    first = start(job)

    def sends_all() -> bool:
        """What is only planned, the second run would plan anew and post itself."""
        with office.database.reading() as session:
            return len(session.scalars(_SENT_DOCUMENTS).all()) == 6

    until(sends_all, first)
    second = office.run(EXPENSES)
    assert ended(first, job)[1].outcomes == ["completed"]
    waited = [one.message for one in caplog.records if one.message.startswith("waiting: ")]
    assert "Agent expenses run 1 is posting to willow-park" in waited[0]
    assert second.created == 0
    assert len(office.entries("Bill")) + len(office.entries("VendorCredit")) == 6
    assert office.run(EXPENSES).created == 0


def hang_and_come_back(prepared: Sweep, number: int) -> tuple[list[str], list[str]]:
    """A worker hangs at a boundary; another does its work; then the first comes back.

    Returns:
        What the one that came back says of itself, and what is wrong in the end.
    """
    stage, office = prepared.stage, prepared.stage.office
    prepared.set_back()
    job = prepared.job(kill_at=number, how=signal.SIGSTOP)
    hung = start(job)
    process = psutil.Process(hung.pid)
    until(lambda: process.status() == psutil.STATUS_STOPPED, hung)
    prepared.run_out_the_lease()
    heir = prepared.job(until_done=True)
    _, work = ended(start(heir), heir)
    assert work.outcomes[-1] == "completed"

    before = everything_in(office.database.engine)
    os.kill(hung.pid, signal.SIGCONT)
    _, ghost = ended(hung, job)
    assert everything_in(office.database.engine) == before
    return ghost.outcomes, list(compare(stage.office, prepared.wanted))


def while_it_has_the_lease(prepared: Sweep) -> list[int]:
    """Boundaries at which a worker may write, and holds nothing that others would wait for."""
    post = [n for n, one in enumerate(prepared.boundaries) if one.step == "post"]
    return [n for n in post[1:-1] if not prepared.boundaries[n].what.startswith("before commit")]


def test_a_stale_fencing_number_writes_nothing_wherever_its_worker_hung(
    stage: Stage, tmp_path: Path
) -> None:
    prepared = Sweep(stage, SCENARIOS["first sync"], MEMORIES["endless"], tmp_path)
    for number in while_it_has_the_lease(prepared)[4 :: 20 if is_quick() else 6]:
        said, wrong = hang_and_come_back(prepared, number)
        assert (said, wrong) == ([LEASE_LOST], []), prepared.boundaries[number]


def test_a_worker_that_hung_between_hand_over_and_sending_sends_nothing_when_it_comes_back(
    stage: Stage, tmp_path: Path
) -> None:
    # QuickBooks forgets request ids at once and takes two payments of one kind: only the lease helps.
    prepared = Sweep(stage, SCENARIOS["billing with payments"], MEMORIES["none"], tmp_path)
    handed_over = [
        number
        for number, one in enumerate(prepared.boundaries)
        if one.what == "after commit of audit_event, lease, operation"
    ]
    assert len(handed_over) == 3, "customer, invoices, payments"
    for number in handed_over[-1:] if is_quick() else handed_over:
        assert hang_and_come_back(prepared, number) == ([LEASE_LOST], [])
