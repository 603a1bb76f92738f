"""The part of docs/performance.md about a lost database: what it costs to make it anew."""

from __future__ import annotations

from typing import Any

from benchmarks.parts.page_parts import machine, table

MOST_READS, MOST_SECONDS, MOST_MIB = 150, 600, 1_500
"""The targets: metered reads, seconds, and memory in MiB; and no entry more than before."""


def rebuild(measured: dict[str, Any]) -> str:
    """The section: calls, time, and memory, and what the runs after it did."""
    counts = measured["counts"]
    rows = [
        ("entries in QuickBooks", f"{measured['entries']:,}"),
        ("records in CORE", f"{measured['records']:,}"),
        ("entries linked", f"{counts['links']:,}"),
        ("calls of QuickBooks", f"{measured['calls']:,}"),
        ("metered reads", f"{measured['reads']:,}"),
        ("looking", f"{measured['look_seconds']:.0f} s"),
        ("applying", f"{measured['apply_seconds']:.0f} s"),
        ("memory", f"{measured['memory_mib']:,.0f} MiB"),
        ("entries created by the runs after it", f"{measured['created_after']:,}"),
        ("entries updated by the runs after it", f"{measured['updated_after']:,}"),
    ]
    return "\n".join(
        [
            "## A lost database, rebuilt\n",
            (
                "Five years of entries of one brokerage. The database is deleted, and `corebooks rebuild` rebuilds it "
                "from QuickBooks and CORE. Then every workflow runs once.\n"
            ),
            table(("", "figure"), rows),
            (
                f"Targets: every entry linked, none created or updated by the runs after it, at most {MOST_READS} metered "
                f"reads, {MOST_SECONDS} s, and {MOST_MIB:,} MiB: {'met' if is_met(measured) else 'missed'}.\n"
            ),
            machine(measured),
        ]
    )


def is_met(measured: dict[str, Any]) -> bool:
    """Whether every target is met."""
    seconds = measured["look_seconds"] + measured["apply_seconds"]
    return bool(
        measured["entries_after"] == measured["entries"] == measured["counts"]["links"]
        and measured["created_after"] == measured["updated_after"] == 0
        and measured["reads"] <= MOST_READS
        and seconds <= MOST_SECONDS
        and measured["memory_mib"] <= MOST_MIB
    )
