"""The sweep as a whole: which scenarios, how QuickBooks remembers, on which store.

`python -m tests.crash.sweep --all` sweeps everything; without it, what the tests sweep.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crash.databases import POSTGRESQL, SQLITE, Store, own_server, store
from tests.crash.points import MEMORIES, Point, Result, Sweep
from tests.crash.scenarios import SCENARIOS
from tests.crash.stage import open_stage
from tests.profiles import is_quick

Kind = tuple[str, str, bool]
"""A kind of boundary: the task, what it is, whether a batch breaks off between its items."""

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Part:
    """One scenario, in one kind of world.

    Attributes:
        every: every so many points are swept; 1 for all.
        start: the first of them.
        reads: whether boundaries of mere questions are points of their own.
        restarts: whether the killed task is tried again: yes, no; None for both in turn.
        kinds: whether only kinds of boundaries are swept that no part before it has: "all" of them,
            or those "after" something only, as nothing changes between them and the next.
        share: every so many of these kinds.
    """

    scenario: str
    memory: str
    store: str
    every: int = 1
    start: int = 0
    reads: bool = False
    restarts: tuple[bool | None, ...] = (None,)
    kinds: str = ""
    share: int = 1

    def __str__(self) -> str:
        """As the report names it."""
        return f"{self.scenario} / request ids remembered: {self.memory} / {self.store}"


def sample() -> list[Part]:
    """What the tests sweep: after each kind of boundary once, in the first scenario that has it.

    Before a boundary things stand as after the one before it. Memories and databases take turns, so
    that each meets several scenarios. A quick run sweeps every third kind of the one scenario that
    has all but those of single kinds of entries, in the world that forgives least.
    """
    if is_quick():
        return [Part("tokens expired", "none", SQLITE, kinds="after", share=3)]
    in_turn = itertools.cycle(itertools.product(MEMORIES, (SQLITE, POSTGRESQL)))
    return [Part(name, *next(in_turn), kinds="after") for name in SCENARIOS]


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
        say: is given a line for each part, and one for each finding in it.
        lanes: how many at once.
    """
    total = Result()
    known: set[Kind] = set()

    def one(numbered: tuple[int, Part]) -> Result:
        number, part = numbered
        own = folder / str(number)
        own.mkdir()
        started = time.monotonic()
        result = _swept(part, own, store(part.store, own, server, number), known)
        say(f"{part}: {result}, {time.monotonic() - started:.0f} s")
        for finding in (*result.duplicates, *result.lost, *result.differences):
            say(f"  {finding}")
        return result

    with ThreadPoolExecutor(lanes, thread_name_prefix="sweep") as pool:
        for result in pool.map(one, enumerate(parts)):
            total.add(result)
    return total


def _swept(part: Part, folder: Path, databases: Store, known: set[Kind]) -> Result:
    total = Result()
    with open_stage(databases, country=SCENARIOS[part.scenario].country) as stage:
        prepared = Sweep(stage, SCENARIOS[part.scenario], MEMORIES[part.memory], folder)
        points = prepared.points(reads=part.reads)[part.start :: part.every]
        if part.kinds:
            points = _of_new_kinds(points, known, after=part.kinds == "after")[:: part.share]
        for again in part.restarts:
            total.add(prepared.run(points, again=again))
    return total


def _of_new_kinds(points: Sequence[Point], known: set[Kind], *, after: bool) -> list[Point]:
    """The first point of each kind that no other part has swept, and what each part posts first.

    Notes the kinds as known.
    """
    new: dict[Kind, Point] = {}
    with _one_at_a_time:
        for point in points:
            boundary = point.boundary
            kind = (boundary.step, boundary.what, point.broken_after > 0)
            is_first_batch = boundary.what == "after POST batch" and not point.broken_after
            is_new = kind not in known or is_first_batch
            if is_new and (not after or boundary.what.startswith("after ")):
                new.setdefault(kind, point)
        known.update(new)
    return list(new.values())


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
    _say(str(found))
    return 0 if found.is_clean else 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
