"""A scenario that is killed at point after point, each time from the same beginning."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import update

from include.database.tables.columns import utc_now
from include.database.tables.companies import Lease
from tests.crash.boundaries import Boundary, read_log
from tests.crash.findings import Books, books, compare
from tests.crash.scenarios import Scenario
from tests.crash.stage import SetBack
from tests.crash.worker import Job, Work, run_worker


@dataclass(frozen=True, slots=True)
class Memory:
    """How QuickBooks remembers request ids, and what else it does as it likes.

    Attributes:
        later: seconds that pass at QuickBooks between the crash and the restart.
    """

    name: str
    settings: dict[str, Any]
    later: float = 0.0


MEMORIES = {
    one.name: one
    for one in (
        Memory("none", {"requestid_retention_seconds": 0, "batch_order": "reversed"}),
        Memory("short", {"requestid_retention_seconds": 2, "batch_order": "shuffled"}, later=3.0),
        Memory(
            "endless",
            {
                "requestid_retention_seconds": None,
                "replay_faults": True,
                "requestid_other_body": "refuse",
            },
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Point:
    """Where the worker dies.

    Attributes:
        number: of the boundary.
        boundary: what it is.
        broken_after: items of the batch that QuickBooks carries out before it breaks off; 0: all.
    """

    number: int
    boundary: Boundary
    broken_after: int = 0

    def __str__(self) -> str:
        """As the log names it."""
        items = f", {self.broken_after} items done" if self.broken_after else ""
        return f"{self.number} ({self.boundary.step}, {self.boundary.what}{items})"


@dataclass(slots=True)
class Result:
    """What a sweep came to."""

    points: int = 0
    killed: int = 0
    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every worker was killed and nothing came of it."""
        found = (*self.duplicates, *self.lost, *self.differences)
        return not found and self.points == self.killed

    def __str__(self) -> str:
        """One line for people."""
        return (
            f"{self.points} points swept, {self.killed} workers killed, "
            f"{len(self.duplicates)} duplicates, {len(self.lost)} lost, "
            f"{len(self.differences)} other differences"
        )

    def add(self, other: Result) -> None:
        """Count another sweep's points too."""
        self.points += other.points
        self.killed += other.killed
        self.duplicates += other.duplicates
        self.lost += other.lost
        self.differences += other.differences


class Sweep:
    """A scenario that is swept on a stage."""

    is_repeatable = True
    """Whether every run crosses the same boundaries in the same order."""

    def __init__(self, stage: SetBack, scenario: Scenario, memory: Memory, folder: Path) -> None:
        self.stage = stage
        self._scenario = scenario
        self._memory = memory
        self._folder = folder
        self._names = itertools.count(1)
        self._settings = {**memory.settings, **scenario.settings}
        stage.office.quickbooks.set(**self._settings)
        self._asked = scenario.arrange(stage.office)
        stage.freeze()
        self.boundaries, self.wanted = self._undisturbed()

    def points(self, *, reads: bool = True) -> list[Point]:
        """Every boundary, and every place between the items of a batch.

        Args:
            reads: with all boundaries of questions to CORE and QuickBooks; they change nothing, so
                otherwise one stands for all between two others.
        """
        found = []
        for number, boundary in enumerate(self.boundaries):
            if number and not reads and boundary.is_read and self.boundaries[number - 1].is_read:
                continue
            found.append(Point(number, boundary))
            if boundary.what == "after POST batch":
                found += [Point(number, boundary, done) for done in range(1, boundary.items)]
        return found

    def run(self, points: list[Point], *, again: bool | None = None) -> Result:
        """Sweep points.

        Args:
            points: which.
            again: whether the killed task is tried again, as Airflow does, or a new run started;
                None does the one and the other in turn.
        """
        result = Result()
        for turn, point in enumerate(points):
            self._sweep(point, result, again=turn % 2 == 0 if again is None else again)
        return result

    def set_back(self) -> None:
        """Begin again."""
        self.stage.set_back(**self._settings)

    def _undisturbed(self) -> tuple[list[Boundary], Books]:
        self.set_back()
        job = self.job()
        killed, _ = run_worker(job)
        assert not killed
        killed, work = run_worker(self.job(until_done=True))
        assert not killed
        assert work.written_again == 0, "even an undisturbed run is not complete"
        office = self.stage.office
        totals = office.core.get("/totals")
        for account, figure in self._scenario.money.items():
            assert office.balances(account) == (figure(totals),), account
        return read_log(job.log), books(office)

    def _sweep(self, point: Point, result: Result, *, again: bool) -> None:
        self.set_back()
        quickbooks = self.stage.office.quickbooks
        if point.broken_after:
            self._break_off(point)
        job = self.job(kill_at=point.number)
        killed, _ = run_worker(job)
        result.points += 1
        result.killed += killed
        quickbooks.no_faults()
        quickbooks.set(clock_offset_seconds=self._memory.later)
        self.run_out_the_lease()
        crossed = read_log(job.log)
        step = crossed[-1].step if again else "extract"
        first = self.job(until_done=True, name=job.name if again else "", first_step=step)
        work = self._restarted(first, point)
        found = compare(self.stage.office, self.wanted)
        where = f"{self._scenario.name}, memory {self._memory.name}, killed at {point}, " + (
            "tried again" if again else "run anew"
        )
        if self.is_repeatable and crossed[-1].what != point.boundary.what:
            found.differences.append(f"died at {crossed[-1].what} instead")
        if work.written_again:
            found.differences.append(f"{work.written_again} documents were written once more")
        if work.outcomes[-1] != "completed":
            found.differences.append(f"no run was done: {work.outcomes}")
        result.duplicates += [f"{where}: {one}" for one in found.duplicates]
        result.lost += [f"{where}: {one}" for one in found.lost]
        result.differences += [f"{where}: {one}" for one in found.differences]

    def _restarted(self, job: Job, point: Point) -> Work:
        killed, work = run_worker(job)
        assert not killed
        if work.reconnect and self._scenario.reconnects and self._answer_was_lost(point):
            self.stage.office.reconnect()
            killed, work = run_worker(self.job(until_done=True))
            assert not killed
        return work

    def _answer_was_lost(self, point: Point) -> bool:
        """Whether the login had answered, and its new tokens were not committed yet."""
        before = [one.what for one in self.boundaries[: point.number + 1]]
        return "after POST bearer" in before and "after commit of oauth_token" not in before

    def _break_off(self, point: Point) -> None:
        before = self.boundaries[: point.number]
        self.stage.office.quickbooks.fault(
            "drop",
            {"operation": "batch"},
            after=sum(one.what == "before POST batch" for one in before) - 1,
            when="between_items",
            items=point.broken_after,
        )

    def run_out_the_lease(self) -> None:
        """A minute passes, after which a dead worker's lease counts no more."""
        with self.stage.office.database.writing() as session:
            session.execute(update(Lease).values(expires_at=utc_now() - dt.timedelta(seconds=1)))

    def job(self, **said: Any) -> Job:
        """A worker's job; it has a name of its own."""
        number = next(self._names)
        said.setdefault("name", f"run {number}")
        return Job(
            address=self.stage.address,
            asked=self._asked,
            log=self._folder / f"{number}.log",
            answer=self._folder / f"{number}.json",
            **said,
        )
