"""Connections: those of both types are there, and each company's answer; clocks agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import httpx

from include.certificates import trusted
from include.cli.checks.finding import Finding, good, to_do, wrong
from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.companies import all_companies
from include.provider.connections.check import check_both
from include.provider.connections.hooks import CoreBackOfficeHook, QuickBooksOnlineHook
from include.provider.connections.listed import connections_of_type, in_server
from include.provider.connections.opening import in_task, is_desktop
from include.quickbooks.online.wire.settings import LIVE_API

CLOCK = "Clock"
_MOST_SKEW = dt.timedelta(minutes=1)
_SECONDS = 10.0


def types_are_there() -> Iterator[Finding]:
    """Whether Airflow has connections to CORE and to QuickBooks Online."""
    for hook in (CoreBackOfficeHook, QuickBooksOnlineHook):
        about = f"Connection to {hook.hook_name}"
        ids = connections_of_type(hook.conn_type, in_server)
        if ids:
            yield good(about, f"Airflow has {', '.join(ids)}.")
        else:
            yield to_do(
                about,
                f"Airflow lists none. Create {hook.default_conn_name} of the type {hook.hook_name} under Admin > "
                "Connections, unless a secrets backend has it.",
            )


def companies_answer(database: Database) -> Iterator[Finding]:
    """Whether CORE and QuickBooks accept each company's connection."""
    with database.reading() as session:
        companies = all_companies(session)
    connected = [company for company in companies if company.disconnected_at is None]
    if not connected:
        yield to_do("Companies", "None is connected yet. Connect one on the page Integrations.")
    for company in connected:
        for check in check_both(database, company, in_task):
            about = f"{company.name}: {check.side}"
            yield (good if check.works else wrong)(about, check.sentence)


def clocks_agree(database: Database) -> Iterator[Finding]:
    """Whether this machine's clock is QuickBooks': tokens and changes go by it."""
    with database.reading() as session:
        online = [one for one in all_companies(session) if not is_desktop(one)]
    address = (online and in_task(online[0].quickbooks_connection).host) or LIVE_API
    try:
        answer = httpx.head(address, timeout=_SECONDS, verify=trusted(trust_env=True))
    except httpx.HTTPError as error:
        say = wrong if online else to_do
        yield say(CLOCK, f"{address} can't be reached from here ({type(error).__name__}).")
        return
    try:
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, ValueError):
        yield to_do(CLOCK, f"{address} doesn't tell its time.")
        return
    skew = abs(utc_now() - theirs.astimezone(dt.UTC))
    if skew > _MOST_SKEW:
        yield wrong(
            CLOCK,
            f"This machine's clock differs from QuickBooks' by {skew.total_seconds():,.0f} seconds. Have it set "
            "by a time server (NTP).",
        )
    else:
        yield good(CLOCK, "This machine's clock agrees with QuickBooks'.")
