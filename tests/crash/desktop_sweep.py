"""The sweep with a PC: workers are killed, and the Web Connector breaks off, at every boundary.

`python -m tests.crash.desktop_sweep --all` sweeps everything; without it, what the tests sweep.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from include.web_connector import passwords, sessions
from tests.crash.databases import POSTGRESQL, SQLITE, Store, own_server, store
from tests.crash.desktop_stage import DesktopStage, open_desktop_stage
from tests.crash.findings import compare
from tests.crash.points import Memory, Result, Sweep
from tests.crash.scenarios import SCENARIOS, Scenario
from tests.crash.worker import run_worker
from tests.profiles import is_quick

MEMORIES = {
    one.name: one
    for one in (
        Memory("kept", {"message_sets_forgotten": False}),
        Memory("forgotten", {"message_sets_forgotten": True}),
    )
}
"""Whether QuickBooks remembers what became of message sets."""

ONLINE_ALONE = frozenset({"tokens expired", "tokens refused", "tokens lost"})
SWEPT = tuple(name for name in SCENARIOS if name not in ONLINE_ALONE)

_CALLS = ("authenticate", "sendRequestXML", "receiveResponseXML", "closeConnection")
_POINTS = tuple(
    f"{when}:{call}" for call in (*_CALLS, "quickbooks") for when in ("before", "after")
)
_TWICE = tuple(f"twice:{call}" for call in _CALLS)
_FAILS = ("fails:before", "fails:after")
"""QuickBooks gives no qbXML back, before or after it carried a request out."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where the Web Connector breaks off (`after:quickbooks`), and which time it comes there."""

    what: str
    nth: int

    def __str__(self) -> str:
        """As the log names it."""
        return f"{self.what}, the {self.nth}. time"


class PcSweep(Sweep):
    """A scenario during which the Web Connector breaks off at point after point."""

    is_repeatable = (
        False  # answers that come together are taken down together, as the PC brings them
    )

    def __init__(
        self, stage: DesktopStage, scenario: Scenario, memory: Memory, folder: Path
    ) -> None:
        self.pc = stage.pc
        super().__init__(stage, scenario, memory, folder)

    def breaks(self) -> list[Break]:
        """Every place of an undisturbed run."""
        self.set_back()
        calls: Counter[str] = Counter()
        self.pc.connector.watch = lambda point: calls.update([point])
        killed, _ = run_worker(self.job())
        assert not killed
        self.pc.connector.watch = None
        found = [Break(what, nth + 1) for what in _POINTS for nth in range(calls[what])]
        for call in _CALLS:
            found += [Break(f"twice:{call}", nth + 1) for nth in range(calls[f"after:{call}"])]
        requests = calls["after:quickbooks"]
        return found + [Break(what, nth + 1) for what in _FAILS for nth in range(requests)]

    def break_off(self, breaks: Sequence[Break]) -> Result:
        """Sweep places; each counts as swept when it was come to."""
        result = Result()
        for one in breaks:
            self.set_back()
            left = self._order(one)
            work = self._restarted_with(result)
            result.points += 1
            result.killed += not left()
            found = compare(self.stage.office, self.wanted)
            where = f"{self._scenario.name}, message sets {self._memory.name}, {one}"
            if work:
                found.differences.append(work)
            result.duplicates += [f"{where}: {x}" for x in found.duplicates]
            result.lost += [f"{where}: {x}" for x in found.lost]
            result.differences += [f"{where}: {x}" for x in found.differences]
        return result

    def _restarted_with(self, _result: Result) -> str:
        killed, work = run_worker(self.job(until_done=True))
        assert not killed
        if work.written_again:
            return f"{work.written_again} documents were written once more"
        return "" if work.outcomes[-1] == "completed" else f"no run was done: {work.outcomes}"

    def _order(self, one: Break) -> Callable[[], bool]:
        """Order the break. Returns what says whether it is still to come."""
        connector, file = self.pc.connector, self.pc.file
        kind, _, rest = one.what.partition(":")
        if kind == "twice":
            connector.repeat(rest, one.nth)
            return lambda: connector.has_orders
        if kind == "fails":
            file.fail_next("before" if rest == "before" else "after", one.nth)
            return lambda: bool(file.failures)
        connector.interrupt(one.what, one.nth)
        return lambda: connector.has_orders


