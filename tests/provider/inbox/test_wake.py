"""BackOffice calls over HTTP, and auto-sync looks at once: what it then finds it reads from CORE itself."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from include.core_backoffice.records.errors import CoreConnectionProblem
from include.database.engine import Database
from include.database.feeds.feeds import change_feed
from include.database.feeds.reading import read_arrival, waiting
from include.database.keys.seal import Seal
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.statuses import ArrivalStatus, LookFinding
from include.database.tables.acts import CoreLook
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company
from include.database.tables.feeds import Arrival, Feed, FeedSecret
from include.provider.connections.core_webhooks import (
    CalledCompany,
    callback_address,
    register_webhooks,
    source_id,
)
from include.provider.inbox.wake import AUTO_SYNC, wake
from include.provider.schedule import auto_sync
from include.provider.schedule.auto_sync import due_companies
from include.provider.schedule.looks import look
from include.web.frame.company_context import open_database
from include.web.integrations import push_route
from include.web.integrations.push_route import Door
from sandbox.serving import serving
from tests.provider.airflow import Airflow, core_of, look_now
from tests.sync.closings import close
from tests.sync.conftest import office
from tests.sync.office import COMPANY, KEY, Office
from tests.web.office_pages import PagesOf

__all__ = ["office"]

pytestmark = pytest.mark.whole

SEAL = Seal([KEY])
EVERY_MINUTE = AutomationSettings(sync_deals=True, schedule="* * * * *")


@dataclass
class Woken(Airflow):
    """Airflow, which notes the looks that it is to make at once."""

    looks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def trigger(self, dag_id: str, run_id: str, conf: dict[str, Any]) -> None:
        """Queue a run, or note a look."""
        if dag_id != AUTO_SYNC:
            super().trigger(dag_id, run_id, conf)
        elif run_id not in self.looks:
            self.looks.append(run_id)


@pytest.fixture(autouse=True)
def _database(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)


@pytest.fixture
def airflow(office: Office) -> Woken:
    """Airflow, after auto-sync posted the office's first deal; its next time is an hour away."""
    airflow = Woken()
    with office.database.writing() as session:
        # Where it is noon, the moment of the daily run is far away.
        session.get_one(Company, COMPANY).timezone = f"Etc/GMT{utc_now().hour - 12:+d}"
    automation.change(office.database, COMPANY, EVERY_MINUTE, "ada")
    close(office, gross=1_000_000)
    look_now(office, airflow)
    airflow.carry_out(office)
    with office.database.writing() as session:
        automation.mark_looked(session, COMPANY, utc_now() + dt.timedelta(hours=1))
    assert due(office) == []
    return airflow


