"""Connecting a QuickBooks Online company, and ending any connection."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
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
from include.quickbooks.online.wire.sign_in.oauth import IntuitOAuth
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
class SignedIn:
    """A QuickBooks company that a user signed in to; nothing of it is stored yet."""

    realm_id: str
    facts: CompanyFacts
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class NewCompany:
    """A company to connect: its ID, its Airflow connections, its time zone, and what CORE's amounts are in.

    Without an ID, one is made from its name in QuickBooks. A sign-in for a move has no connection to CORE: the
    company keeps its own.
    """

    id: str
    core_connection: str
    quickbooks_connection: str
    timezone: str
    actor: str
    currency: str = US_DOLLARS

    @classmethod
    def for_move(cls, company_id: str, quickbooks_connection: str, actor: str) -> Self:
        """The company that a known one moves to."""
        return cls(company_id, "", quickbooks_connection, "", actor)

    @property
    def is_for_move(self) -> bool:
        """Whether a known company moves to the one that is signed in to."""
        return not self.core_connection


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

    def check(realm_id: str) -> bool:
        with database.reading() as session:
            # Before the code is exchanged: the tokens of a connected company stay as they are.
            check_connectable(session, new.id, realm_id)
        return not _is_known(database, new.id)

    try:
        signed_in = sign_in(new.quickbooks_connection, new.currency, answer_url, check, lookup)
    except OtherHomeCurrency as refused:
        if _is_known(database, new.id):
            raise
        raise refused.of_new_company() from None
    facts = signed_in.facts
    new = dataclasses.replace(new, id=new.id or free_id(database, facts.name))
    company = Company(
        id=new.id,
        name=facts.name,
        edition=EDITION,
        plan=subscription_of(facts.edition),
        realm_id=signed_in.realm_id,
        core_connection=new.core_connection,
        quickbooks_connection=new.quickbooks_connection,
        timezone=new.timezone,
        currency=new.currency,
        country=facts.country,
        facts=KnownFacts.of(facts).stored(),
    )
    connect_company(database, company, new.actor)
    with vault(database, new.id).locked() as lock:
        lock.save(signed_in.tokens)
    return facts, new


def _is_known(database: Database, company_id: str) -> bool:
    with database.reading() as session:
        return session.get(Company, company_id) is not None


def sign_in(
    connection_id: str,
    currency: str,
    answer_url: str,
    check: Callable[[str], bool],
    lookup: Lookup = in_task,
) -> SignedIn:
    """Sign in to a QuickBooks company, with the address that the consent page returned to.

    Args:
        connection_id: the Airflow connection to QuickBooks Online.
        currency: ISO 4217: what the books must be kept in.
        answer_url: the address.
        check: gets QuickBooks' ID of the company, and raises if it can't be the one; returns whether CoreBooks
            has no connection to it, so that one that fails is ended.
        lookup: how Airflow connections are looked up.

    Raises:
        GatewayUnavailable: Intuit or the company rejects it.
    """
    login = _login(connection_id, lookup)
    consent = login.consent(answer_url, None)
    is_new = check(consent.realm_id)
    tokens = _Unsaved(login.exchange(consent.code))
    settings = online_settings(lookup(connection_id), consent.realm_id)
    gateway = connect(dataclasses.replace(settings, currency=currency), tokens)
    try:
        facts = gateway.company()
    except GatewayUnavailable:
        if is_new:
            with contextlib.suppress(GatewayUnavailable):
                login.revoke(tokens.tokens)
        raise
    finally:
        gateway.close()
    return SignedIn(consent.realm_id, facts, tokens.tokens)


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
