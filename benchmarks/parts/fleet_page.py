"""The part of docs/performance.md about many companies: what a look costs, and a month's metered reads."""

from __future__ import annotations

from typing import Any

from benchmarks.parts.page_parts import machine, table


def fleet(measured: dict[str, Any]) -> str:
    """The section: one look over all companies, then what one company costs a day."""
    companies, month = measured["companies"], measured["reads_a_month"]
    word = "met" if month <= measured["reads_limit"] else "missed"
    return "\n".join(
        [
            f"## {companies:,} companies on auto-sync\n",
            (
                f"One look over {companies:,} companies on PostgreSQL, its tasks one after the other. A look "
                "asks QuickBooks nothing; a run starts only where something is to be done.\n"
            ),
            table(
                ("one look", "runs", "time", "queries", "calls of CORE", "task instances", "reads"),
                [_look(row) for row in measured["looks"]],
            ),
            (
                "Metered reads are what Intuit counts. They were counted for one company with all three "
                "workflows on:\n"
            ),
            table(
                ("one company", "runs", "metered reads", "new rows"),
                [
                    (name, *(f"{cost[one]:,}" for one in ("runs", "metered reads", "rows")))
                    for name, cost in measured["day"].items()
                ],
            ),
            (
                f"With a look every 15 minutes and {measured['syncs_a_day']} syncs with changes a day, "
                f"{companies:,} companies make {month:,} metered reads a month, calculated from these "
                f"counts. Target: at most {measured['reads_limit']:,}, {word}.\n"
            ),
            *_waiting(measured.get("waiting")),
            machine(measured),
        ]
    )


def _waiting(measured: dict[str, Any] | None) -> list[str]:
    if measured is None:
        return []
    share = measured["cpu_seconds"] / measured["seconds"]
    return [
        (
            f"{measured['pcs']:,} companies on QuickBooks Desktop whose PCs are all off and waited for: "
            f"{measured['queries']:,} queries in {measured['seconds']:.0f} seconds, and {share:.1%} of "
            "one core, in Airflow's triggerer; no worker is held.\n"
        )
    ]


def _look(row: dict[str, Any]) -> tuple[str, ...]:
    counts = ("queries", "core_calls", "task_instances", "metered_reads")
    return (
        row["name"],
        f"{row['runs']:,}",
        f"{row['seconds']:.1f} s",
        *(f"{row[one]:,}" for one in counts),
    )
