"""A lost database, rebuilt from a terminal: what is shown, what is applied, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from include.database.engine import Database
from include.database.migrate import migrate
from include.database.setup.companies import connect_company
from include.database.tables.companies import Company
from include.provider.connections.opening import vault
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from include.settings import database_url
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.cli.conftest import Run
from tests.sync.closings import close
from tests.sync.lost import run_all
from tests.sync.office import COMPANY, EXPENSES, INCOME, KEY, Office

REBUILD = ("rebuild", "--company", COMPANY)


@pytest.fixture
def lost_office(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, run: Run
) -> Iterator[Office]:
    """An office that posted two deals, and whose database is an empty one since."""
    del run  # the command's database is migrated
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    folder = tmp_path_factory.mktemp("lost")
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        running_quickbooks(requestid_retention_seconds=0) as quickbooks,
    ):
        _connections(monkeypatch, core.api_url, core.api_key, quickbooks.url)
        lost = Database(f"sqlite:///{folder / 'lost.db'}")
        migrate(lost)
        office = Office(core, quickbooks, lost)
        office.connect()
        close(office, gross=1_000_000)
        close(office, gross=1_200_000)
        run_all(office)
        lost.close()
        office.database = Database(database_url())
        office.connect_alone()
        yield office
        office.database.close()


def _connections(
    monkeypatch: pytest.MonkeyPatch, core_url: str, core_key: str, quickbooks_url: str
) -> None:
    core = {"conn_type": "core_backoffice", "host": core_url, "password": core_key}
    extra = {"environment": "sandbox", "oauth_url": quickbooks_url, "app_url": quickbooks_url}
    quickbooks = {
        "conn_type": "quickbooks_online",
        "host": quickbooks_url,
        "login": "sandbox-client",
        "password": "sandbox-secret",
        "extra": extra,
    }
    monkeypatch.setenv("AIRFLOW_CONN_CORE", json.dumps({**core, "extra": {"spacing_seconds": 0}}))
    monkeypatch.setenv("AIRFLOW_CONN_QUICKBOOKS", json.dumps(quickbooks))


@pytest.mark.usefixtures("lost_office")
def test_what_was_found_is_shown_and_nothing_is_changed(run: Run) -> None:
    code, text = run(*REBUILD)
    assert code == 0
    assert "4 entries with CoreBooks tags among 4 in QuickBooks, and 2 records in CORE." in text
    assert "Brokerage income: Track broker income via invoices. 2 entries" in text
    assert "Agent billing: No entry in QuickBooks is from it, so it stays off." in text
    assert "corebooks rebuild --company willow-park --apply" in text
    assert "Metered reads of QuickBooks Online:" in text
    assert run("setup", "--company", COMPANY, "--template", "income-via-invoices")[0] == 0


def test_what_was_found_is_applied_and_nothing_is_doubled(run: Run, lost_office: Office) -> None:
    code, text = run(*REBUILD, "--apply")
    assert code == 0
    assert "Nothing was written to QuickBooks." in text
    assert "Lost, because neither QuickBooks nor CORE has it:" in text
    assert len(lost_office.links()) == 4
    before = len(lost_office.quickbooks.entries())
    for category in (INCOME, EXPENSES):
        lost_office.run(category)
    assert len(lost_office.quickbooks.entries()) == before
    code, text = run(*REBUILD, "--apply")
    assert (code, "Brokerage income is on already" in text) == (0, True)
    assert run("verify-trail", "--company", COMPANY)[0] == 0


def test_another_company_id_than_before_is_named(run: Run, lost_office: Office) -> None:
    office = lost_office
    office.database.close()
    Path(database_url().removeprefix("sqlite:///")).unlink()
    assert run("migrate")[0] == 0
    office.database = Database(database_url())
    connect_company(
        office.database,
        Company(
            id="north",
            name="Willow & Park Realty",
            edition="online",
            realm_id=office.quickbooks.realm,
            core_connection="core",
            quickbooks_connection="quickbooks",
            timezone="America/Chicago",
        ),
        actor="finance ops",
    )
    granted, now = office.quickbooks.tokens(), dt.datetime.now(dt.UTC)
    with vault(office.database, "north").locked() as lock:
        hour, days = now + dt.timedelta(hours=1), now + dt.timedelta(days=100)
        lock.save(Tokens(granted["access_token"], granted["refresh_token"], hour, days))
    code, text = run("rebuild", "--company", "north")
    assert code == 1
    assert "belong to another company ID than north" in text
    assert "connect the company under willow-park" in text


def test_a_company_that_is_not_connected_is_refused(run: Run) -> None:
    code, text = run("rebuild", "--company", "nowhere")
    assert (code, "nowhere" in text) == (1, True)
