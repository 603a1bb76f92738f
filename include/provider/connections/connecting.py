"""Connecting a QuickBooks Online company, and ending any connection."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, urlsplit

from include.books.gateway import CompanyFacts, GatewayUnavailable, Recovery
from include.database import connect_attempts
from include.database.companies import check_connectable, connect_company, disconnect_company
from include.database.desktop_connections import end_connection
from include.database.engine import Database
from include.database.tables.companies import Company, ConnectAttempt
from include.database.tokens import TokensUnreadable
from include.provider.connections.opening import (
    Lookup,
    QuickBooksCompany,
    in_task,
    is_desktop,
    online_settings,
    vault,
)
from include.provider.stops import ActionNeeded
from include.quickbooks.online.gateway import connect
from include.quickbooks.online.wire.oauth import Consent, IntuitLogin
from include.quickbooks.online.wire.tokens import Tokens

EDITION = "QuickBooks Online"


class _Unsaved:
    """Tokens before it is known that the company may be connected: kept nowhere."""

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
    """What a company is to be called, and which connections and time zone it works with."""

    id: str
    core_connection: str
    quickbooks_connection: str
    timezone: str
    actor: str


def consent_address(connection_id: str, lookup: Lookup = in_task) -> str:
    """The address of Intuit's consent page, for an answer that a person carries over by hand."""
    return _login(connection_id, lookup).authorize_url(connect_attempts.new_state())


def begin_login(database: Database, new: NewCompany, lookup: Lookup = in_task) -> str:
    """Begin a login whose answer comes back by itself.

    Returns:
        The address of Intuit's consent page; its answer is good once, for `new.actor` alone.

    Raises:
        GatewayUnavailable, ActionNeeded: Intuit or the connection is not there; nothing was begun.
    """
    state = connect_attempts.new_state()
    address = _login(new.quickbooks_connection, lookup).authorize_url(state)
    attempt = ConnectAttempt(
        actor=new.actor,
        company_id=new.id,
        core_connection=new.core_connection,
        quickbooks_connection=new.quickbooks_connection,
        timezone=new.timezone,
    )
    connect_attempts.begin(database, state, attempt)
    return address


def finish_login(
    database: Database, actor: str, answer_url: str, lookup: Lookup = in_task
) -> NewCompany:
    """Finish a login that `begin_login` began, with the address that it led back to.

    Raises:
        AttemptRefused: the answer belongs to no login that this person can finish.
        GatewayUnavailable, CompanyConnected, OtherCompany, ActionNeeded: as `connect_online`.
    """
    states = parse_qs(urlsplit(answer_url).query).get("state", [""])
    attempt = connect_attempts.use(database, states[-1], actor)
    new = NewCompany(
        id=attempt.company_id,
        core_connection=attempt.core_connection,
        quickbooks_connection=attempt.quickbooks_connection,
        timezone=attempt.timezone,
        actor=actor,
    )
    connect_online(database, new, answer_url, lookup)
    return new


def connect_online(
    database: Database, new: NewCompany, answer_url: str, lookup: Lookup = in_task
) -> CompanyFacts:
    """Finish connecting, with the address that the consent page led to.

    Raises:
        GatewayUnavailable: Intuit or the company refuses; nothing is kept.
        CompanyConnected: the same QuickBooks company under another id; nothing is kept.
        OtherCompany: another QuickBooks company under the same id; nothing is kept.
    """
    login = _login(new.quickbooks_connection, lookup)
    consent = login.consent(answer_url, None)
    with database.reading() as session:
        # Before the code is traded: tokens of a company that is connected stay as they are.
        check_connectable(session, new.id, consent.realm_id)
        is_new = session.get(Company, new.id) is None
    tokens = _Unsaved(login.exchange(consent.code))
    try:
        facts = _facts(new, consent, tokens, lookup)
    except GatewayUnavailable:
        if is_new:
            with contextlib.suppress(GatewayUnavailable):
                login.revoke(tokens.tokens)
        raise
    company = Company(
        id=new.id,
        name=facts.name,
        edition=EDITION,
        plan=_plan(facts.edition),
        realm_id=consent.realm_id,
        core_connection=new.core_connection,
        quickbooks_connection=new.quickbooks_connection,
        timezone=new.timezone,
    )
    connect_company(database, company, new.actor)
    with vault(database, new.id).locked() as lock:
        lock.save(tokens.tokens)
    return facts


def disconnect(
    database: Database, company: QuickBooksCompany, actor: str, lookup: Lookup = in_task
) -> str:
    """End a company's connection: nothing is sent to it until it is connected again.

    Returns:
        Why Intuit did not confirm it; empty when it did, or when it is QuickBooks Desktop: there the
        PC is let in no more. Our own tokens are gone in any case.
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


def _login(connection_id: str, lookup: Lookup) -> IntuitLogin:
    return IntuitLogin(online_settings(lookup(connection_id), ""))


def _facts(new: NewCompany, consent: Consent, tokens: _Unsaved, lookup: Lookup) -> CompanyFacts:
    gateway = connect(online_settings(lookup(new.quickbooks_connection), consent.realm_id), tokens)
    try:
        facts = gateway.company()
    finally:
        gateway.close()
    if "solopreneur" in facts.edition.casefold():
        raise GatewayUnavailable(
            Recovery.RECONNECT,
            f"{facts.name} is QuickBooks Solopreneur, which keeps no double-entry books: it has no "
            "bills, vendors or chart of accounts for CoreBooks to post to.",
            "Move it to QuickBooks Online Simple Start or higher, then connect it. Nothing was "
            "changed.",
        )
    return facts


def _plan(sku: str) -> str:
    """What the company subscribes to, without the product's name: "Plus"."""
    return sku.removeprefix("QuickBooks").strip().removeprefix("Online").strip()
