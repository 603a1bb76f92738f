"""A lost database, rebuilt: five years of books, 20,000 entries. Run: `python benchmarks/rebuild.py`.

The books are posted by another process first, so that time and memory are the rebuild's own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.parts import results
from benchmarks.parts.office import FastOffice, calls_of, reset_calls
from benchmarks.parts.rebuild_page import is_met, rebuild
from benchmarks.parts.sandboxes import sandbox_process
from include.sync.rebuild.looking import look
from include.sync.rebuild.rebuilding import Rebuilder
from include.workflows.category import Category, Stream
from tests.sync.office import COMPANY, Office

DEALS, AGENTS, MONTHS = 5_200, 50, 60
SCALE = 1_000.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table. Returns 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deals", type=int, default=DEALS)
    parser.add_argument("--months", type=int, default=MONTHS)
    chosen = parser.parse_args(arguments)
    measured = measure(chosen.deals, chosen.months)
    if chosen.deals == DEALS:
        results.keep("rebuild", measured)
    print(rebuild(measured))
    return 0 if is_met(measured) else 1


def measure(deals: int, months: int) -> dict[str, Any]:
    """Post the books, lose the database, rebuild it, and run every workflow again."""
    brokerage = ("--transactions", str(deals), "--agents", str(AGENTS))
    billed = ("--billing-months", str(months), "--no-bad-records")
    with (
        tempfile.TemporaryDirectory() as folder,
        sandbox_process("sandbox.core_backoffice", *brokerage, *billed) as core,
        sandbox_process("sandbox.quickbooks_online") as quickbooks,
    ):
        posting = multiprocessing.get_context("spawn").Process(
            target=_post, args=(f"{folder}/lost", core, quickbooks)
        )
        posting.start()
        posting.join()
        office = _opened(f"{folder}/new", core, quickbooks)
        return {"machine": results.machine(), **_rebuilt(office, quickbooks)}


def _opened(folder: str, core: str, quickbooks: str) -> FastOffice:
    """An office with an empty database, connected; no workflow is on."""
    Path(folder).mkdir()
    return FastOffice.opened(Path(folder), core, quickbooks, SCALE)


def _post(folder: str, core: str, quickbooks: str) -> None:
    Path(folder).mkdir()
    office = FastOffice.open(Path(folder), core, quickbooks, SCALE)
    office.use("income-via-invoices", invoice_date="CORE close date", due_date="CORE close date")
    office.use("expenses-via-bills", bill_date="CORE close date")
    office.use("billings-and-payments", dates="CORE billing and payment date")
    for category in Category:
        office.timed_run(category)


def _rebuilt(office: FastOffice, quickbooks: str) -> dict[str, Any]:
    entries = len(office.quickbooks.entries())
    reset_calls(quickbooks)
    office.quickbooks.reset_meter()
    begun = time.perf_counter()
    # As the command has it, with the lists that are kept.
    with Office.gateway(office) as gateway, office.source() as source:
        found = look(office.database, COMPANY, gateway, dict.fromkeys(Stream, source))
        looked = time.perf_counter()
        rebuilt = Rebuilder(office.database, found, gateway, office.seal, "benchmark").apply()
    ended = time.perf_counter()
    calls, reads = calls_of(quickbooks)["calls"], office.quickbooks.metered()["total"]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    reports = [office.timed_run(category).report for category in Category]
    return {
        "entries": entries,
        "records": found.records,
        "counts": rebuilt.counts,
        "look_seconds": looked - begun,
        "apply_seconds": ended - looked,
        "calls": calls,
        "reads": reads,
        "memory_mib": memory,
        "created_after": sum(report.created for report in reports),
        "updated_after": sum(report.updated for report in reports),
        "entries_after": len(office.quickbooks.entries()),
    }


if __name__ == "__main__":
    sys.exit(main())
