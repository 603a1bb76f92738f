"""Writes docs/performance.md from the benchmarks' results, so that no figure is typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.parts.chart import Bar, bars
from benchmarks.parts.click_page import click
from benchmarks.parts.existing_page import existing
from benchmarks.parts.fleet_page import fleet
from benchmarks.parts.imports_page import arrival, large_import
from benchmarks.parts.open_door_page import open_door
from benchmarks.parts.page_parts import machine, table
from benchmarks.parts.rebuild_page import rebuild

Results = Mapping[str, dict[str, Any] | None]

SYNC, SYNC_LIVE, COMPARISON, NO_CHANGE, CLICK, CLICK_CELERY = (
    "sync_speed",
    "sync_speed_scale_1",
    "comparison",
    "no_change",
    "click_to_posted",
    "click_to_posted_rehearsal",
)
PAGES, LARGE_PAGES, OPEN_DOOR, FLEET = "pages", "large_pages", "open_door", "fleet"
PREVIEW, PROOF = "preview_page", "proof_pack"
IMPORT, ARRIVAL, EXISTING, REBUILD = "import", "arrival", "existing", "rebuild"
NAMES = (
    *(SYNC, SYNC_LIVE, COMPARISON, NO_CHANGE, CLICK, CLICK_CELERY, FLEET),
    *(PAGES, LARGE_PAGES, PREVIEW, PROOF, IMPORT, ARRIVAL, EXISTING, REBUILD, OPEN_DOOR),
)
_FIRST = "first sync"


def page(results: Results) -> str:
    """The page. What was never run has no section."""
    parts = [_HEAD]
    for name, write in (
        (SYNC_LIVE, _sync_speed),
        (SYNC, _sync_speed),
        (NO_CHANGE, _no_change),
        (COMPARISON, _comparison),
        (CLICK, click),
        (CLICK_CELERY, click),
        (FLEET, fleet),
        (PAGES, _pages),
        (LARGE_PAGES, _large_pages),
        (PREVIEW, _preview),
        (PROOF, _proof),
        (IMPORT, large_import),
        (ARRIVAL, arrival),
        (EXISTING, existing),
        (REBUILD, rebuild),
        (OPEN_DOOR, open_door),
    ):
        measured = results.get(name)
        if measured is not None and not (name == SYNC and results.get(SYNC_LIVE)):
            parts.append(write(measured))
    return "\n".join(parts)


def chart(results: Results) -> str | None:
    """The chart of the first sync as SVG; None when it was never run."""
    measured = results.get(SYNC_LIVE) or results.get(SYNC)
    if measured is None:
        return None
    rows = [row for row in measured["rows"] if row["scenario"] == _FIRST]
    return bars(
        f"A first sync of {measured['documents']:,} bills",
        "Items per minute within QuickBooks' published limits; 0.3 s per call, 0.3 s per batch item",
        [
            Bar(
                row["who"],
                row["items_per_minute"],
                f"{row['items_per_minute']:,.0f} ({_time(row['seconds_for_all'])})",
                ours=row["who"] == "CoreBooks",
            )
            for row in rows
        ],
        (1200, "1,200: QuickBooks' limit"),
    )


_HEAD = """\
# Performance

