"""A company with 10,000 entries moves from QuickBooks Desktop to Online: the map complete, half, absent.

Run: python -m benchmarks.moving. It posts the entries to the company file once, which takes minutes, and moves them
three times. Reads of QuickBooks Online are counted as Intuit meters them.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.parts import results
from include.database.engine import Database
from sandbox.conversion.converting import IdMap
from tests.sync import people
from tests.sync.move.mover import Mover, open_mover
from tests.sync.office import BILLING, EXPENSES, INCOME

AGENTS, ENTRIES = 40, 10_000
_OF_A_DEAL = 2
"""Entries of one deal: an invoice and a bill."""


def measure(mover: Mover, keeps: IdMap) -> dict[str, Any]:
    """Move once; seconds of each step, and what it comes to."""
    seconds: dict[str, float] = {}

    def timed(step: str, work: Callable[[], object]) -> object:
        started = time.perf_counter()
        done = work()
        seconds[step] = round(time.perf_counter() - started, 1)
        return done

    before = mover.links()
    timed("conversion (the sandbox's own)", lambda: mover.convert(keeps))
    timed("start, with reading the company file", mover.start)
    mover.connect()
    mover.online.reset_meter()
    timed("match and proof", mover.look)
    reads = mover.online.metered()["total"]
    found: dict[str, int] = {}
    for row in mover.entries():
        found[row.matched_by or "to review"] = found.get(row.matched_by or "to review", 0) + 1
    moved = timed("switch", mover.switch)
    reports = [mover.after.run(category) for category in (INCOME, EXPENSES, BILLING)]
    after = mover.links()
    ids = {one["id"] for one in mover.online.entries()}
    proof = mover.row().proof
    return {
        "map": keeps.value,
        "links": moved,
        "found": found,
        "seconds": seconds,
        "metered_reads": reads,
        "doubled": sum(report.created for report in reports),
        "updated": sum(report.updated for report in reports),
        "lost": len(before.keys() - after.keys())
        + sum(1 for link in after.values() if link.quickbooks_id not in ids),
        "sums": len(proof),
        "sums_that_differ": len([1 for one in proof if one["old_cents"] != one["new_cents"]]),
        "same_balances": mover.online.balances() == mover.file.balances(),
    }


def post(mover: Mover, entries: int) -> None:
    """Post deals to the company file until there are so many entries."""
    office = mover.before
    agents = [people.agent(office, "Agent", f"Number {at}") for at in range(AGENTS)]
    for at in range(entries // _OF_A_DEAL):
        people.deal(office, f"{at + 1} Oak St", agents[at % AGENTS])
    for category in (INCOME, EXPENSES):
        office.run(category)


def run(entries: int) -> list[dict[str, Any]]:
    """Post once, move three times."""
    with tempfile.TemporaryDirectory() as folder, open_mover(Path(folder)) as mover:
        post(mover, entries)
        file = Path(str(mover.before.database.engine.url.database))
        url = mover.before.database.engine.url.render_as_string(hide_password=False)
        mover.before.database.close()
        frozen = Path(folder) / "frozen.db"
        shutil.copy(file, frozen)
        figures = []
        for keeps in IdMap:
            shutil.copy(frozen, file)
            mover.before.database = mover.after.database = Database(url)
            figures.append(measure(mover, keeps))
            print(json.dumps(figures[-1]), flush=True)
            mover.before.database.close()
        return figures


def main() -> None:
    """Measure, check, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--keep", action="store_true", help="keep the figures under results")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    figures = run(asked.entries)
    wrong = [one for one in figures if one["doubled"] or one["lost"] or one["sums_that_differ"]]
    if asked.keep:
        results.keep("moving", {"machine": results.machine(), "moves": figures})
    if wrong:
        raise SystemExit(f"doubled, lost, or different: {wrong}")


if __name__ == "__main__":
    main()
