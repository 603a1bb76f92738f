"""How a company's QuickBooks is reached, and how long it is waited for."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.fernet import Fernet

from include.books.gateway import Gateway, GatewayUnavailable, Recovery
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.provider.connections import opening as connections
from include.provider.connections.vault import DatabaseVault
from include.quickbooks.online import gateway as online
from include.quickbooks.online.gateway import OnlineGateway
from include.quickbooks.online.wire.settings import OnlineSettings
from include.web_connector.database_queue import PAGE
from tests.database.setup.test_companies import willow_park
from tests.database_files import sqlite_database
from tests.quickbooks.online.fakes import FakeClock, tokens_number

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", Fernet.generate_key().decode())
    opened = sqlite_database(tmp_path)
    connect_company(opened, willow_park(), actor="finance ops")
    return opened


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """Waiting takes no time."""
    clock = FakeClock()

    def connect(settings: OnlineSettings, vault: DatabaseVault, **kept: Any) -> OnlineGateway:
        return online.connect(settings, vault, clock=clock, **kept)

    monkeypatch.setattr(connections, "connect", connect)
    return clock


def opened(database: Database, asker: str) -> AbstractContextManager[Gateway]:
    """The gateway to a QuickBooks that is away."""
    company = willow_park()
    extra = {"environment": "sandbox", "oauth_url": NOWHERE}
    connection: Any = SimpleNamespace(
        host=NOWHERE, login="id", password="secret", extra_dejson=extra
    )
    with connections.vault(database, company.id).locked() as lock:
        lock.save(tokens_number(1))
    return connections.open_gateway(database, company, lambda _: connection, asker=asker)


@pytest.mark.parametrize(
    ("asker", "asked", "seconds"),
    [("run 1/diff/try 1", 4, 14.0), (PAGE, 2, 2.0)],
    ids=["a run is patient", "a page fails soon"],
)
def test_how_long_a_quickbooks_that_is_away_is_waited_for(
    database: Database, clock: FakeClock, asker: str, asked: int, seconds: float
) -> None:
    before = clock.now()
    with opened(database, asker) as gateway, pytest.raises(GatewayUnavailable) as stopped:
        gateway.company()
    assert f"No response from QuickBooks after {asked} attempts" in stopped.value.sentence
    assert stopped.value.recovery is Recovery.RETRY_LATER
    assert (clock.now() - before).total_seconds() == seconds
