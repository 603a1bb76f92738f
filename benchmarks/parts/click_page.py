"""The part of docs/performance.md about a click on Sync, for one stack."""

from __future__ import annotations

from typing import Any

from benchmarks.parts.page_parts import machine, table

_STACKS = {
    "demo": ("From click to posted", "on a live Airflow, as `make demo` starts it"),
    "rehearsal": (
        "From click to posted, on Celery and PostgreSQL",
        "on the services of the compose file, started as processes: Celery, Redis, and PostgreSQL",
    ),
}
"""Heading, and what Airflow ran on."""


def click(measured: dict[str, Any]) -> str:
    """The section of one stack: each workflow, and where the time of the first one goes."""
    heading, where = _STACKS[measured["stack"]]
    workflows: dict[str, Any] = measured["workflows"]
    first, its = next(iter(workflows.items()))
    clicks = len(its["posted"])
    return "\n".join(
        [
            f"## {heading}\n",
            (
                f"A record is corrected in CORE, its workflow is triggered for that record {where}, and the "
                "clock stops when the entry in QuickBooks has its new total. The run, which then verifies the "
                f"entry, completes later. {clicks} clicks each.\n"
            ),
            table(
                ("workflow", "posted, median", "fastest", "slowest", "completed", "target", ""),
                [_row(dag, one, measured["target"]) for dag, one in workflows.items()],
            ),
            table(
                (f"task of {first}, median", "until queued", "until started", "work"),
                [
                    (task, *(f"{times[part]:.2f} s" for part in ("scheduled", "started", "ran")))
                    for task, times in its["steps"].items()
                ],
            ),
            machine(measured),
        ]
    )


def _row(dag: str, one: dict[str, Any], target: float) -> tuple[str, ...]:
    seconds = (one["median"], min(one["posted"]), max(one["posted"]), one["finished"])
    reached = "met" if one["median"] <= target else "missed"
    return (dag, *(f"{each:.1f} s" for each in seconds), f"{target:g} s", reached)
