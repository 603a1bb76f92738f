"""The other side of a source: where its records are made, changed, deleted and spoiled."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from include.core_backoffice.canonical.rows import Canonical
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.records import Transaction
from include.core_backoffice.source import Source, TellsChanges


class WholeSource(Source, TellsChanges, Protocol):
    """All that the engine, the schedule and pages ask of a source."""

    def transactions_listed(
        self, since: dt.datetime | None
    ) -> Iterator[Transaction | RecordProblem]:
        """Transactions without their disbursement."""
        ...


class World(ABC):
    """What a source reads from.

    Records are said as canonical ones, and keep their keys. IDs are numbers, as CORE's are.
    Every change is later than all before it.
    """

    @abstractmethod
    def put(self, *records: Canonical) -> None:
        """Make records; one with a known key is changed, or there again if it was deleted."""

    @abstractmethod
    def spoil(self, record: Canonical) -> None:
        """Put a transaction or statement whose amount is no number; `put` mends it."""

    @abstractmethod
    def delete(self, *keys: str) -> None:
        """Delete records."""

    @abstractmethod
    def source(self) -> AbstractContextManager[WholeSource]:
        """Open the source."""

    @abstractmethod
    def cut_short(self, key: str) -> AbstractContextManager[None]:
        """Inside, reading breaks with CoreUnavailable when it comes to a record."""
