"""The form by which a QuickBooks Online company is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from include.books.currency import CURRENCIES, US_DOLLARS
from include.books.wording import joined
from include.database.engine import Database
from include.database.reads.integrations import id_in_use
from include.provider.connections.company_ids import company_id_from, is_company_id, suggested_id
from include.provider.connections.connecting import NewCompany
from include.provider.connections.hooks import CoreBackOfficeHook, QuickBooksOnlineHook
from include.provider.connections.listed import connections_of_type, type_of
from include.provider.connections.opening import Lookup, online_settings
from include.provider.connections.sources import IMPORTS_ONLY
from include.provider.stops import ActionNeeded

ANSWER_PATH = "/quickbooks/connected"
"""Where QuickBooks redirects to, below the address of the pages."""

_Hook = type[CoreBackOfficeHook] | type[QuickBooksOnlineHook]

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
    """The form as it was typed.

    Attributes:
        company: the company ID: "willow-park"; empty to make it from the company's name.
        timezone: the company's: "America/Chicago".
        core: the ID of the Airflow connection to CORE, or `IMPORTS_ONLY`.
        quickbooks: of the one to QuickBooks.
        name: the company's name, from which a PC's company ID is made if none is typed.
        currency: ISO 4217: what CORE's amounts are in: "CAD".
    """

    company: str = ""
    timezone: str = ""
    core: str = CoreBackOfficeHook.default_conn_name
    quickbooks: str = QuickBooksOnlineHook.default_conn_name
    name: str = ""
    currency: str = US_DOLLARS

    def stripped(self) -> OnlineForm:
        """The same without the blanks around what was typed."""
        return OnlineForm(
            self.company.strip(),
            self.timezone.strip(),
            self.core.strip(),
            self.quickbooks.strip(),
            self.name.strip(),
            self.currency.strip().upper(),
        )

    def with_id(self) -> OnlineForm:
        """The same, with a company ID made from the name where none was typed."""
        return replace(self, company=self.company or company_id_from(self.name))

    def asked_by(self, actor: str) -> NewCompany:
        """What the form asks for, when it has no errors."""
        return NewCompany(
            id=self.company,
            core_connection=self.core,
            quickbooks_connection=self.quickbooks,
            timezone=self.timezone,
            actor=actor,
            currency=self.currency,
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form's lists offer; anything else may be typed.

    Attributes:
        timezones: name -> its common name, those of the United States first.
        core: IDs of the Airflow connections to CORE.
        quickbooks: of those to QuickBooks.
        currencies: ISO 4217 -> its name, that of the United States first; no other one can be typed.
    """

    timezones: Mapping[str, str]
    core: Sequence[str]
    quickbooks: Sequence[str]
    currencies: Mapping[str, str]


def choices(lookup: Lookup) -> Choices:
    """What can be chosen now."""
    return Choices(
        _timezones(),
        [
            *_offered(CoreBackOfficeHook.conn_type, CoreBackOfficeHook.default_conn_name, lookup),
            IMPORTS_ONLY,
        ],
        _offered(QuickBooksOnlineHook.conn_type, QuickBooksOnlineHook.default_conn_name, lookup),
        CURRENCIES,
    )


def empty_form(lookup: Lookup) -> OnlineForm:
    """The form before anything is typed. Where Airflow has no connection to CORE, files are its source."""
    form = OnlineForm()
    if connections_of_type(CoreBackOfficeHook.conn_type, lookup):
        return form
    try:
        lookup(form.core)  # one that a secrets backend holds can't be listed
    except ActionNeeded:
        return replace(form, core=IMPORTS_ONLY)
    return form


def errors_in(form: OnlineForm, database: Database, lookup: Lookup) -> dict[str, str]:
    """What is wrong, by field; empty when the sign-in can begin.

    Without a company ID, QuickBooks' own name of the company becomes one after the sign-in.
    """
    errors = common_errors(form, database, lookup, again=not form.company) | {
        "quickbooks": quickbooks_error(form, lookup) or _redirect_error(form.quickbooks, lookup),
    }
    return {name: sentence for name, sentence in errors.items() if sentence}


def common_errors(
    form: OnlineForm, database: Database, lookup: Lookup, *, again: bool = False
) -> dict[str, str]:
    """What is wrong in the fields that every company has, by field.

    Args:
        form: as it was typed.
        database: where company IDs are in use.
        lookup: how Airflow connections are looked up.
        again: whether the company ID isn't typed: a known company is connected again, or its name becomes one.
    """
    errors = {
        "company": "" if again else _company_error(form.company, database),
        "timezone": _timezone_error(form.timezone),
        "currency": _currency_error(form.currency),
        "core": ""
        if form.core == IMPORTS_ONLY
        else _connection_error(form.core, CoreBackOfficeHook, lookup),
    }
    return {name: sentence for name, sentence in errors.items() if sentence}


def quickbooks_error(form: OnlineForm, lookup: Lookup) -> str:
    """What is wrong with the Airflow connection to QuickBooks Online; empty if nothing is."""
    return _connection_error(form.quickbooks, QuickBooksOnlineHook, lookup)


def _company_error(typed: str, database: Database) -> str:
    if not is_company_id(typed):
        return (
            f"Use at most 40 lowercase letters, digits, and hyphens, such as {suggested_id(typed)}."
        )
    taken = id_in_use(database, typed)
    if taken is None:
        return ""
    if taken.awaits_pc:
        return (
            f"{typed} belongs to QuickBooks Desktop on a PC that hasn't connected yet. Enter another "
            "company ID, or finish that connection under Integrations."
        )
    return (
        f"{typed} already belongs to {taken.company_name}. Enter another company ID, or select "
        f"Reconnect for {taken.company_name} under Integrations."
    )


def _timezone_error(typed: str) -> str:
    if typed in _timezones():
        return ""
    return "Choose the company's time zone from the list, such as America/Chicago."


def _currency_error(typed: str) -> str:
    if typed in CURRENCIES:
        return ""
    return f"Choose the currency of CORE's amounts. CoreBooks knows {joined(list(CURRENCIES))}."


def _connection_error(connection_id: str, hook: _Hook, lookup: Lookup) -> str:
    if not connection_id:
        return f"Choose an Airflow connection to {hook.hook_name}."
    try:
        type_ = type_of(lookup(connection_id))
    except ActionNeeded as error:
        return str(error)
    if type_ in (hook.conn_type, ""):
        return ""
    return (
        f"The connection type of {connection_id} is {type_}. Choose a connection of the type "
        f"{hook.hook_name}."
    )


def _redirect_error(connection_id: str, lookup: Lookup) -> str:
    """Without it, QuickBooks would redirect to another page after the sign-in."""
    address = online_settings(lookup(connection_id), "").redirect_uri
    if urlsplit(address).path.endswith(ANSWER_PATH):
        return ""
    return (
        f"The redirect URI in {connection_id} doesn't end in /corebooks{ANSWER_PATH}, so QuickBooks "
        "can't return here. Correct it under Admin > Connections in Airflow, and under Redirect URIs "
        "at developer.intuit.com."
    )


def _offered(type_: str, default: str, lookup: Lookup) -> list[str]:
    # Connections that a secrets backend holds cannot be listed; the default may be one.
    return list(dict.fromkeys((default, *connections_of_type(type_, lookup))))


@cache
def _timezones() -> dict[str, str]:
    others = sorted(available_timezones() - US_TIMEZONES.keys())
    return {**US_TIMEZONES, **dict.fromkeys(others, "")}
