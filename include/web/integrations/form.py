"""The form by which a QuickBooks Online company is added."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from include.database.engine import Database
from include.database.reads.companies import company_with_id
from include.database.tables.desktop import DesktopConnection
from include.provider.connections.connecting import NewCompany
from include.provider.connections.hooks import CoreBackOfficeHook, QuickBooksOnlineHook
from include.provider.connections.opening import Lookup, online_settings
from include.provider.stops import ActionNeeded
from include.web.frame.airflow_connections import connections_of_type, type_of

ANSWER_PATH = "/quickbooks/connected"
"""Where QuickBooks leads back to, below all of our addresses."""

_Hook = type[CoreBackOfficeHook] | type[QuickBooksOnlineHook]
_SHORT_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")

US_TIMEZONES = {
    "America/New_York": "Eastern time",
    "America/Chicago": "Central time",
    "America/Denver": "Mountain time",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific time",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
    "America/Detroit": "Eastern time, Michigan",
    "America/Indiana/Indianapolis": "Eastern time, Indiana",
    "America/Boise": "Mountain time, southern Idaho",
    "America/Puerto_Rico": "Puerto Rico and the Virgin Islands",
    "Pacific/Guam": "Guam",
}


@dataclass(frozen=True, slots=True)
class OnlineForm:
    """What was typed, as it was typed.

    Attributes:
        company: what the company is to be called here: "willow-park".
        timezone: where it keeps its books: "America/Chicago".
        core: the id of Airflow's connection to CORE.
        quickbooks: of the one to QuickBooks.
    """

    company: str = ""
    timezone: str = ""
    core: str = CoreBackOfficeHook.default_conn_name
    quickbooks: str = QuickBooksOnlineHook.default_conn_name

    def stripped(self) -> OnlineForm:
        """The same without the blanks around what was typed."""
        return OnlineForm(
            self.company.strip(), self.timezone.strip(), self.core.strip(), self.quickbooks.strip()
        )

    def asked_by(self, actor: str) -> NewCompany:
        """What the form asks for, when it has no errors."""
        return NewCompany(
            id=self.company,
            core_connection=self.core,
            quickbooks_connection=self.quickbooks,
            timezone=self.timezone,
            actor=actor,
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form's lists offer; anything else may be typed.

    Attributes:
        timezones: name -> what people call it, those of the United States first.
        core: ids of Airflow's connections to CORE.
        quickbooks: of those to QuickBooks.
    """

    timezones: Mapping[str, str]
    core: Sequence[str]
    quickbooks: Sequence[str]


def choices(lookup: Lookup) -> Choices:
    """What can be chosen now."""
    return Choices(
        _timezones(),
        _offered(CoreBackOfficeHook.conn_type, CoreBackOfficeHook.default_conn_name, lookup),
        _offered(QuickBooksOnlineHook.conn_type, QuickBooksOnlineHook.default_conn_name, lookup),
    )


def errors_in(form: OnlineForm, database: Database, lookup: Lookup) -> dict[str, str]:
    """What is wrong, by field; empty when the login can begin."""
    found = common_errors(form, database, lookup) | {
        "quickbooks": _connection_error(form.quickbooks, QuickBooksOnlineHook, lookup)
        or _way_back_error(form.quickbooks, lookup),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def common_errors(form: OnlineForm, database: Database, lookup: Lookup) -> dict[str, str]:
    """What is wrong of what every company has, whichever QuickBooks it uses; by field."""
    found = {
        "company": _company_error(form.company, database),
        "timezone": _timezone_error(form.timezone),
        "core": _connection_error(form.core, CoreBackOfficeHook, lookup),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def suggested_name(typed: str) -> str:
    """A short name like what was typed: "willow-park" for "Willow & Park"."""
    return re.sub(r"[^a-z0-9]+", "-", typed.casefold())[:40].strip("-") or "willow-park"


def _company_error(typed: str, database: Database) -> str:
    if not _SHORT_NAME.fullmatch(typed):
        return (
            "Use small letters, digits and hyphens, at most 40 of them, such as "
            f"{suggested_name(typed)}."
        )
    with database.reading() as session:
        known = company_with_id(session, typed)
        awaited = session.get(DesktopConnection, typed)
    if known is not None:
        return (
            f"{typed} is {known.name} already. Choose another short name, or press Reconnect at "
            f"{known.name} under Integrations."
        )
    if awaited is not None:
        return (
            f"{typed} is QuickBooks Desktop on a PC that has not called yet. Choose another short "
            f"name, or go on with {typed} under Integrations."
        )
    return ""


def _timezone_error(typed: str) -> str:
    if typed in _timezones():
        return ""
    return "Choose the time zone in which the company keeps its books from the list."


def _connection_error(connection_id: str, hook: _Hook, lookup: Lookup) -> str:
    if not connection_id:
        return f"Choose Airflow's connection to {hook.hook_name}."
    try:
        found = type_of(lookup(connection_id))
    except ActionNeeded as error:
        return str(error)
    if found in (hook.conn_type, ""):
        return ""
    return (
        f"{connection_id} is a connection of another type ({found}). Choose one of type "
        f"{hook.hook_name}."
    )


def _way_back_error(connection_id: str, lookup: Lookup) -> str:
    """Without the way back, the login would end on a page that is not ours."""
    address = online_settings(lookup(connection_id), "").redirect_uri
    if urlsplit(address).path.endswith(ANSWER_PATH):
        return ""
    return (
        f"The redirect address in {connection_id} does not end in /corebooks{ANSWER_PATH}, so "
        "QuickBooks would not lead back here. Correct it under Admin > Connections, and at "
        "developer.intuit.com under Redirect URIs."
    )


def _offered(type_: str, default: str, lookup: Lookup) -> list[str]:
    # Connections that a secrets backend holds cannot be listed; the default may be one.
    return list(dict.fromkeys((default, *connections_of_type(type_, lookup))))


@cache
def _timezones() -> dict[str, str]:
    others = sorted(available_timezones() - US_TIMEZONES.keys())
    return {**US_TIMEZONES, **dict.fromkeys(others, "")}
