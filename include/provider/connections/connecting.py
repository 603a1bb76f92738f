"""Connecting a QuickBooks Online company, and ending any connection."""

from __future__ import annotations

import contextlib
import dataclasses
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, urlsplit

from include.books.currency import US_DOLLARS
from include.books.gateway import CompanyFacts, GatewayUnavailable
from include.database.engine import Database
from include.database.keys.tokens import TokensUnreadable
from include.database.setup import connect_attempts
from include.database.setup.companies import check_connectable, connect_company, disconnect_company
from include.database.setup.company_facts import subscription_of
from include.database.setup.desktop_connections import end_connection
from include.database.stored.company_facts import KnownFacts
from include.database.tables.companies import Company, ConnectAttempt
from include.provider.connections.company_ids import free_id
from include.provider.connections.opening import (
    Lookup,
    QuickBooksCompany,
    in_task,
    is_desktop,
    online_settings,
    vault,
)
from include.provider.stops import ActionNeeded
from include.quickbooks.home_currency import OtherHomeCurrency
from include.quickbooks.online.gateway import connect
from include.quickbooks.online.wire.sign_in.oauth import Consent, IntuitOAuth
from include.quickbooks.online.wire.sign_in.tokens import Tokens

EDITION = "QuickBooks Online"


class _Unsaved:
    """Tokens before it is known whether the company can be connected; stored nowhere."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens: Tokens = tokens

    def read(self) -> Tokens:
        return self.tokens

    def locked(self) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def save(self, tokens: Tokens) -> None:
        self.tokens = tokens


@dataclass(frozen=True, slots=True)
class NewCompany:
    """A company to connect: its ID, its Airflow connections, its time zone, and what CORE's amounts are in.

    Without an ID, one is made from its name in QuickBooks.
    """

    id: str
    core_connection: str
    quickbooks_connection: str
    timezone: str
    actor: str
    currency: str = US_DOLLARS


def consent_address(connection_id: str, lookup: Lookup = in_task) -> str:
    """The address of Intuit's consent page, for a response that the user pastes back."""
    return _login(connection_id, lookup).authorize_url(connect_attempts.new_state())


def start_sign_in(database: Database, new: NewCompany, lookup: Lookup = in_task) -> str:
    """Start a sign-in whose response returns to CoreBooks automatically.

    Returns:
        The address of Intuit's consent page; its response works once, for `new.actor` only.

    Raises:
        GatewayUnavailable, ActionNeeded: Intuit or the Airflow connection is missing; nothing was started.
    """
    state = connect_attempts.new_state()
    address = _login(new.quickbooks_connection, lookup).authorize_url(state)
    attempt = ConnectAttempt(
        actor=new.actor,
        company_id=new.id,
        core_connection=new.core_connection,
        quickbooks_connection=new.quickbooks_connection,
        timezone=new.timezone,
        currency=new.currency,
    )
    connect_attempts.begin(database, state, attempt)
    return address


def begun_sign_in(database: Database, actor: str, answer_url: str) -> NewCompany:
    """What `start_sign_in` was asked for, by the address that Intuit returned to; `connect_online` finishes it.

    Raises:
        AttemptRejected: the response belongs to no sign-in that this user can finish.
    """
    states = parse_qs(urlsplit(answer_url).query).get("state", [""])
    attempt = connect_attempts.use(database, states[-1], actor)
    return NewCompany(
        id=attempt.company_id,
        core_connection=attempt.core_connection,
        quickbooks_connection=attempt.quickbooks_connection,
        timezone=attempt.timezone,
        actor=actor,
        currency=attempt.currency,
    )


def connect_online(
    database: Database, new: NewCompany, answer_url: str, lookup: Lookup = in_task
) -> tuple[CompanyFacts, NewCompany]:
    """Finish connecting, with the address that the consent page returned to.

    Returns:
        What QuickBooks tells of the company, and the company with its ID.

    Raises:
        GatewayUnavailable: Intuit or the company rejects it, `OtherHomeCurrency` because of its currency; nothing
            is stored.
        CompanyConnected: the same QuickBooks company has another ID; nothing is stored.
        OtherCompany: another QuickBooks company has this ID; nothing is stored.
    """
    login = _login(new.quickbooks_connection, lookup)
    consent = login.consent(answer_url, None)
    with database.reading() as session:
        # Before the code is exchanged: the tokens of a connected company stay as they are.
        check_connectable(session, new.id, consent.realm_id)
        is_new = session.get(Company, new.id) is None
    tokens = _Unsaved(login.exchange(consent.code))
    try:
        facts = _facts(new, consent, tokens, lookup)
    except GatewayUnavailable as refused:
        if is_new:
            with contextlib.suppress(GatewayUnavailable):
                login.revoke(tokens.tokens)
            if isinstance(refused, OtherHomeCurrency):
                raise refused.of_new_company() from None
        raise
    new = dataclasses.replace(new, id=new.id or free_id(database, facts.name))
    company = Company(
        id=new.id,
        name=facts.name,
        edition=EDITION,
        plan=subscription_of(facts.edition),
        realm_id=consent.realm_id,
        core_connection=new.core_connection,
        quickbooks_connection=new.quickbooks_connection,
        timezone=new.timezone,
        currency=new.currency,
        country=facts.country,
        facts=KnownFacts.of(facts).stored(),
    )
    connect_company(database, company, new.actor)
    with vault(database, new.id).locked() as lock:
        lock.save(tokens.tokens)
    return facts, new


def disconnect(
    database: Database, company: QuickBooksCompany, actor: str, lookup: Lookup = in_task
) -> str:
    """End a company's connection: nothing syncs until it is connected again.

    Returns:
        Why Intuit did not confirm it; empty if it did, and for QuickBooks Desktop, where calls of
        the PC are rejected from now on. CoreBooks' own tokens are gone in any case.
    """
    if is_desktop(company):
        end_connection(database, company.id, actor)
        return ""
    try:
        tokens = vault(database, company.id).read()
    except TokensUnreadable:
        tokens = None
    disconnect_company(database, company.id, actor)
    if tokens is None:
        return ""
    try:
        _login(company.quickbooks_connection, lookup).revoke(tokens)
    except (GatewayUnavailable, ActionNeeded) as error:
        return str(getattr(error, "sentence", error))
    return ""


def _login(connection_id: str, lookup: Lookup) -> IntuitOAuth:
    return IntuitOAuth(online_settings(lookup(connection_id), ""))


def _facts(new: NewCompany, consent: Consent, tokens: _Unsaved, lookup: Lookup) -> CompanyFacts:
    settings = online_settings(lookup(new.quickbooks_connection), consent.realm_id)
    gateway = connect(dataclasses.replace(settings, currency=new.currency), tokens)
    try:
        return gateway.company()
    finally:
        gateway.close()
