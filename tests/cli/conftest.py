"""A migrated database, and a company that commands can work with."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from include import cli
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.tables.companies import Company
from include.provider.connections.opening import vault
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from include.settings import database_url
from sandbox.quickbooks_online.testing import RunningSandbox, running_company, running_sandbox

Run = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_limit: None) -> None:  # noqa: ARG001  (for every test)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", f"sqlite:///{tmp_path / 'corebooks.db'}")
    assert cli.main(["migrate"]) == 0


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], own_database: None) -> Run:  # noqa: ARG001  (its output is not the command's)
    """Runs a command: its exit code, and what it prints."""
    capsys.readouterr()

    def run(*arguments: str) -> tuple[int, str]:
        code = cli.main(list(arguments))
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run


@pytest.fixture
def simple_start(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSandbox]:
    """A connected company with the smallest subscription, which has no bills and no classes."""
    with running_sandbox(offering_sku="QuickBooks Online Simple Start") as sandbox:
        connect(sandbox, monkeypatch)
        yield sandbox


@pytest.fixture
def ontario(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSandbox]:
    """A connected company in Canada, whose lines need tax codes; nothing was read from it yet."""
    with running_company("CA") as sandbox:
        connect(sandbox, monkeypatch, currency="CAD", country="CA")
        yield sandbox


def connect(sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch, **books: str) -> None:
    """Record the sandbox's company as connected."""
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", Fernet.generate_key().decode())
    extra = {"environment": "sandbox", "oauth_url": sandbox.url, "app_url": sandbox.url}
    connection = {
        "conn_type": "quickbooks_online",
        "host": sandbox.url,
        "login": "sandbox-client",
        "password": "sandbox-secret",
        "extra": extra,
    }
    monkeypatch.setenv("AIRFLOW_CONN_BOOKS", json.dumps(connection))
    database = Database(database_url())
    company = Company(
        id="willow",
        name="Willow & Park Realty",
        edition="online",
        realm_id=sandbox.realm,
        core_connection="core",
        quickbooks_connection="books",
        timezone="America/Chicago",
        **books,
    )
    connect_company(database, company, actor="finance ops")
    granted, now = sandbox.tokens(), dt.datetime.now(dt.UTC)
    with vault(database, "willow").locked() as lock:
        lock.save(
            Tokens(
                access_token=granted["access_token"],
                refresh_token=granted["refresh_token"],
                access_expires_at=now + dt.timedelta(hours=1),
                refresh_expires_at=now + dt.timedelta(days=100),
            )
        )
    database.close()