@dataclass(frozen=True, slots=True)
class Part:
    """One scenario in one world; every so many points of both sweeps, from `start` on."""

    scenario: str
    memory: str
    store: str = SQLITE
    every: int = 1
    start: int = 0


def sample(every: int = 401) -> list[Part]:
    """What the tests sweep: a few points of four kinds of work, each in another world.

    A quick run sweeps payments alone, where each of QuickBooks' answers matters to the next write.
    """
    if is_quick():
        return [Part("billing with payments", "forgotten", SQLITE, every, 11)]
    some = ("first sync", "update", "billing with payments", "missing products")
    worlds = itertools.product(MEMORIES, (SQLITE, POSTGRESQL))
    return [
        Part(name, *world, every, 7 * number)
        for number, (name, world) in enumerate(zip(some, worlds, strict=True))
    ]


def everything() -> list[Part]:
    """All points of all scenarios in all worlds."""
    return [Part(*one) for one in itertools.product(SWEPT, MEMORIES, (SQLITE, POSTGRESQL))]


def sweep(
    parts: Sequence[Part], folder: Path, server: str, say: Callable[[str], None], lanes: int = 2
) -> Result:
    """Sweep, a few parts side by side: workers that die, then a Web Connector that breaks off.

    Args:
        parts: what.
        folder: for databases, logs and answers.
        server: address of a PostgreSQL server.
        say: is given a line for each part, and for each finding.
        lanes: how many at once.
    """
    total = Result()

    def one(numbered: tuple[int, Part]) -> Result:
        number, part = numbered
        own = folder / str(number)
        own.mkdir()
        started = time.monotonic()
        found = _swept(part, own, store(part.store, own, server, number))
        for finding in (*found.duplicates, *found.lost, *found.differences):
            say(finding)
        where = f"{part.scenario} / message sets {part.memory} / {part.store}"
        say(f"{where}: {found}, {time.monotonic() - started:.0f} s")
        return found

    # Nobody is made to wait two minutes for a session that has broken off.
    soon = patch.object(sessions, "SILENT", dt.timedelta(seconds=0.05))
    # For all lanes: a lane that ends must not end it for the others, whose passwords it hashed.
    cheap = patch.object(passwords, "_N", 2)
    with soon, cheap, ThreadPoolExecutor(lanes, thread_name_prefix="sweep") as pool:
        for result in pool.map(one, enumerate(parts)):
            total.add(result)
    return total


def _swept(part: Part, folder: Path, databases: Store) -> Result:
    with open_desktop_stage(databases) as stage:
        prepared = PcSweep(stage, SCENARIOS[part.scenario], MEMORIES[part.memory], folder)
        found = prepared.run(prepared.points(reads=False)[part.start :: part.every])
        found.add(prepared.break_off(prepared.breaks()[part.start :: part.every]))
    return found


def main() -> int:
    """Sweep from the command line; 0 when nothing was found."""
    parser = argparse.ArgumentParser(description="Kill workers, and break the Web Connector off.")
    parser.add_argument("--all", action="store_true", help="every point")
    parser.add_argument("--scenario", choices=SWEPT)
    parser.add_argument("--memory", choices=list(MEMORIES))
    parser.add_argument("--database", dest="store", choices=[SQLITE, POSTGRESQL])
    parser.add_argument("--every", type=int, help="every so many points")
    said = parser.parse_args()
    parts = [
        replace(part, every=said.every or part.every)
        for part in (everything() if said.all else sample())
        if said.scenario in (None, part.scenario)
        and said.memory in (None, part.memory)
        and said.store in (None, part.store)
    ]
    with TemporaryDirectory(prefix="desktop-sweep-") as name, own_server(Path(name)) as server:
        found = sweep(parts, Path(name), server, _say)
    _say(str(found))
    return 0 if found.is_clean else 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