`make bench` measures every figure on this page and writes it here; none is typed. All runs use this
project's QuickBooks sandbox. It enforces the limits that Intuit publishes for the live service: 500
requests a minute, 10 a second, 10 in flight, and 40 batches of 30 a minute. It also takes 0.3 s per
call and 0.3 s per item of a batch, which is an assumption. These figures don't measure Intuit's own
service.
"""


_RUNNERS = (
    (
        "- **CoreBooks**: `diff`, `post`, and `verify`, which reads back every entry. Items per minute "
        "count `post` only."
    ),
    (
        "- **plain loop**: python-quickbooks as its README teaches. It looks up the vendor, creates "
        "it if missing, looks up the bill by number, and saves it if the bill is new or its amount "
        "differs. It reads nothing back."
    ),
    (
        "- **10 threads**: the same in ten threads, without a limiter. A failed call is repeated after "
        "1, 2, 4 ... seconds.\n"
    ),
)
_SAMPLE = (
    "The loops ran on a sample: all documents of some payees, who repeat as they do overall. The last "
    "column is extrapolated from it. Every run starts with a full minute's allowance, so a short "
    "sample makes the threads look faster than they are for all documents.\n"
)
_AFTER_A_FIRST_SYNC = (
    "Right after a first sync, the next run sees its own entries among QuickBooks' changes, because it "
    "looks back five minutes. That explains its few calls; later runs make one.\n"
)


def _sync_speed(measured: dict[str, Any]) -> str:
    return "\n".join(
        [
            "## Sync speed\n",
            "![Items per minute in a first sync](images/first-sync.svg)\n",
            _how_measured(measured),
            *_RUNNERS,
            *(_scenario(measured, name) for name in (_FIRST, "1% changed", "nothing changed")),
            _SAMPLE,
            "| target | measured | |\n|---|---:|---|",
            *(
                f"| {target['text']} | {target['value']:,.4g} | {'met' if target['kept'] else 'missed'} |"
                for target in measured["targets"]
            ),
            "",
            _AFTER_A_FIRST_SYNC,
            machine(measured),
        ]
    )


def _how_measured(measured: dict[str, Any]) -> str:
    scale = measured["scale"]
    pace = "in real time" if scale == 1 else f"{scale:g} times as fast as real time"
    unlike = (
        ""
        if scale == 1
        else " CoreBooks' own time is counted as that many times slower than it is, to its disadvantage."
    )
    return (
        f"A brokerage's expenses: {measured['documents']:,} bills and their vendors. "
        f"{measured['changed']} bills change before the second run. Sandbox and limits ran {pace}; "
        f"times and rates are in real time.{unlike} Every run starts with an expired access "
        "token. Times exclude reading CORE, which has its own limits (here, without them, "
        f"{measured['core_seconds']:.1f} s).\n"
    )


def _scenario(measured: dict[str, Any], scenario: str) -> str:
    heading = (
        "",
        "documents",
        "calls",
        "calls per document",
        "written",
        "items per minute",
        "of 1,200",
        "throttled",
        "token refreshes",
        "time",
        f"time for {measured['documents']:,}",
    )
    rows = [row for row in measured["rows"] if row["scenario"] == scenario]
    cells = [_sync_cells(row, measured["documents"]) for row in rows]
    return f"### {scenario[0].upper()}{scenario[1:]}\n\n{table(heading, cells)}"


def _sync_cells(row: dict[str, Any], total: int) -> tuple[str, ...]:
    reckoned = "" if row["documents"] == total else "about "
    return (
        row["who"],
        f"{row['documents']:,}",
        f"{row['calls']:,}",
        f"{row['calls_per_document']:.3f}",
        f"{row['written']:,}",
        f"{row['items_per_minute']:,.0f}",
        f"{row['share']:.0%}",
        f"{row['throttled']:,}",
        f"{row['refreshes']}",
        _time(row["seconds"]),
        f"{reckoned}{_time(row['seconds_for_all'])}",
    )


def _no_change(measured: dict[str, Any]) -> str:
    steps = list(measured["rows"][0]["steps"])
    rows = [
        (
            f"{row['documents']:,}",
            f"{row['database_mib']:,.0f} MiB",
            *(f"{row['steps'][step] * 1000:.0f} ms" for step in steps),
            f"{row['seconds'] * 1000:.0f} ms",
            f"{row['calls']}",
        )
        for row in measured["rows"]
    ]
    scans = ", ".join(measured["scans"]) or "none"
    return "\n".join(
        [
            "## A run without changes\n",
            (
                "The database (SQLite) has a company's documents with their records, operations, and audit "
                f"trail. Nothing changed in CORE or QuickBooks. Median of {measured['rounds']} alternating "
                "runs.\n"
            ),
            table(("synced documents", "database", *steps, "run", "QuickBooks calls"), rows),
            (
                f"From the smallest to the largest database, the time changes by a factor of "
                f"{measured['growth']:.2f} (target: at most 1.2). Queries that scan a growing table: {scans}. "
                "Once a day, a run also reads CORE's whole list to find deletions: one page per 1,000 "
                "transactions.\n"
            ),
            machine(measured),
        ]
    )


def _comparison(measured: dict[str, Any]) -> str:
    rows = [
        (f"{row['records']:,}", f"{row['seconds']:.3f} s", f"{row['peak_mib']:,.0f} MiB")
        for row in measured["rows"]
    ]
    return "\n".join(
        [
            "## Full comparison\n",
            (
                "Everything that QuickBooks should have, compared with everything it has. Each run is its own "
                "process; memory is the peak of the whole process (target: under 1.5 GiB).\n"
            ),
            table(("records", "time", "peak memory"), rows),
            machine(measured),
        ]
    )


def _pages(measured: dict[str, Any]) -> str:
    return _response_times(
        "## Pages\n",
        f"The server's response time with {measured['deals']:,} transactions in the database (SQLite), "
        f"median of {measured['rounds']} requests (target: under 300 ms).\n",
        measured,
    )


def _large_pages(measured: dict[str, Any]) -> str:
    return _response_times(
        "### A large installation\n",
        f"The same on PostgreSQL, with {measured['companies']:,} companies, and "
        f"{measured['documents']:,} documents of the one whose pages these are.\n",
        measured,
    )


def _preview(measured: dict[str, Any]) -> str:
    rows = [
        (row["page"], row["database"], f"{row['seconds'] * 1000:.0f} ms")
        for row in measured["rows"]
    ]
    return "\n".join(
        [
            "### A large preview\n",
            (
                f"The page of a preview with {measured['changes']:,} planned changes, median of "
                f"{measured['rounds']} requests (target: under 500 ms).\n"
            ),
            table(("page", "database", "response time"), rows),
            machine(measured),
        ]
    )


def _proof(measured: dict[str, Any]) -> str:
    rows = [
        (
            f"{row['documents']:,}",
            ", ".join(f"{seconds:.1f} s" for seconds in row["seconds"]),
            f"{row['bytes'] / 1e6:.1f} MB",
            f"{row['verified_seconds']:.1f} s",
        )
        for row in measured["rows"]
    ]
    return "\n".join(
        [
            "### The proof pack of a month\n",
            (
                "Made twice on PostgreSQL, with the whole audit trail verified each time, and the same byte for byte "
                "(target: under 60 s). Then verified by its own verifier.\n"
            ),
            table(("documents", "made in", "size", "verified in"), rows),
            machine(measured),
        ]
    )


def _response_times(heading: str, what: str, measured: dict[str, Any]) -> str:
    rows = [(row["page"], f"{row['seconds'] * 1000:.0f} ms") for row in measured["rows"]]
    return "\n".join([heading, what, table(("page", "response time"), rows), machine(measured)])


def _time(seconds: float) -> str:
    if seconds < 100:  # noqa: PLR2004  (from here on minutes read better)
        return f"{seconds:.1f} s"
    return f"{seconds / 60:,.1f} min"