@pytest.fixture
def called(office: Office, airflow: Woken, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The office's CORE calls CoreBooks over HTTP; the ID of the source that takes its calls."""
    assert airflow.looks == []
    # Of this server's loop alone: the application is that of the tests before.
    door = Door(0)
    monkeypatch.setattr(push_route, "_door", lambda _: door)
    served = FastAPI()
    served.mount("/corebooks", PagesOf({open_database: lambda: office.database}))
    with serving(served) as url:
        monkeypatch.setenv("AIRFLOW__API__BASE_URL", url)
        company = CalledCompany(COMPANY, connection_of(office))
        yield register_webhooks(office.database, SEAL, company, "ada", core_of(office))


def connection_of(office: Office) -> str:
    with office.database.reading() as session:
        return session.get_one(Company, COMPANY).core_connection


def due(office: Office) -> list[str]:
    with office.database.reading() as session:
        return [one.id for one in due_companies(session, utc_now())]


def arrivals(office: Office) -> list[Arrival]:
    with office.database.reading() as session:
        return list(session.scalars(select(Arrival).order_by(Arrival.id)))


def inbox(office: Office, airflow: Woken) -> int:
    """What a run of the inbox does with what came. Returns how many looks it started."""
    office.core.webhooks.settle()
    for arrival_id in waiting(office.database):
        read_arrival(office.database, SEAL, arrival_id)
    return wake(office.database, airflow)


def test_a_change_in_core_is_synced_by_a_look_that_reads_core_itself(
    office: Office, airflow: Woken, called: str
) -> None:
    close(office, gross=2_000_000)
    assert inbox(office, airflow) == 1
    (arrival,) = arrivals(office)
    assert (arrival.feed_id, arrival.status) == (called, ArrivalStatus.READ)
    assert airflow.looks == [f"woken__{arrival.id}"]
    assert due(office) == [COMPANY]

    assert look([COMPANY], airflow, core_of(office))["started"] == 2
    airflow.carry_out(office)

    assert sum(office.balances("Commission Income")) == 30_000_00
    assert due(office) == []


@pytest.mark.usefixtures("called")
def test_a_call_about_nothing_new_costs_a_look_and_no_run(office: Office, airflow: Woken) -> None:
    office.core.webhooks.call("transaction.updated", b'{"transaction_id": 999999}')
    inbox(office, airflow)
    assert look([COMPANY], airflow, core_of(office)) == {"companies": 1, "started": 0}
    with office.database.reading() as session:
        finding = session.get_one(CoreLook, (COMPANY, "brokerage_income")).finding
    assert finding == LookFinding.NOTHING
    assert due(office) == []


def test_what_backoffice_did_not_sign_wakes_nothing(
    office: Office, airflow: Woken, called: str
) -> None:
    address = callback_address(called)
    body = b'{"event": "transaction.updated"}'
    for key in (b"", b"a guess"):
        headers = {
            "x-brokermint-webhook-signature": hmac.new(key, body, hashlib.sha256).hexdigest(),
            "content-type": "application/json",
        }
        assert httpx.post(address, content=body, headers=headers).status_code == 401
    assert inbox(office, airflow) == 0
    assert arrivals(office) == []


@pytest.mark.usefixtures("called")
def test_many_calls_are_one_look_and_one_a_minute(office: Office, airflow: Woken) -> None:
    for _ in range(5):
        office.core.webhooks.call("transaction.updated", b"{}")
    assert inbox(office, airflow) == 1
    office.core.webhooks.call("transaction.updated", b"{}")
    # Auto-sync's own tick, five minutes from now at most, finds the company due.
    assert inbox(office, airflow) == 0
    assert due(office) == [COMPANY]
    assert inbox(office, airflow) == 0


@pytest.mark.usefixtures("called")
def test_a_look_that_core_did_not_answer_is_made_again(office: Office, airflow: Woken) -> None:
    close(office, gross=2_000_000)
    inbox(office, airflow)
    office.core.post("/faults", path="/v*/transactions", kind="500", times=4)
    look([COMPANY], airflow, core_of(office))
    assert due(office) == [COMPANY]
    assert look([COMPANY], airflow, core_of(office))["started"] == 2


@pytest.mark.usefixtures("called")
def test_where_auto_sync_is_off_nothing_follows(office: Office, airflow: Woken) -> None:
    automation.change(office.database, COMPANY, AutomationSettings(), "ada")
    office.core.webhooks.call("transaction.updated", b"{}")
    inbox(office, airflow)
    assert due(office) == []


@pytest.mark.usefixtures("called")
def test_a_call_of_yesterday_is_no_reason_any_more(office: Office, airflow: Woken) -> None:
    office.core.webhooks.call("transaction.updated", b"{}")
    inbox(office, airflow)
    tomorrow = utc_now() + dt.timedelta(days=1, minutes=1)
    with office.database.writing() as session:
        automation.mark_looked(session, COMPANY, tomorrow)
    with office.database.reading() as session:
        assert auto_sync.due_companies(session, tomorrow) == []


def test_registered_again_both_secrets_count_and_the_source_is_one(
    office: Office, airflow: Woken, called: str
) -> None:
    with office.database.writing() as session:
        change_feed(session, called, actor="ada", is_on=False)
    company = CalledCompany(COMPANY, connection_of(office))
    assert register_webhooks(office.database, SEAL, company, "ada", core_of(office)) == called
    with office.database.reading() as session:
        assert session.get_one(Feed, called).off_at is None
        assert len(session.scalars(select(FeedSecret)).all()) == 2
        sealed = session.scalars(select(FeedSecret.sealed)).all()
    assert [SEAL.open(one) for one in sealed] == [one.secret for one in office.core.webhooks.all]
    office.core.webhooks.call("transaction.updated", b"{}")
    assert inbox(office, airflow) == 1
    assert [one.calls for one in office.core.webhooks.all] == [[200], [200]]


def test_an_address_that_core_cant_reach_is_said_before_anything_is_registered(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "http://airflow.internal:8080")
    company = CalledCompany(COMPANY, connection_of(office))
    with pytest.raises(CoreConnectionProblem, match="base_url"):
        register_webhooks(office.database, SEAL, company, "ada", core_of(office))
    assert office.core.webhooks.all == []


@pytest.mark.parametrize("connection", ["core_backoffice_default", "CORE: Willow & Park!", "ü", ""])
def test_a_source_has_an_id_that_is_one(connection: str) -> None:
    assert len(source_id(connection)) <= 40
    assert source_id(connection).replace("-", "").isalnum()
    assert source_id(connection) != source_id(connection + "x")
