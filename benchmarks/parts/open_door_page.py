"""The section of the page of figures about strangers at the Web Connector's address."""

from __future__ import annotations

from typing import Any

from benchmarks.parts.page_parts import machine, table


def open_door(measured: dict[str, Any]) -> str:
    """The section."""
    rows = [
        ("Airflow's `/api/v2/version`, median", f"{measured['median_ms']} ms", "under 500 ms"),
        ("its 95th percentile", f"{measured['p95_ms']} ms", ""),
        ("the PC's requests in one session", f"{measured['done']}", "all of 60"),
        ("the API server's memory", f"{measured['growth_mib']:.0f} MiB more", "under 100 MiB"),
    ]
    return "\n".join(
        [
            "## Strangers at the Web Connector's address\n",
            (
                f"{measured['callers']} callers without a ticket make {measured['calls']:,} calls in 20 s to "
                "a live API server: envelopes of 16 MiB, forged tickets, entities that multiply, wrong "
                "passwords for a real user name, and bytes that drip. Meanwhile a PC works through its requests.\n"
            ),
            table(("meanwhile", "measured", "target"), rows),
            machine(measured),
        ]
    )
