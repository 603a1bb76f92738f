"""A run without changes, however many documents were synced before. Run: make bench.

The largest database takes seven gigabytes of the folder for temporary files while this runs.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from benchmarks.parts import results
from benchmarks.parts.multiply import multiply
from benchmarks.parts.office import FastOffice, calls_of, reset_calls
from benchmarks.parts.sandboxes import sandbox_process
from include.database.engine import Database
from include.workflows.category import Category

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 15
LIMIT = 1.2
STEPS = ("extract", "diff", "post", "verify")


def main() -> int:
    """Print the table. Returns 1 when the largest database's run is slower than the limit."""
    core_arguments = ("--transactions", "40", "--agents", "40", "--billing-months", "1")
    with (
        tempfile.TemporaryDirectory() as folder,
        sandbox_process("sandbox.core_backoffice", *core_arguments, "--no-bad-records") as core,
        sandbox_process("sandbox.quickbooks_online") as quickbooks,
    ):
        first = FastOffice.open(Path(folder), core, quickbooks, 1000)
        first.timed_run(Category.AGENT_EXPENSES)
        first.database.close()
        offices = {size: _grown(first, Path(folder), size) for size in SIZES}
        rows = measure(offices, quickbooks)
        for office in offices.values():
            office.database.close()
    growth = rows[-1]["seconds"] / rows[0]["seconds"]
    scans = sorted({scan for row in rows for scan in row["scans"]})
    kept = {"machine": results.machine(), "rounds": ROUNDS, "rows": rows}
    results.keep("no_change", {**kept, "growth": growth, "scans": scans})
    print(f"A run without changes, median of {ROUNDS} alternating runs")
    print(_table(rows))
    print(f"queries that scan a growing table: {', '.join(scans) or 'none'}")
    print(f"limit {LIMIT}: {'met' if growth <= LIMIT else 'MISSED'} ({growth:.2f})")
    return 0 if growth <= LIMIT else 1


def _table(rows: list[dict[str, Any]]) -> str:
    steps = [f"{step} ms" for step in STEPS]
    return results.table(
        ("synced documents", "database MiB", *steps, "run ms", "calls"),
        [
            (
                f"{row['documents']:,}",
                f"{row['database_mib']:,.0f}",
                *(f"{row['steps'][step] * 1000:.1f}" for step in STEPS),
                f"{row['seconds'] * 1000:.1f}",
                f"{row['calls']}",
            )
            for row in rows
        ],
    )


def _grown(first: FastOffice, folder: Path, size: int) -> FastOffice:
    """The same office with its own database, in which `size` documents were synced."""
    path = folder / f"{size}.db"
    shutil.copy(folder / "corebooks.db", path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        multiply(database, size)
    office = FastOffice(first.core, first.quickbooks, Database(f"sqlite:///{path}"))
    office.limiter = first.limiter
    return office


def measure(offices: dict[int, FastOffice], quickbooks: str) -> list[dict[str, Any]]:
    """Alternate between the offices, so that a busy machine is busy for all of them."""
    seconds: dict[int, list[dict[str, float]]] = {size: [] for size in offices}
    rows: dict[int, dict[str, Any]] = {}
    for size, office in offices.items():  # the first run also warms the caches up
        reset_calls(quickbooks)
        with scans_of(office.database) as scans:
            report = office.timed_run(Category.AGENT_EXPENSES).report
        if (report.created, report.updated, report.outcome) != (0, 0, "completed"):
            raise RuntimeError(f"the run of {size} documents changed something: {report}")
        url = office.database.engine.url.database or ""
        rows[size] = {
            "documents": size,
            "database_mib": Path(url).stat().st_size / 2**20,
            "calls": calls_of(quickbooks)["calls"],
            "scans": sorted(scans),
        }
    for _ in range(ROUNDS):
        for size, office in offices.items():
            seconds[size].append(office.timed_run(Category.AGENT_EXPENSES).seconds)
    for size, row in rows.items():
        row["steps"] = {
            step: statistics.median(laps[step] for laps in seconds[size]) for step in STEPS
        }
        row["seconds"] = statistics.median(sum(laps.values()) for laps in seconds[size])
    return list(rows.values())


@contextmanager
def scans_of(database: Database) -> Iterator[set[str]]:
    """The growing tables that statements of the block read from end to end, by SQLite's own plan."""
    scanned: set[str] = set()

    def explain(
        _connection: Any,
        cursor: Any,
        statement: str,
        parameters: Any,
        _context: Any,
        _many: bool,  # noqa: FBT001  (SQLAlchemy's signature)
    ) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")):
            return
        plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        for *_, detail in plan.fetchall():
            words = str(detail).split()
            if words[0] == "SCAN" and words[1] in GROWING:
                scanned.add(f"{words[1]} ({statement.split(chr(10), maxsplit=1)[0][:60]})")

    event.listen(database.engine, "before_cursor_execute", explain)
    try:
        yield scanned
    finally:
        event.remove(database.engine, "before_cursor_execute", explain)


GROWING = frozenset({"link", "record", "record_state", "operation", "audit_event"})
"""The tables that grow with every document."""


if __name__ == "__main__":
    sys.exit(main())
