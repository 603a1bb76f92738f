"""What CORE has since a moment, read while someone waits for a page: as much as some seconds allow."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from include.core_backoffice.records.errors import (
    CoreConnectionProblem,
    CoreUnavailable,
    RecordProblem,
)
from include.core_backoffice.records.records import BillingStatement, Transaction
from include.database.engine import Database
from include.provider.connections.opening import Lookup
from include.provider.connections.sources import CompanySource, SourceOf, open_company_source
from include.provider.stops import ActionNeeded
from include.workflows.category import Stream
from include.workflows.entry_dates import CoreRecord

MOST_RECORDS = 2_000
MOST_SECONDS = 8.0

_Change: TypeAlias = Transaction | BillingStatement | RecordProblem


@dataclass(frozen=True, slots=True)
class CoreHistory:
    """What was read.

    Attributes:
        since: records that changed in CORE since this moment were asked for, UTC.
        records: in order of ID. Transactions come without their disbursement.
        unreadable: how many can't be used as they are.
        is_all: whether that is all of it, or only what the time and the number allowed.
        trouble: why CORE couldn't be read, or not to the end; empty if nothing went wrong.
    """

    since: dt.datetime
    records: tuple[CoreRecord, ...] = ()
    unreadable: int = 0
    is_all: bool = False
    trouble: str = ""


def read_history(
    database: Database,
    of: SourceOf,
    since: dt.datetime,
    lookup: Lookup,
    *,
    most_records: int = MOST_RECORDS,
    seconds: float = MOST_SECONDS,
) -> CoreHistory:
    """Read what changed in CORE since a moment, for so many records and seconds at most.

    It never raises for what CORE does, and stores nothing.
    """
    until = time.monotonic() + seconds
    records: list[CoreRecord] = []
    unreadable = 0
    try:
        with open_company_source(database, of, lookup, seconds=seconds) as source:
            for change in _changes(source, of.stream, since):
                if len(records) + unreadable == most_records or time.monotonic() > until:
                    return CoreHistory(since, tuple(records), unreadable)
                if isinstance(change, RecordProblem):
                    unreadable += 1
                else:
                    records.append(change)
    except (CoreConnectionProblem, CoreUnavailable, ActionNeeded) as error:
        return CoreHistory(since, tuple(records), unreadable, trouble=str(error))
    return CoreHistory(since, tuple(records), unreadable, is_all=True)


def _changes(source: CompanySource, stream: Stream, since: dt.datetime) -> Iterator[_Change]:
    if stream is Stream.TRANSACTIONS:
        yield from source.transactions_listed(since)
        return
    for change in source.billing_statements_changed(since):
        if isinstance(change, BillingStatement | RecordProblem):
            yield change
