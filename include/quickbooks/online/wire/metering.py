"""Which calls Intuit meters, and counting them.

Reads ("CorePlus": queries, entities, changes, reports) are counted per app and month, writes ("Core")
aren't: https://blogs.intuit.com/2025/08/11/best-practices-for-intuit-api-optimization-part-1. Whether a
batch counts is documented nowhere; CoreBooks puts only writes into batches.
"""

from __future__ import annotations

from typing import Protocol

from include.quickbooks.online.wire.transport import Answered, Call, NotSent, Outcome


class Meter(Protocol):
    """Counts the metered reads of one company. Safe to use from many threads."""

    def count(self) -> None:
        """One more."""
        ...


def is_metered(call: Call, outcome: Outcome) -> bool:
    """Whether an exchange counts: a read that came through to QuickBooks, whatever it answered."""
    is_read = call.method == "GET" or call.path == "query"
    if not is_read or isinstance(outcome, NotSent):
        return False
    if isinstance(outcome, Answered):
        return not (outcome.is_throttle or outcome.is_token_rejected)
    return True
