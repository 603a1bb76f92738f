"""A scheduled look asks CORE alone, and starts a run only where there is something to do."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from include.books.dates import format_day
from include.database.engine import Database
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.statuses import LookFinding
from include.database.tables.acts import CoreLook, ScheduledRun
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company
from include.database.tables.entries import EntryWatermark, Link, ReportedEdit
from include.database.tables.runs import Operation
from include.provider.schedule import looks
from include.provider.schedule.looks import look
from include.sync.decide import look as deciding
from include.web.frame.company_context import open_database
from include.web.integrations import webhook_route
from sandbox.quickbooks_online.person import Person
from sandbox.quickbooks_online.testing import RunningSandbox as QuickBooksSandbox
from sandbox.serving import serving
from tests.provider.airflow import Airflow, core_of, look_now, scheduled_runs
from tests.sync.closings import close
from tests.sync.conftest import office
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.web.office_pages import PagesOf

__all__ = ["office"]

# Whole: runs against the sandboxes; what decides is tried quickly in tests/sync/decide/test_look.py.
pytestmark = pytest.mark.whole

DEALS = ["agent_expenses", "brokerage_income"]
EVERY_MINUTE = AutomationSettings(sync_deals=True, schedule="* * * * *")


@pytest.fixture(autouse=True)
def _database(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)


@pytest.fixture
def airflow(office: Office) -> Airflow:
    """Airflow, after auto-sync posted the office's first deal; nothing is new."""
    airflow = Airflow()
    with office.database.writing() as session:
        # Where it is noon, the moment of the daily run is far away.
        session.get_one(Company, COMPANY).timezone = f"Etc/GMT{utc_now().hour - 12:+d}"
    automation.change(office.database, COMPANY, EVERY_MINUTE, "ada")
    close(office, gross=1_000_000)
    look_now(office, airflow)
    assert airflow.queued == DEALS
    airflow.carry_out(office)
    assert office.balances("Commission Income") == (10_000_00,)
    office.quickbooks.reset_meter()
    return airflow


def finding(office: Office, category: str = "brokerage_income") -> LookFinding:
    """What the last look found."""
    with office.database.reading() as session:
        return LookFinding(session.get_one(CoreLook, (COMPANY, category)).finding)


def test_nothing_new_costs_no_run_and_no_metered_read(office: Office, airflow: Airflow) -> None:
    for _ in range(3):
        assert look_now(office, airflow) == {"companies": 1, "started": 0}
    assert finding(office) is LookFinding.NOTHING
    assert office.quickbooks.metered() == {"total": 0}
    assert len(scheduled_runs(office)) == 2


def test_a_correction_in_core_starts_both_workflows_and_the_look_after_nothing(
    office: Office, airflow: Airflow
) -> None:
    deal = close(office, gross=500_000)
    look_now(office, airflow)
    assert airflow.queued == DEALS
    airflow.carry_out(office)
    assert office.balances("Commission Income") == (15_000_00,)
    office.core.patch(f"/transactions/{deal}", gross=400_000)

    look_now(office, airflow)

    assert finding(office) is LookFinding.NEWS
    airflow.carry_out(office)
    assert office.balances("Commission Income") == (14_000_00,)
    look_now(office, airflow)
    assert airflow.queued == []


def test_what_a_person_synced_by_hand_starts_no_other_run_for_long(
    office: Office, airflow: Airflow
) -> None:
    close(office, gross=500_000)
    office.run(INCOME)
    office.run(EXPENSES)
    look_now(office, airflow)
    assert airflow.queued == []


def test_a_preview_posts_nothing_so_a_run_follows(office: Office, airflow: Airflow) -> None:
    close(office, gross=500_000)
    office.run(INCOME, preview=True)
    look_now(office, airflow)
    assert airflow.queued == DEALS
    assert finding(office) is LookFinding.READY
    airflow.carry_out(office)
    assert office.balances("Commission Income") == (15_000_00,)


def test_a_deal_that_is_not_at_100_percent_is_looked_at_no_more_until_it_changes(
    office: Office, airflow: Airflow
) -> None:
    deal = close(office, gross=500_000, status="pending")
    look_now(office, airflow)
    airflow.carry_out(office)
    assert office.balances("Commission Income") == (10_000_00,)

    look_now(office, airflow)
    assert airflow.queued == []

    office.core.patch(f"/transactions/{deal}", status="closed")
    look_now(office, airflow)
    airflow.carry_out(office)
    assert office.balances("Commission Income") == (15_000_00,)


