"""What CORE has for a start date, and QuickBooks' closing date: read once for a page, and kept for minutes.

A start date is tried out before anything was read for a workflow, so the database can't tell.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from include.books.gateway import GatewayUnavailable
from include.clock import utc_now
from include.database.engine import Database
from include.database.keys.seal import SealBroken
from include.database.reads.companies import ConnectedCompany
from include.database.setup.company_facts import keep_facts
from include.database.setup.start_dates import reads_from
from include.provider.connections.core_history import CoreHistory, read_history
from include.provider.connections.opening import Lookup, open_gateway
from include.provider.connections.sources import company_source
from include.provider.stops import ActionNeeded
from include.workflows.category import Stream

_FRESH = dt.timedelta(minutes=5)
_ONE_ANSWER_SECONDS = 5.0
"""How long QuickBooks Online may take to answer; it is asked twice at most."""
_PATIENCE_SECONDS = 20.0
"""How long one visitor waits for what another one is reading."""

BUSY = "CoreBooks is still reading. Try again in a few minutes."


@dataclass(frozen=True, slots=True)
class ClosingDate:
    """The last day of the closed period in QuickBooks; None where none is set.

    `trouble`: why QuickBooks couldn't be asked; empty if it was.
    """

    day: dt.date | None = None
    trouble: str = ""


@dataclass(slots=True)
class _Kept:
    """What was read for one company. `lock` is held while it is read."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    histories: dict[Stream, tuple[dt.datetime, CoreHistory]] = field(default_factory=dict)
    closing: tuple[dt.datetime, ClosingDate] | None = None


_of_databases: MutableMapping[Database, dict[str, _Kept]] = WeakKeyDictionary()
_making = threading.Lock()


def history_since(
    database: Database, company: ConnectedCompany, stream: Stream, start: dt.date, lookup: Lookup
) -> CoreHistory:
    """What changed in CORE since a workflow with this start date would read, as far as a page can wait.

    It may hold more: what was read for an earlier start date is used for a later one.
    """
    since, kept = reads_from(start), _kept(database, company)
    if not kept.lock.acquire(timeout=_PATIENCE_SECONDS):
        return CoreHistory(since, trouble=BUSY)
    try:
        known = kept.histories.get(stream)
        if known and utc_now() - known[0] < _FRESH and known[1].since <= since:
            return known[1]
        found = read_history(database, company_source(database, company, stream), since, lookup)
        if not found.trouble:
            kept.histories[stream] = (utc_now(), found)
        return found
    finally:
        kept.lock.release()


def closing_date(database: Database, company: ConnectedCompany, lookup: Lookup) -> ClosingDate:
    """The closing date as QuickBooks has it now, or had it minutes ago."""
    kept = _kept(database, company)
    if not kept.lock.acquire(timeout=_PATIENCE_SECONDS):
        return ClosingDate(trouble=BUSY)
    try:
        if kept.closing and utc_now() - kept.closing[0] < _FRESH:
            return kept.closing[1]
        found = _asked(database, company, lookup)
        if not found.trouble:
            kept.closing = (utc_now(), found)
        return found
    finally:
        kept.lock.release()


def _asked(database: Database, company: ConnectedCompany, lookup: Lookup) -> ClosingDate:
    if company.disconnected_at is not None:
        return ClosingDate(trouble=f"{company.name} is disconnected from QuickBooks.")
    try:
        with open_gateway(database, company, lookup, seconds=_ONE_ANSWER_SECONDS) as gateway:
            facts = gateway.company()
    except (GatewayUnavailable, SealBroken, ActionNeeded) as error:
        return ClosingDate(trouble=str(error))
    keep_facts(database, company.id, facts)
    return ClosingDate(facts.closing_date)


def _kept(database: Database, company: ConnectedCompany) -> _Kept:
    with _making:
        return _of_databases.setdefault(database, {}).setdefault(company.id, _Kept())
