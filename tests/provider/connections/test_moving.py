"""Connecting the company that another one moves to: the right one, in the right currency, that nobody else has."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.fernet import Fernet

from include.books.gateway import GatewayUnavailable
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.tables.companies import Company
from include.database.tables.desktop import EDITION
from include.provider.connections.connecting import (
    NewCompany,
    begun_sign_in,
    connect_online,
    consent_address,
)
from include.provider.connections.moving import (
    connect_for_move,
    open_destination,
    start_move_sign_in,
)
from include.provider.connections.opening import Lookup, vault
from include.sync.move.refusals import NoMove, NotConnectedYet, NotReadYet, TwoIntoOne
from include.sync.move.starting import start_move
from sandbox.demo.consent import grant
from sandbox.quickbooks_online.testing import RunningSandbox, running_sandbox


@pytest.fixture
def quickbooks(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSandbox]:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", Fernet.generate_key().decode())
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def lookup(quickbooks: RunningSandbox) -> Lookup:
    """Airflow's connections: every ID is this QuickBooks."""

    def connection(_connection_id: str) -> Any:
        return SimpleNamespace(
            host=quickbooks.url,
            login="sandbox-client",
            password="sandbox-secret",
            extra_dejson={"environment": "sandbox", "oauth_url": quickbooks.url},
        )

    return connection


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """A company file that is about to move."""
    company = Company(
        id="oak",
        name="Oak Realty",
        edition=EDITION,
        realm_id="the file",
        core_connection="core",
        quickbooks_connection="",
        timezone="America/Chicago",
    )
    connect_company(sqlite_database, company, actor="finance ops")
    return sqlite_database


def move_there(database: Database, lookup: Lookup) -> str:
    answer = grant(consent_address("qbo", lookup))
    return connect_for_move(database, "oak", "qbo", answer, "ada", lookup).name


def test_the_company_is_read_as_the_one_that_it_moves_to(
    database: Database, lookup: Lookup
) -> None:
    start_move(database, "oak", "ada", without_old=True)
    with pytest.raises(NotConnectedYet), open_destination(database, "oak", lookup):
        pass
    assert move_there(database, lookup) == "Willow & Park Realty"
    assert vault(database, "oak").read() is not None
    with open_destination(database, "oak", lookup) as gateway:
        assert gateway.company().name == "Willow & Park Realty"
    with database.reading() as session:
        assert session.get_one(Company, "oak").realm_id == "the file"  # until the switch


def test_without_a_move_nothing_is_connected(database: Database, lookup: Lookup) -> None:
    with pytest.raises(NoMove):
        move_there(database, lookup)
    assert vault(database, "oak").read() is None


def test_a_sign_in_that_returns_by_itself_is_known_as_one_for_the_move(
    database: Database, lookup: Lookup
) -> None:
    with pytest.raises(NoMove):
        start_move_sign_in(database, "oak", "qbo", "ada", lookup)
    start_move(database, "oak", "ada")
    with pytest.raises(NotReadYet):
        start_move_sign_in(database, "oak", "qbo", "ada", lookup)
    start_move(database, "oak", "ada", without_old=True)
    answer = grant(start_move_sign_in(database, "oak", "qbo", "ada", lookup))
    begun = begun_sign_in(database, "ada", answer)
    assert (begun.id, begun.is_for_move) == ("oak", True)
    assert not NewCompany("willow", "core", "qbo", "America/Chicago", actor="ada").is_for_move
    connect_for_move(database, begun.id, begun.quickbooks_connection, answer, "ada", lookup)
    with open_destination(database, "oak", lookup, briefly=True) as gateway:
        assert gateway.company().name == "Willow & Park Realty"


def test_two_companies_never_share_one(database: Database, lookup: Lookup) -> None:
    willow = NewCompany("willow", "core", "qbo", "America/Chicago", actor="finance ops")
    connect_online(database, willow, grant(consent_address("qbo", lookup)), lookup)
    start_move(database, "oak", "ada", without_old=True)
    with pytest.raises(TwoIntoOne, match="is connected as willow"):
        move_there(database, lookup)
    assert vault(database, "oak").read() is None
    assert vault(database, "willow").read() is not None


def test_another_currency_is_refused(
    database: Database, lookup: Lookup, quickbooks: RunningSandbox
) -> None:
    quickbooks.set(country="CA")
    start_move(database, "oak", "ada", without_old=True)
    with pytest.raises(GatewayUnavailable, match="CORE's amounts are in USD"):
        move_there(database, lookup)
    assert vault(database, "oak").read() is None
