"""The sections on imports: reading a large snapshot, and from what arrives to its run."""

from __future__ import annotations

from statistics import median
from typing import Any

from benchmarks.parts.page_parts import machine, table


def large_import(measured: dict[str, Any]) -> str:
    """What reading a snapshot takes of which little changed."""
    (row,) = measured["rows"]
    rows = [
        ("rows in the snapshot", f"{row['rows']:,}"),
        ("transactions that differ", f"{row['changed']:,}"),
        ("read, compared, and stored in", f"{row['seconds']:.1f} s"),
        ("memory at most", f"{row['peak_bytes'] / (1 << 20):.0f} MiB"),
        ("the first snapshot, all of it new", f"{row['first_seconds']:.0f} s"),
        (
            f"a workbook of {row['workbook_bytes'] / 1e6:.0f} MB opened, its header and first rows",
            f"{row['workbook_seconds']:.1f} s",
        ),
    ]
    return "\n".join(
        [
            "## A large import\n",
            (
                "A snapshot of which little changed, on SQLite (target: under 60 s and 1,024 MiB; a workbook of 20 MB "
                "under 5 s). Only what differs is made into records.\n"
            ),
            table(("what", "measured"), rows),
            machine(measured),
        ]
    )


def arrival(measured: dict[str, Any]) -> str:
    """How soon a run starts after something arrived."""
    rows = [
        (one["arrives"], f"{median(one['seconds']):.1f} s", f"{max(one['seconds']):.1f} s")
        for one in measured["rows"]
    ]
    return "\n".join(
        [
            "## From arrival to run\n",
            (
                "On a live Airflow: from the moment a file is saved, a mail is delivered, or a call is made to the "
                "start of the run that reads it (target: within 10 s). A file must first have stopped growing.\n"
            ),
            table(("arrives", "median", "slowest"), rows),
            machine(measured),
        ]
    )
