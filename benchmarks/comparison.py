"""A full comparison of what QuickBooks should have with what it has: time and memory. Run: make bench."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.parts import results

SIZES = (10_000, 100_000, 1_000_000)
LIMIT_GIB = 1.5
REPEATS = 3
ROOT = Path(__file__).resolve().parents[1]

# In a process of its own, so that its peak of memory is that of this comparison alone. One record
# in a hundred changed, one in a thousand is new, one in a thousand is gone.
COMPARE = """
import collections, json, resource, sys, time
from include.books.documents import fingerprint
from include.sync.decide.compare import compare

size = int(sys.argv[1])
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
keys = [f"agent_expenses/transaction:{640_000 + n // 2}/payee:agent:{10_400 + n % 160}-{n % 2}"
        for n in range(size)]
wanted = {key: fingerprint({"n": -n - 1 if n % 100 == 7 else n}) for n, key in enumerate(keys) if n % 1000 != 11}
linked = {key: fingerprint({"n": n}) for n, key in enumerate(keys) if n % 1000 != 13}
del keys
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.perf_counter()
verdicts = compare(wanted, linked)
seconds = time.perf_counter() - started
print(json.dumps({
    "records": size,
    "seconds": seconds,
    "start_mib": base / 1024,
    "input_mib": before / 1024,
    "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "verdicts": dict(collections.Counter(map(str, verdicts.values()))),
}))
"""


def measure(size: int) -> dict[str, Any]:
    """Compare `size` records in a new process, some times; the fastest time and highest peak."""
    runs: list[dict[str, Any]] = []
    for _ in range(REPEATS):
        command = [sys.executable, "-c", COMPARE, str(size)]
        done = subprocess.run(  # noqa: S603  (our own Python, on the text above)
            command, capture_output=True, text=True, check=True, cwd=ROOT
        )
        runs.append(json.loads(done.stdout))
    return {
        **runs[0],
        "seconds": min(run["seconds"] for run in runs),
        "peak_mib": max(run["peak_mib"] for run in runs),
    }


def expected(size: int) -> dict[str, int]:
    """How many documents are to be created, updated ... by the way the records are made."""
    new, gone = size // 1000, size // 1000
    changed = size // 100
    return {
        "create": new,
        "update": changed,
        "orphan": gone,
        "unchanged": size - new - changed - gone,
    }


def main() -> int:
    """Print the table. Returns 1 when the largest takes more memory than the limit."""
    rows = [measure(size) for size in SIZES]
    for row in rows:
        if row["verdicts"] != expected(row["records"]):
            print(f"WRONG: {row['records']} records gave {row['verdicts']}", file=sys.stderr)
            return 1
    results.keep("comparison", {"machine": results.machine(), "rows": rows})
    print("Full comparison, everything against everything")
    print(
        results.table(
            ("records", "seconds", "peak MiB"),
            [
                (f"{row['records']:,}", f"{row['seconds']:.3f}", f"{row['peak_mib']:,.0f}")
                for row in rows
            ],
        )
    )
    peak = rows[-1]["peak_mib"] / 1024
    print(f"limit {LIMIT_GIB} GiB: {'met' if peak < LIMIT_GIB else 'MISSED'} ({peak:.2f} GiB)")
    return 0 if peak < LIMIT_GIB else 1


if __name__ == "__main__":
    sys.exit(main())
