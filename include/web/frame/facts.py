"""The facts at the top of every page of a company: its connection, when CORE was read, and the next auto-sync."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.reads.transactions import core_read_at
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.status_words import ConnectionStatus
from include.provider.connections.desktop_state import desktop_state
from include.provider.connections.online_state import connections
from include.web.frame.schedules import next_times


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a company when a page of it is made; moments are UTC.

    Attributes:
        connection: the status of its connection to QuickBooks.
        trouble: what is wrong with the connection, and what to do; empty if nothing is.
        core_read_at: when CORE's transactions were last read; None before they ever were.
        settings: of auto-sync and approvals.
        next_auto_sync: when auto-sync looks next; None if it is off, or nothing can post.
    """

    connection: ConnectionStatus
    trouble: str
    core_read_at: dt.datetime | None
    settings: AutomationSettings
    next_auto_sync: dt.datetime | None


def facts_of(database: Database, company: ConnectedCompany) -> Facts:
    """The facts of a company; a handful of queries by key, however many records and runs there are."""
    connection, trouble = _connection(database, company)
    with database.reading() as session:
        settings = automation.of(session, company.id)
        read_at = core_read_at(session, company.id)
    return Facts(connection, trouble, read_at, settings, _next_auto_sync(company, settings))


def _connection(database: Database, company: ConnectedCompany) -> tuple[ConnectionStatus, str]:
    if pc := desktop_state(database, company.id):
        return pc.state, pc.sentence
    (online,) = connections(database, [company])
    return online.state, online.sentence


def _next_auto_sync(company: ConnectedCompany, settings: AutomationSettings) -> dt.datetime | None:
    if company.disconnected_at is not None or not settings.is_on:
        return None
    return next(iter(next_times(settings.schedule, company.timezone, utc_now())), None)
