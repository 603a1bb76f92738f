"""The sweep as a whole: which scenarios, how QuickBooks remembers, on which store.

`python -m tests.crash.sweep --all` sweeps everything; without it, what the tests sweep.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crash.databases import POSTGRESQL, SQLITE, Store, own_server, store
from tests.crash.points import MEMORIES, Result, Sweep
from tests.crash.scenarios import SCENARIOS
from tests.crash.stage import open_stage


@dataclass(frozen=True, slots=True)
class Part:
    """One scenario, in one kind of world.

    Attributes:
        every: every so many points are swept; 1 for all.
        start: the first of them.
        reads: whether boundaries of mere questions are points of their own.
        restarts: whether the killed task is tried again: yes, no; None for both in turn.
    """

    scenario: str
    memory: str
    store: str
    every: int = 1
    start: int = 0
    reads: bool = False
    restarts: tuple[bool | None, ...] = (None,)

    def __str__(self) -> str:
        """As the report names it."""
        return f"{self.scenario} / request ids remembered: {self.memory} / {self.store}"


def sample(every: int = 40) -> list[Part]:
    """What the tests sweep: of one scenario every second point, in two parts; of all others every so many.

    Memories and databases take turns, so that each meets several scenarios.
    """
    halves = [Part("first sync", "none", SQLITE, every=4, start=start) for start in (0, 2)]
    worlds = itertools.cycle(itertools.product(MEMORIES, (POSTGRESQL, SQLITE)))
    others = [
        Part(name, *next(worlds), every=every, start=number % every)
        for number, name in enumerate(SCENARIOS)
    ]
    return [*halves, *others]


def everything() -> list[Part]:
    """All points of all scenarios in all worlds, restarted in both ways."""
    return [
        Part(name, memory, store, restarts=(True, False))
        for name, memory, store in itertools.product(SCENARIOS, MEMORIES, (SQLITE, POSTGRESQL))
    ]


def sweep(
    parts: Sequence[Part],
    folder: Path,
    server: str,
    say: Callable[[str], None],
    lanes: int = 2,
) -> Result:
    """Sweep, a few parts side by side.

    Args:
        parts: what.
        folder: for databases, logs and answers.
        server: address of a PostgreSQL server.
        say: is given a line for each part.
        lanes: how many at once.
    """
    total = Result()

    def one(numbered: tuple[int, Part]) -> Result:
        number, part = numbered
        own = folder / str(number)
        own.mkdir()
        started = time.monotonic()
        result = _swept(part, own, store(part.store, own, server, number))
        say(f"{part}: {result}, {time.monotonic() - started:.0f} s")
        return result

    with ThreadPoolExecutor(lanes, thread_name_prefix="sweep") as pool:
        for result in pool.map(one, enumerate(parts)):
            total.add(result)
    return total


def _swept(part: Part, folder: Path, databases: Store) -> Result:
    total = Result()
    with open_stage(databases) as stage:
        prepared = Sweep(stage, SCENARIOS[part.scenario], MEMORIES[part.memory], folder)
        points = prepared.points(reads=part.reads)[part.start :: part.every]
        for again in part.restarts:
            total.add(prepared.run(points, again=again))
    return total


def _chosen(said: argparse.Namespace) -> list[Part]:
    parts = everything() if said.all else sample()
    return [
        part
        for part in parts
        if said.scenario in (None, part.scenario)
        and said.memory in (None, part.memory)
        and said.store in (None, part.store)
    ]


def main() -> int:
    """Sweep from the command line; 0 when nothing was found."""
    parser = argparse.ArgumentParser(description="Kill workers at every boundary.")
    parser.add_argument("--all", action="store_true", help="every point, in every world")
    parser.add_argument("--scenario", choices=list(SCENARIOS))
    parser.add_argument("--memory", choices=list(MEMORIES))
    parser.add_argument("--database", dest="store", choices=[SQLITE, POSTGRESQL])
    parser.add_argument("--lanes", type=int, default=2, help="parts swept side by side")
    said = parser.parse_args()
    with TemporaryDirectory(prefix="crash-sweep-") as name, own_server(Path(name)) as server:
        found = sweep(_chosen(said), Path(name), server, _say, said.lanes)
    for one in (*found.duplicates, *found.lost, *found.differences):
        _say(one)
    _say(str(found))
    return 0 if found.is_clean else 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
