"""A company that is moved: the QuickBooks Online company it moves to is connected, and opened for the move."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.gateway import CompanyFacts, GatewayUnavailable
from include.books.id_map import ConvertedGateway
from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.from_quickbooks.kept_lists import DatabaseLists
from include.database.from_quickbooks.metered_reads import DatabaseMeter
from include.database.keys.tokens import TokensUnreadable
from include.database.setup.company_facts import subscription_of
from include.database.setup.company_moves import moving_to
from include.database.stored.company_facts import KnownFacts
from include.database.stored.moves import Home, home_from_json
from include.database.tables.companies import Company, OAuthToken
from include.database.tables.moves import CompanyMove
from include.database.tables.quickbooks import KeptEntity, KeptList
from include.provider.connections.connecting import (
    EDITION,
    NewCompany,
    sign_in,
    start_sign_in,
)
from include.provider.connections.opening import (
    PAGE_ATTEMPTS,
    Lookup,
    company_settings,
    in_task,
    is_desktop,
    online_settings,
    vault,
)
from include.quickbooks.online.gateway import connect
from include.quickbooks.online.wire.sign_in.oauth import IntuitOAuth
from include.sync.move.looking import check_connected
from include.sync.move.refusals import NotReadYet, OtherCurrency, SameCompany, TwoIntoOne
from include.sync.move.steps import move_at, move_seen


def start_move_sign_in(
    database: Database, company_id: str, connection_id: str, actor: str, lookup: Lookup = in_task
) -> str:
    """Start a sign-in for a move whose response returns to CoreBooks automatically; `connect_for_move` finishes it.

    Returns:
        The address of Intuit's consent page; its response works once, for `actor` only.

    Raises:
        MoveRefused: the move isn't that far, or no move is under way; nothing was started.
        GatewayUnavailable, ActionNeeded: Intuit or the Airflow connection is missing; nothing was started.
    """
    with database.reading() as session:
        _check_read(move_seen(session, company_id))
    return start_sign_in(database, NewCompany.for_move(company_id, connection_id, actor), lookup)


def connect_for_move(
    database: Database,
    company_id: str,
    connection_id: str,
    answer_url: str,
    actor: str,
    lookup: Lookup = in_task,
) -> CompanyFacts:
    """Connect the QuickBooks Online company that a company moves to; nothing is written there.

    Args:
        database: the database.
        company_id: the company that moves.
        connection_id: the Airflow connection to QuickBooks Online.
        answer_url: the address that QuickBooks' consent page returned to.
        actor: who connects it.
        lookup: how Airflow connections are looked up.

    Returns:
        What QuickBooks tells of the company.

    Raises:
        MoveRefused: it can't be the one; nothing was changed.
        GatewayUnavailable: Intuit or the company rejects it; nothing was changed.
    """

    def check(realm_id: str) -> bool:
        with database.reading() as session:
            _check(session, company_id, realm_id)
        return True

    with database.reading() as session:
        company = session.get_one(Company, company_id)
        move_seen(session, company_id)
    signed_in = sign_in(connection_id, company.currency, answer_url, check, lookup)
    facts = signed_in.facts
    if (facts.country, facts.currency) != (company.country, company.currency):
        is_in = f"{facts.currency} ({facts.country})"
        raise OtherCurrency(facts.name, is_in, f"{company.currency} ({company.country})")
    home = Home(
        edition=EDITION,
        realm_id=signed_in.realm_id,
        quickbooks_connection=connection_id,
        name=facts.name,
        plan=subscription_of(facts.edition),
        country=facts.country,
        currency=company.currency,
        facts=KnownFacts.of(facts).stored(),
    )
    if not is_desktop(company):
        _end_old_grant(database, company, lookup)
    store_connected(database, company_id, home, actor)
    with vault(database, company_id).locked() as lock:
        lock.save(signed_in.tokens)
    return facts


def store_connected(database: Database, company_id: str, home: Home, actor: str) -> None:
    """Store where a company moves to; the tokens are saved after it.

    Raises:
        MoveRefused: it can't be the one; nothing was changed.
    """
    database.write(partial(_store, company_id=company_id, home=home, actor=actor))


def _check(session: Session, company_id: str, realm_id: str) -> None:
    """Check that a QuickBooks company can be the one that is moved to."""
    move = move_seen(session, company_id)
    _check_read(move)
    if move.before["realm_id"] == realm_id:
        raise SameCompany(str(move.before["name"]))
    holder = session.scalars(select(Company).where(Company.realm_id == realm_id)).first()
    if holder is not None:
        raise TwoIntoOne(holder.name, holder.id)
    other = moving_to(session, realm_id)
    if other is not None and other.company_id != company_id:
        raise TwoIntoOne(str((other.after or {})["name"]), other.company_id)


def _check_read(move: CompanyMove) -> None:
    """Check that the QuickBooks that is left was read, or can't be."""
    if move.read_at is None and not move.from_records:
        raise NotReadYet(str(move.before["name"]))


def _end_old_grant(database: Database, company: Company, lookup: Lookup) -> None:
    """The tokens of the company that is left make way for the new ones."""
    with contextlib.suppress(GatewayUnavailable, TokensUnreadable):
        tokens = vault(database, company.id).read()
        if tokens is not None:
            IntuitOAuth(online_settings(lookup(company.quickbooks_connection), "")).revoke(tokens)


def _store(session: Session, company_id: str, home: Home, actor: str) -> None:
    move = move_at(session, company_id)
    _check(session, company_id, home.realm_id)
    move.after, move.connected_by, move.connected_at = home.stored(), actor, utc_now()
    move.matched_at = move.proved_at = None
    session.execute(delete(OAuthToken).where(OAuthToken.company_id == company_id))
    for table in (KeptEntity, KeptList):
        session.execute(delete(table).where(table.company_id == company_id))
    company = session.get_one(Company, company_id)
    if not is_desktop(company):
        # Its tokens are those of the new one from now on, so it can't be reached.
        company.disconnected_at = company.disconnected_at or utc_now()
    audit.append(
        session,
        company_id,
        actor=actor,
        event="connected for a move",
        subject=f"QuickBooks company {home.name}",
        detail={"realm_id": home.realm_id, "edition": home.edition, "plan": home.plan},
    )


class _Destination:
    """The company as it will be: what opening needs of it."""

    def __init__(self, company_id: str, home: Home) -> None:
        self.id = company_id
        self.name = home.name
        self.edition = home.edition
        self.realm_id = home.realm_id
        self.quickbooks_connection = home.quickbooks_connection
        self.currency = home.currency
        self.country = home.country


@contextmanager
def open_destination(
    database: Database, company_id: str, lookup: Lookup = in_task, *, briefly: bool = False
) -> Iterator[ConvertedGateway]:
    """The gateway to the QuickBooks Online company that a company moves to, which is only read.

    Args:
        database: the database.
        company_id: the company that moves.
        lookup: how Airflow connections are looked up.
        briefly: for someone who waits for a page, who is soon told that QuickBooks doesn't respond.

    Raises:
        MoveRefused: no move is under way, or it isn't connected yet.
    """
    with database.reading() as session:
        move = check_connected(session, company_id)
        home = home_from_json(move.after or {})
    destination = _Destination(company_id, home)
    settings = company_settings(destination, lookup)
    if briefly:
        settings = dataclasses.replace(settings, attempts=PAGE_ATTEMPTS)
    lists = DatabaseLists(database, company_id)
    meter = DatabaseMeter(database, company_id, settings.client_id)
    gateway = connect(settings, vault(database, company_id), lists=lists, meter=meter)
    try:
        yield gateway
    finally:
        gateway.close()
        meter.save()
