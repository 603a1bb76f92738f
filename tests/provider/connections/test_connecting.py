"""Connecting by command, with the response pasted back, and disconnecting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from include.books.gateway import GatewayUnavailable
from include.database.engine import Database
from include.database.tables.companies import Company
from include.provider.connections.connecting import (
    NewCompany,
    connect_online,
    consent_address,
    disconnect,
)
from include.provider.connections.opening import Lookup, vault
from include.provider.stops import ActionNeeded
from sandbox.demo.consent import grant
from sandbox.quickbooks_online.testing import RunningSandbox, running_sandbox

WILLOW = NewCompany("willow", "core", "qbo", "America/Chicago", actor="finance ops")


@pytest.fixture
def quickbooks(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSandbox]:
    """A QuickBooks to connect."""
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


def connected(database: Database, lookup: Lookup) -> Company:
    """Connect Willow & Park."""
    connect_online(database, WILLOW, grant(consent_address("qbo", lookup)), lookup)
    with database.reading() as session:
        return session.scalars(select(Company)).one()


def test_the_company_is_stored_with_its_name_edition_and_subscription(
    sqlite_database: Database, quickbooks: RunningSandbox, lookup: Lookup
) -> None:
    company = connected(sqlite_database, lookup)
    assert company.realm_id == quickbooks.realm
    assert (company.name, company.edition, company.plan) == (
        "Willow & Park Realty",
        "QuickBooks Online",
        "Plus",
    )
    assert vault(sqlite_database, "willow").read() is not None


def test_a_canadian_company_is_connected_in_the_currency_that_was_chosen_and_in_no_other(
    sqlite_database: Database, quickbooks: RunningSandbox, lookup: Lookup
) -> None:
    quickbooks.set(country="CA")
    maple = replace(WILLOW, currency="CAD")
    with pytest.raises(GatewayUnavailable) as refused:
        connect_online(sqlite_database, WILLOW, grant(consent_address("qbo", lookup)), lookup)
    assert "CORE's amounts are in USD" in str(refused.value)
    assert "keeps its books in CAD. CoreBooks converts no amounts." in str(refused.value)
    assert companies(sqlite_database) == []

    connect_online(sqlite_database, maple, grant(consent_address("qbo", lookup)), lookup)
    (company,) = companies(sqlite_database)
    assert (company.currency, company.country) == ("CAD", "CA")


def companies(database: Database) -> list[Company]:
    with database.reading() as session:
        return list(session.scalars(select(Company)))


def test_a_lost_key_does_not_prevent_reconnecting(
    sqlite_database: Database, lookup: Lookup, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected(sqlite_database, lookup)
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", Fernet.generate_key().decode())
    connected(sqlite_database, lookup)
    assert vault(sqlite_database, "willow").read() is not None


def test_self_employed_is_rejected_and_its_tokens_revoked(
    sqlite_database: Database, quickbooks: RunningSandbox, lookup: Lookup
) -> None:
    quickbooks.set(offering_sku="QuickBooks Self-Employed")
    with pytest.raises(GatewayUnavailable, match="QuickBooks Self-Employed"):
        connected(sqlite_database, lookup)
    assert quickbooks.calls()["revoke"] == 1
    assert vault(sqlite_database, "willow").read() is None


def test_a_known_company_keeps_its_tokens_if_reconnecting_is_rejected(
    sqlite_database: Database, quickbooks: RunningSandbox, lookup: Lookup
) -> None:
    connected(sqlite_database, lookup)
    quickbooks.set(subscription_status="EXPIRED")
    with pytest.raises(GatewayUnavailable):
        connected(sqlite_database, lookup)
    assert quickbooks.calls().get("revoke", 0) == 0
    assert vault(sqlite_database, "willow").read() is not None


def test_after_disconnecting_the_old_tokens_are_revoked(
    sqlite_database: Database, quickbooks: RunningSandbox, lookup: Lookup
) -> None:
    company = connected(sqlite_database, lookup)
    assert disconnect(sqlite_database, company, "ada", lookup) == ""
    assert quickbooks.calls()["revoke"] == 1
    assert vault(sqlite_database, "willow").read() is None
    assert disconnect(sqlite_database, company, "ada", lookup) == ""


def test_a_missing_airflow_connection_does_not_keep_a_company_connected(
    sqlite_database: Database, lookup: Lookup
) -> None:
    def gone(connection_id: str) -> Any:
        message = f"Airflow has no connection {connection_id!r}."
        raise ActionNeeded(message)

    company = connected(sqlite_database, lookup)
    assert "no connection 'qbo'" in disconnect(sqlite_database, company, "ada", gone)
    assert vault(sqlite_database, "willow").read() is None
