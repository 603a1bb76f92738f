"""The worker: one run of a workflow, or as many as it takes, in a process of its own.

Workers are forked from a server process that has the engine imported and does nothing else, so that
thousands of them can be started and killed.
"""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import signal
import threading
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from include.books.gateway import GatewayUnavailable
from include.database.engine import Database
from include.database.lease import LeaseLost
from include.database.tables.runs import SyncRun
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.post import post
from include.sync.run.mode import RunMode
from include.sync.run.run import close_preview
from include.sync.verify.report import RunReport, run_report
from include.sync.verify.verify import BooksDiffer, verify
from include.workflows.category import Category
from tests.crash.boundaries import Boundaries
from tests.sync.office import Office

MOST_RUNS = 6
"""More runs than this to clean up after one crash are a fault."""

LEASE_LOST = "lease lost"

_STEPS = ("extract", "diff", "post", "verify")
_LONGEST = 120.0


@dataclass(frozen=True, slots=True)
class Asked:
    """The run that somebody started."""

    category: Category
    records: tuple[str, ...] = ()
    mode: RunMode = RunMode.SYNC
    undo: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is to do.

    Attributes:
        address: where database, CORE and QuickBooks are, and what moment it is (`Office.address`).
        log: where it writes down the boundaries it crosses.
        answer: where it writes what became of its runs.
        name: the name of its first run; an earlier run's name takes that one up again.
        kill_at: the boundary at which it dies, or hangs.
        how: SIGKILL, or SIGSTOP for a worker that hangs until it is woken.
        first_step: where it takes the first run up.
        until_done: whether it goes on until a run is finished, and then runs once more.
        settle_seconds: how long QuickBooks may be at work after a hand-over.
    """

    address: dict[str, str]
    asked: Asked
    log: Path
    answer: Path
    name: str = ""
    kill_at: int | None = None
    how: signal.Signals = signal.SIGKILL
    first_step: str = "extract"
    until_done: bool = False
    settle_seconds: float = 0.0


@dataclass(slots=True)
class Work:
    """What became of a worker's runs.

    Attributes:
        outcomes: of each run: "completed", "previewed", "failed", or the sentence it stopped with.
        written_again: documents that the run after the finished one still wrote; must be none.
        reconnect: whether it ended because a person must connect QuickBooks again.
    """

    outcomes: list[str] = field(default_factory=list)
    written_again: int = 0
    reconnect: bool = False


def work(job: Job) -> None:
    """What the process does."""
    database = Database(job.address["database"])
    office = Office.elsewhere(job.address, database)
    boundaries = Boundaries(job.log, job.kill_at, job.how)
    done = Work()
    with boundaries.watched(database.engine):
        if job.until_done:
            _until_done(office, job, boundaries, done)
        else:
            done.outcomes.append(_once(office, job, boundaries))
    job.answer.write_text(json.dumps(dataclasses.asdict(done)))


def _once(office: Office, job: Job, boundaries: Boundaries) -> str:
    try:
        return _run(office, job, boundaries, job.name, job.first_step).outcome
    except LeaseLost:
        return LEASE_LOST


def _until_done(office: Office, job: Job, boundaries: Boundaries, done: Work) -> None:
    name, first = job.name, job.first_step
    for _ in range(MOST_RUNS):
        try:
            outcome = _run(office, job, boundaries, name, first).outcome
        except BooksDiffer:
            outcome = "failed"
        except GatewayUnavailable as stop:
            done.outcomes.append(stop.sentence)
            done.reconnect = stop.recovery.value == "reconnect"
            return
        done.outcomes.append(outcome)
        if outcome == "completed":
            break
        name, first = "", "extract"
    asked = Asked(job.asked.category)
    again = _run(office, dataclasses.replace(job, asked=asked), boundaries, "", "extract")
    done.written_again = again.created + again.updated + again.voided


def _run(office: Office, job: Job, boundaries: Boundaries, name: str, first: str) -> RunReport:
    """One run, task by task, as Airflow has them done; from the task it was killed in."""
    asked = job.asked
    with office.context(
        asked.category, name, records=asked.records, mode=asked.mode, undo=asked.undo
    ) as opened:
        window = type(opened.response_window)(seconds=job.settle_seconds)
        context = dataclasses.replace(opened, response_window=window)
        keys = None
        for step in _STEPS[_STEPS.index(first) :]:
            boundaries.step = step
            match step:
                case "extract":
                    keys = extract(context, asked.records).keys
                case "diff":
                    diff(context, keys if asked.records else None)
                    with office.database.reading() as session:
                        preview = session.get_one(SyncRun, context.run_id).preview
                    if preview:
                        close_preview(office.database, context.run_id)
                        break
                case "post":
                    post(context)
                case _:
                    verify(context)
        return run_report(office.database, context.run_id)


def processes() -> Any:
    """Where workers come from."""
    found = multiprocessing.get_context("forkserver")
    # All that a worker imports, the sweeps' modules too, is imported once, by the server.
    found.set_forkserver_preload(
        ["tests.crash.worker", "tests.crash.points", "tests.crash.desktop_stage"]
    )
    return found


_ONE_AT_A_TIME = threading.Lock()
"""Starting a process and asking for an exit code both read the exit codes of all processes, each of
which can be read once: the second of two threads would be told 255."""


def start(job: Job) -> Any:
    """Start a worker."""
    process = processes().Process(target=work, args=(job,), daemon=True)
    with _ONE_AT_A_TIME:
        process.start()
    return process


def run_worker(job: Job) -> tuple[bool, Work]:
    """Let a worker do its job.

    Returns:
        Whether it was killed, and what it did if it was not.
    """
    return ended(start(job), job)


def ended(process: Any, job: Job) -> tuple[bool, Work]:
    """Wait for the end of a worker; the same as `run_worker` returns."""
    in_time = bool(wait([process.sentinel], _LONGEST))
    with _ONE_AT_A_TIME:
        if not in_time:
            process.kill()
        process.join()
        code = process.exitcode
    if not in_time:
        raise WorkerStuck(job)
    if code == -signal.SIGKILL:
        return True, Work()
    if code != 0:
        raise WorkerFailed(job, code)
    return False, Work(**json.loads(job.answer.read_text()))


class WorkerStuck(AssertionError):
    """A worker did not end: it waits for something that never comes."""

    def __init__(self, job: Job) -> None:
        super().__init__(f"the worker of {job.log} did not end within {_LONGEST:.0f} s")


class WorkerFailed(AssertionError):
    """A worker raised; its traceback is in the captured standard error."""

    def __init__(self, job: Job, code: int | None) -> None:
        super().__init__(f"the worker of {job.log} ended with {code}")
