"""The meter of Intuit's App Partner Program: reads are counted for each app, writes are free.

Queries, reads, change data capture and reports are "CorePlus" calls, 500,000 a month in the free tier
(blogs.intuit.com/2026/01/08). Whether a batch counts is documented nowhere: the setting
`metered_batches` has it both ways.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.quickbooks_online.settings import Settings
from sandbox.quickbooks_online.store import Body

READS = frozenset({"query", "read", "cdc", "report", "companyinfo", "preferences"})
"""Kinds of requests that are counted, each as one."""


@dataclass(slots=True)
class Meter:
    """What was counted since the start or the last reset, by kind."""

    reads: Counter[str] = field(default_factory=Counter)

    def count(self, settings: Settings, kind: str, items: Iterable[Body]) -> None:
        """Count one request that came through to the service, whatever it was answered."""
        if kind in READS:
            self.reads[kind] += 1
        elif kind == "batch" and settings.metered_batches == "each":
            self.reads["batch"] += 1
        elif kind == "batch" and settings.metered_batches == "queries":
            self.reads["batch"] += sum("Query" in item for item in items)

    def shown(self) -> dict[str, int]:
        """How many of each kind, and of all."""
        return {**self.reads, "total": self.reads.total()}