def test_a_changed_match_starts_a_run(office: Office, airflow: Airflow) -> None:
    office.use("income-via-invoices")
    setting = AutomationSettings(sync_deals=True, schedule="*/2 * * * *")
    automation.change(office.database, COMPANY, setting, "ada")
    look_now(office, airflow)
    assert finding(office) is LookFinding.SETTINGS
    airflow.carry_out(office)
    look_now(office, airflow)
    assert airflow.queued == []


def test_one_run_a_day_finds_what_only_quickbooks_knows(
    office: Office, airflow: Airflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    (invoice,) = office.entries("Invoice")
    office.quickbooks.edit("Invoice", invoice["id"], "delete")
    look_now(office, airflow)
    assert airflow.queued == []

    tomorrow = utc_now() + dt.timedelta(days=1)
    monkeypatch.setattr(looks, "utc_now", lambda: tomorrow)
    look([COMPANY], airflow, core_of(office))
    assert airflow.queued == DEALS
    assert finding(office) is LookFinding.DAILY


@pytest.fixture
def webhooks(
    office: Office, airflow: Airflow, monkeypatch: pytest.MonkeyPatch
) -> Iterator[QuickBooksSandbox]:
    """QuickBooks reports every write to CoreBooks over HTTP; what was posted before is an hour old."""
    assert airflow.queued == []
    monkeypatch.setenv("AIRFLOW__COREBOOKS__WEBHOOK_TOKEN", "a verifier token")
    with office.database.writing() as session:
        for link in session.scalars(select(Link)):
            link.updated_at -= dt.timedelta(hours=1)
        for watermark in session.scalars(select(EntryWatermark)):
            watermark.read_up_to -= dt.timedelta(hours=1)
    served = FastAPI()
    served.mount("/corebooks", PagesOf({open_database: lambda: office.database}))
    with serving(served) as url:
        office.quickbooks.set(
            webhook_address=f"{url}/corebooks{webhook_route.PATH}",
            webhook_token="a verifier token",
            webhook_format="cloudevents",
        )
        yield office.quickbooks


def test_an_edit_in_quickbooks_starts_one_run_at_the_next_look(
    office: Office, airflow: Airflow, webhooks: QuickBooksSandbox
) -> None:
    (invoice,) = office.entries("Invoice")
    today = dt.date.fromisoformat(invoice["date"])
    Person(webhooks).edit("Invoice", invoice["id"], DueDate="2026-12-31")
    Person(webhooks).edit("Invoice", invoice["id"], TxnDate="2026-01-02")
    assert webhooks.webhooks_acknowledged()

    look_now(office, airflow)

    assert airflow.queued == ["brokerage_income"]
    assert finding(office) is LookFinding.EDITED
    assert finding(office, "agent_expenses") is LookFinding.NOTHING
    airflow.carry_out(office)
    with office.database.reading() as session:
        reason = session.scalars(select(Operation.reason).order_by(Operation.id.desc())).first()
    assert reason == (
        f"edited in QuickBooks (date changed from {format_day(today)} to Jan 2, 2026); overwritten "
        "with CORE"
    )
    assert webhooks.webhooks_acknowledged()
    look_now(office, airflow)
    assert airflow.queued == []


def test_a_deletion_in_quickbooks_starts_one_run_at_the_next_look(
    office: Office, airflow: Airflow, webhooks: QuickBooksSandbox
) -> None:
    webhooks.set(webhook_format="notifications")
    (bill,) = office.entries("Bill")
    Person(webhooks).delete("Bill", bill["id"])
    assert webhooks.webhooks_acknowledged()

    look_now(office, airflow)

    assert airflow.queued == ["agent_expenses"]
    airflow.carry_out(office)
    (sentence,) = office.on_hold(EXPENSES)
    assert "was deleted in QuickBooks" in sentence
    look_now(office, airflow)
    assert airflow.queued == []


def test_what_corebooks_posts_and_what_it_does_not_track_starts_nothing(
    office: Office, airflow: Airflow, webhooks: QuickBooksSandbox
) -> None:
    deal = close(office, gross=500_000)
    look_now(office, airflow)
    airflow.carry_out(office)
    office.core.patch(f"/transactions/{deal}", gross=400_000)
    look_now(office, airflow)
    airflow.carry_out(office)
    assert office.balances("Commission Income") == (14_000_00,)
    person = Person(webhooks)
    vendor = person.enter("Vendor", DisplayName="Plumber")
    person.rename("Vendor", vendor["Id"], "The plumber")
    assert webhooks.webhooks_acknowledged()

    look_now(office, airflow)

    assert airflow.queued == []
    assert finding(office) is LookFinding.NOTHING
    with office.database.reading() as session:
        assert session.scalars(select(ReportedEdit)).all() == []


def test_a_run_that_is_not_finished_gets_no_other_one_behind_it(
    office: Office, airflow: Airflow
) -> None:
    close(office, gross=500_000)
    look_now(office, airflow)
    close(office, gross=250_000)

    look_now(office, airflow)

    assert airflow.queued == DEALS
    assert finding(office) is LookFinding.QUEUED
    airflow.carry_out(office)
    assert office.balances("Commission Income") == (17_500_00,)


def test_a_crash_between_announcing_and_triggering_is_made_up_for_under_the_same_name(
    office: Office, airflow: Airflow
) -> None:
    close(office, gross=500_000)
    airflow.down = True
    with pytest.raises(RuntimeError, match="Willow & Park Realty"):
        look_now(office, airflow)
    assert airflow.queued == []
    airflow.down = False

    look([COMPANY], airflow, core_of(office))

    assert airflow.queued == DEALS
    with office.database.reading() as session:
        announced = session.scalars(select(ScheduledRun.name)).all()
    assert len(announced) == 4
    airflow.carry_out(office)
    assert [entry["total"] for entry in office.entries("Invoice")] == [1_000_000, 500_000]
    assert look([COMPANY], airflow, core_of(office)) == {"companies": 0, "started": 0}


def test_a_failed_run_is_tried_again_once_and_then_every_hour(
    office: Office, airflow: Airflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(office, gross=500_000)
    look_now(office, airflow)
    airflow.carry_out(office, fails="QuickBooks rejected the sign-in.")
    look_now(office, airflow)
    assert finding(office) is LookFinding.AGAIN
    airflow.carry_out(office, fails="QuickBooks rejected the sign-in.")

    look_now(office, airflow)

    assert airflow.queued == []
    assert finding(office) is LookFinding.PAUSING
    later = utc_now() + deciding.REST_AFTER_FAILURES
    monkeypatch.setattr(looks, "utc_now", lambda: later)
    look([COMPANY], airflow, core_of(office))
    assert finding(office) is LookFinding.AGAIN
    airflow.carry_out(office)
    assert office.balances("Commission Income") == (15_000_00,)


def test_core_away_starts_nothing_at_first_and_is_asked_again_with_the_next_look(
    office: Office, airflow: Airflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = dataclasses.replace(office.core, url="http://127.0.0.1:9")
    monkeypatch.setattr(office, "core", nobody)
    monkeypatch.setattr("include.core_backoffice.rest.client._ATTEMPTS", 1)
    look_now(office, airflow)
    assert finding(office) is LookFinding.AWAY
    assert airflow.queued == []

    later = utc_now() + deciding.PATIENCE_WITH_CORE
    monkeypatch.setattr(looks, "utc_now", lambda: later)
    look([COMPANY], airflow, core_of(office))
    assert finding(office) is LookFinding.REJECTED
    assert airflow.queued == DEALS


def test_a_key_that_core_rejects_starts_the_run_that_says_so(
    office: Office, airflow: Airflow
) -> None:
    office.api_key = "no longer the key"
    look_now(office, airflow)
    assert airflow.queued == DEALS
    with office.database.reading() as session:
        look_of_income = session.get_one(CoreLook, (COMPANY, "brokerage_income"))
    assert "CORE rejected the API key" in look_of_income.detail


def test_an_agents_new_charge_starts_billing_and_the_look_after_nothing(
    office: Office, airflow: Airflow
) -> None:
    setting = AutomationSettings(sync_billing=True, schedule="* * * * *")
    automation.change(office.database, COMPANY, setting, "ada")
    look_now(office, airflow)
    assert airflow.queued == ["agent_billing"]
    airflow.carry_out(office)
    # No statement was ever read by which to know how far: CORE's list is known after the second look.
    look_now(office, airflow)
    airflow.carry_out(office)
    look_now(office, airflow)
    assert airflow.queued == []

    office.core.post("/examples/E")
    look_now(office, airflow)
    assert airflow.queued == ["agent_billing"]
    airflow.carry_out(office)
    look_now(office, airflow)
    assert airflow.queued == []
