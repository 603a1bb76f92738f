"""Connecting a QuickBooks Online company: consent at Intuit, tokens into the ledger."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Self

from include.books.gateway import CompanyFacts
from include.ledger.companies import connect_company
from include.ledger.database import Ledger
from include.ledger.models import Company
from include.provider.connections import Lookup, in_task, online_settings, vault
from include.quickbooks.online.gateway import connect
from include.quickbooks.online.oauth import IntuitLogin
from include.quickbooks.online.tokens import Tokens


class _Unsaved:
    """Tokens before it is known that the company may be connected: kept nowhere."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens: Tokens | None = tokens

    def read(self) -> Tokens | None:
        return self.tokens

    def locked(self) -> _Unsaved:
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
    """The address of Intuit's consent page, to be opened in a browser."""
    settings = online_settings(lookup(connection_id), "")
    return IntuitLogin(settings).authorize_url(secrets.token_urlsafe(24))


def connect_online(
    ledger: Ledger, new: NewCompany, answer_url: str, lookup: Lookup = in_task
) -> CompanyFacts:
    """Finish connecting, with the address that the consent page led to.

    Raises:
        GatewayStopped: Intuit or the company refuses; nothing is kept.
        CompanyConnected: the same QuickBooks company under another id; nothing is kept.
    """
    connection = lookup(new.quickbooks_connection)
    login = IntuitLogin(online_settings(connection, ""))
    consent = login.consent(answer_url, None)
    tokens = _Unsaved(login.exchange(consent.code))
    gateway = connect(online_settings(connection, consent.realm_id), tokens)
    try:
        facts = gateway.company()
    finally:
        gateway.close()
    connect_company(
        ledger,
        Company(
            id=new.id,
            name=facts.name,
            edition=facts.edition,
            realm_id=consent.realm_id,
            core_connection=new.core_connection,
            quickbooks_connection=new.quickbooks_connection,
            timezone=new.timezone,
        ),
        new.actor,
    )
    with vault(ledger, new.id).locked() as lock:
        if tokens.tokens:
            lock.save(tokens.tokens)
    return facts
