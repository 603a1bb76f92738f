"""What CORE's list of changes has since a moment, as one hash: whether it still says the same.

A read keeps the hash of what the next one would begin with. A look that finds the same hash again knows
that CORE has nothing that wasn't read, from the list alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator

from include.core_backoffice.source import AgentLog, Change, Gone, Touched

OVERLAP = dt.timedelta(minutes=5)
"""CORE may show a record a little after its time of change; reading this much again costs one page at
most, and what didn't change is recognized."""

_LISTED = ("transaction:", "agent:")
"""What CORE's lists of changes are of; an agent's statements are in a log of their own."""


class Listed:
    """Collects the rows of CORE's list of changes from what is read by it."""

    def __init__(self) -> None:
        self._rows: list[Touched] = []

    def noted(self, changes: Iterable[Change]) -> Iterator[Change]:
        """The same changes; what they tell of the list is noted as they pass."""
        for change in changes:
            if isinstance(change, AgentLog):
                self._rows.append(Touched(f"agent:{change.agent_id}", change.updated_at))
            elif not isinstance(change, Gone):
                key = getattr(change, "record_key", "") or getattr(change, "key", "")
                if key.startswith(_LISTED):
                    self._rows.append(Touched(key, change.updated_at))
            yield change

    def digest(self, floor: dt.datetime) -> str:
        """As `digest_of`."""
        return digest_of(self._rows, floor)


def digest_of(rows: Iterable[Touched], floor: dt.datetime) -> str:
    """A hash of the rows that changed at a moment or later; a row whose time can't be read counts too.

    Args:
        rows: of CORE's list, in any order.
        floor: the moment, UTC.
    """
    lines = {
        f"{row.key} {row.updated_at.isoformat() if row.updated_at else '?'}"
        for row in rows
        if row.updated_at is None or row.updated_at >= floor
    }
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


NOTHING_LISTED = digest_of((), dt.datetime.max.replace(tzinfo=dt.UTC))
