"""Connections are used once a day, and the log warns before one ends."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.fernet import Fernet

from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.tables.companies import Company
from include.provider.connections.keepalive import keep_alive
from include.provider.connections.opening import vault
from include.provider.stops import ActionNeeded
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from sandbox.quickbooks_online.testing import RunningSandbox, running_sandbox
from tests.database_files import sqlite_database

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    url = f"sqlite:///{tmp_path / 'corebooks.db'}"
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", Fernet.generate_key().decode())
    return sqlite_database(tmp_path)


def connect(
    database: Database, sandbox: RunningSandbox, name: str = "Willow & Park Realty"
) -> None:
    """Connect the company with an access token that has expired meanwhile."""
    company = Company(
        id=name.split(maxsplit=1)[0].lower(),
        name=name,
        edition="online",
        realm_id=sandbox.realm,
        core_connection="core",
        quickbooks_connection=sandbox.url,
        timezone="America/Chicago",
    )
    connect_company(database, company, actor="finance ops")
    granted = sandbox.tokens()
    with vault(database, company.id).locked() as lock:
        lock.save(
            Tokens(
                access_token=granted["access_token"],
                refresh_token=granted["refresh_token"],
                access_expires_at=NOW - dt.timedelta(hours=1),
                refresh_expires_at=NOW + dt.timedelta(days=2),
            )
        )


def lookup(connection_id: str) -> Any:
    return SimpleNamespace(
        host=connection_id,
        login="sandbox-client",
        password="sandbox-secret",
        extra_dejson={
            "environment": "sandbox",
            "oauth_url": connection_id,
            "app_url": connection_id,
        },
    )


def test_an_unused_connection_gets_new_tokens(database: Database) -> None:
    with running_sandbox() as sandbox:
        connect(database, sandbox)
        before = vault(database, "willow").read()
        assert keep_alive(lookup) == {"companies": 1, "ending": 0}
    after = vault(database, "willow").read()
    assert before is not None
    assert after is not None
    assert after.refresh_token != before.refresh_token
    assert after.refresh_expires_at > NOW + dt.timedelta(days=90)


def test_the_end_of_a_connection_is_announced_30_days_before(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING")
    with running_sandbox(refresh_token_hard_seconds=20 * 86_400) as sandbox:
        connect(database, sandbox)
        assert keep_alive(lookup)["ending"] == 1
    assert "Willow & Park Realty: QuickBooks ends this connection on" in caplog.text
    assert "Reconnect the company before that date" in caplog.text


def test_a_company_that_was_disconnected_does_not_affect_the_others(
    database: Database,
) -> None:
    with running_sandbox() as gone, running_sandbox(realm="9130000000000002") as alive:
        connect(database, gone, "Cedar Realty")
        connect(database, alive, "Willow & Park Realty")
        before = vault(database, "willow").read()
        gone._control("POST", f"{gone.realm}/disconnect")
        with pytest.raises(
            ActionNeeded, match="Cedar Realty: .* select Reconnect under Integrations"
        ):
            keep_alive(lookup)
    assert vault(database, "willow").read() != before


def test_without_a_company_there_is_nothing_to_do(database: Database) -> None:
    assert database.engine.url.database
    assert keep_alive(lookup) == {"companies": 0, "ending": 0}
