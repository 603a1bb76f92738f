"""The section of the page of figures on entries that QuickBooks had."""

from __future__ import annotations

from typing import Any

from benchmarks.parts.page_parts import machine, table


def existing(measured: dict[str, Any]) -> str:
    """How long it takes to match a brokerage's documents with what QuickBooks has already."""
    rows = [
        (
            f"{row['documents']:,}",
            f"{row['seconds']:.1f} s",
            f"{row['peak_mib']:,.0f} MiB",
            f"{row['certain']:,}",
            f"{row['wrong']}",
        )
        for row in measured["rows"]
    ]
    return "\n".join(
        [
            "## Existing entries\n",
            (
                "CORE's documents, matched with as many entries of another connector, one in five of them with "
                "CORE's number. Each run is its own process; memory is the peak of the whole process (target: "
                "20,000 documents in less than 60 s and 1 GiB, and no wrong match).\n"
            ),
            table(("documents", "time", "peak memory", "ready to link", "wrong"), rows),
            machine(measured),
        ]
    )
