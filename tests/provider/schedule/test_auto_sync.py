"""Which companies' schedules are due, and the names under which the schedule announces its runs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any

import pytest
from sqlalchemy import event, insert

from include.database.engine import Database
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.tables.acts import ScheduledRun
from include.database.tables.columns import utc_now
from include.database.tables.companies import Automation, Company, WorkflowSetup
from include.database.tables.runs import SyncRun
from include.provider.schedule import auto_sync
from include.provider.schedule.auto_sync import announce, due_companies, last_moment, portions_due
from include.provider.schedule.looks import look
from include.sync.run.opening import RunRequest, open_run
from include.workflows.category import Category
from tests.database.setup.test_companies import willow_park
from tests.provider.airflow import Airflow

EVERY_MINUTE = "* * * * *"


@pytest.fixture
def willow(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A company with an income and a billing workflow, of which no run has read CORE yet."""
    connect_company(sqlite_database, willow_park(), actor="finn")
    for category, template in (
        ("brokerage_income", "income-via-invoices"),
        ("agent_billing", "billings-and-payments"),
    ):
        activate(sqlite_database, "willow", NewWorkflow(category, template, {}, actor="finn"))
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    return sqlite_database


@pytest.fixture
def airflow() -> Airflow:
    """An Airflow without runs."""
    return Airflow()


def choose(database: Database, settings: AutomationSettings, looked: dt.timedelta) -> None:
    """Choose settings; the newest look was so long ago."""
    automation.change(database, "willow", settings, "ada")
    with database.writing() as session:
        automation.mark_looked(session, "willow", utc_now() - looked)


def started(airflow: Airflow) -> list[str]:
    """Look at all companies that are due; the workflows that were started."""
    before = len(airflow.states)
    for portion in portions_due():
        look(portion, airflow)
    return [category for category, _ in list(airflow.states)[before:]]


def test_with_both_switches_off_nothing_is_started(willow: Database) -> None:
    assert portions_due() == []
    choose(willow, AutomationSettings(schedule=EVERY_MINUTE), dt.timedelta(hours=1))
    assert portions_due() == []


def test_each_switch_starts_its_own_workflows(willow: Database, airflow: Airflow) -> None:
    deals = AutomationSettings(sync_deals=True, schedule=EVERY_MINUTE)
    choose(willow, deals, dt.timedelta(hours=1))
    # Agent expenses is off for this company: nothing to start.
    assert started(airflow) == ["brokerage_income"]

    billing = AutomationSettings(sync_billing=True, schedule=EVERY_MINUTE)
    choose(willow, billing, dt.timedelta(hours=1))
    assert started(airflow) == ["agent_billing"]


def test_one_look_makes_up_for_all_missed_ones(willow: Database, airflow: Airflow) -> None:
    hourly = AutomationSettings(sync_billing=True, schedule="0 * * * *")
    choose(willow, hourly, dt.timedelta(hours=9))
    assert started(airflow) == ["agent_billing"]
    assert portions_due() == []


def test_a_run_that_could_not_be_started_is_started_later_under_the_same_name(
    willow: Database, airflow: Airflow
) -> None:
    hourly = AutomationSettings(sync_billing=True, schedule="0 * * * *")
    choose(willow, hourly, dt.timedelta(hours=2))
    airflow.down = True
    with pytest.raises(RuntimeError, match="Willow & Park Realty"):
        started(airflow)
    with willow.reading() as session:
        (before,) = session.query(ScheduledRun).all()
    airflow.down = False
    assert started(airflow) == ["agent_billing"]
    assert list(airflow.states) == [("agent_billing", before.name)]


def test_a_task_that_is_tried_again_starts_nothing_twice(
    willow: Database, airflow: Airflow
) -> None:
    hourly = AutomationSettings(sync_billing=True, schedule="0 * * * *")
    choose(willow, hourly, dt.timedelta(hours=2))
    assert look(["willow"], airflow) == {"companies": 1, "started": 1}
    assert look(["willow"], airflow) == {"companies": 0, "started": 0}
    choose(willow, dataclasses.replace(hourly, schedule="*/30 * * * *"), dt.timedelta(hours=2))
    assert started(airflow) == []  # it is queued


def test_no_one_can_guess_the_name_of_a_scheduled_run(willow: Database) -> None:
    moment = dt.datetime(2026, 5, 4, 15, tzinfo=dt.UTC)
    with willow.writing() as session:
        run = announce(session, "willow", "agent_billing", moment)
        session.flush()
        again = announce(session, "willow", "agent_billing", moment)
        assert again.name == run.name
    assert re.fullmatch(r"auto__willow__2026-05-04T15:00__[0-9a-f]{32}", run.name)


def test_what_is_not_due_is_not_started_whatever_a_task_is_given(
    willow: Database, airflow: Airflow
) -> None:
    choose(willow, AutomationSettings(sync_billing=True, schedule="0 * * * *"), dt.timedelta())
    assert look(["willow", "another", ""], airflow) == {"companies": 0, "started": 0}
    assert airflow.states == {}


def test_a_run_whose_name_somebody_took_is_announced_again(
    willow: Database, airflow: Airflow
) -> None:
    choose(
        willow, AutomationSettings(sync_billing=True, schedule="0 * * * *"), dt.timedelta(hours=2)
    )
    airflow.down = True
    with pytest.raises(RuntimeError):
        started(airflow)
    with willow.reading() as session:
        (announced,) = session.query(ScheduledRun).all()
    taken = RunRequest(
        "willow", Category.AGENT_BILLING, announced.name, "manual", "finance", preview=True
    )
    with willow.reading() as session:
        session.get_one(SyncRun, open_run(willow, taken))
    airflow.down = False
    assert started(airflow) == ["agent_billing"]
    ((_, name),) = airflow.states
    assert name != announced.name


def test_a_scheduled_time_without_a_workflow_is_not_made_up_for_later(
    willow: Database, airflow: Airflow
) -> None:
    with willow.writing() as session:
        session.query(WorkflowSetup).delete()
    choose(willow, AutomationSettings(sync_deals=True, schedule="0 * * * *"), dt.timedelta(hours=2))
    assert started(airflow) == []
    setup = NewWorkflow("brokerage_income", "income-via-invoices", {}, actor="finn")
    activate(willow, "willow", setup)
    assert portions_due() == []


def test_a_disconnected_company_waits(willow: Database) -> None:
    choose(
        willow, AutomationSettings(sync_deals=True, schedule=EVERY_MINUTE), dt.timedelta(hours=1)
    )
    with willow.writing() as session:
        session.get_one(Company, "willow").disconnected_at = utc_now()
    assert portions_due() == []


def test_a_schedule_that_cannot_be_read_holds_up_no_other_company(
    willow: Database, caplog: pytest.LogCaptureFixture
) -> None:
    choose(
        willow,
        AutomationSettings(sync_deals=True, schedule=EVERY_MINUTE),
        dt.timedelta(hours=1),
    )
    other = willow_park("birch")
    other.realm_id = "77"
    connect_company(willow, other, actor="finn")
    bad = AutomationSettings(sync_deals=True, schedule="1 0 5-1 R 07")
    automation.change(willow, "birch", bad, "ada")
    assert portions_due() == [["willow"]]
    assert "Choose another one under Auto-sync & approvals." in caplog.text


def many(database: Database, count: int) -> None:
    """So many more companies, all due, without a workflow."""
    rows = [f"c{number:05}" for number in range(count)]
    with database.writing() as session:
        session.execute(
            insert(Company),
            [
                {
                    "id": id_,
                    "name": id_,
                    "edition": "online",
                    "realm_id": id_,
                    "core_connection": id_,
                    "quickbooks_connection": "qbo",
                    "timezone": "America/Chicago",
                }
                for id_ in rows
            ],
        )
        session.execute(
            insert(Automation),
            [{"company_id": id_, "sync_deals": True, "schedule": EVERY_MINUTE} for id_ in rows],
        )


def test_a_thousand_companies_are_forty_tasks_and_two_queries(willow: Database) -> None:
    many(willow, 1000)
    queries: list[str] = []

    def note(*told: Any) -> None:
        queries.append(str(told[2]))

    event.listen(willow.engine, "before_cursor_execute", note)
    with willow.reading() as session:
        assert len(due_companies(session, utc_now())) == 1000
    event.remove(willow.engine, "before_cursor_execute", note)
    assert len([one for one in queries if one.startswith("SELECT")]) == 2
    portions = portions_due()
    assert [len(portion) for portion in portions] == [25] * 40


def test_however_many_companies_there_are_airflow_maps_the_task(
    willow: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(willow, 100)
    monkeypatch.setattr(auto_sync, "PORTION", 2)
    monkeypatch.setattr(auto_sync, "_MOST_PORTIONS", 30)
    portions = portions_due()
    assert len(portions) <= 30
    assert sum(len(portion) for portion in portions) == 100


def test_one_companys_error_keeps_no_other_from_its_run(
    willow: Database, airflow: Airflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(willow, AutomationSettings(sync_deals=True, schedule="0 * * * *"), dt.timedelta(hours=2))
    other = willow_park("birch")
    other.realm_id, other.name = "77", "Birch Realty"
    connect_company(willow, other, actor="finn")
    activate(
        willow, "birch", NewWorkflow("brokerage_income", "income-via-invoices", {}, actor="finn")
    )
    automation.change(willow, "birch", AutomationSettings(sync_deals=True), "ada")
    with willow.writing() as session:
        automation.mark_looked(session, "birch", utc_now() - dt.timedelta(hours=2))
    trigger = airflow.trigger

    def refusing(dag_id: str, run_id: str, conf: dict[str, str]) -> None:
        if conf["company"] == "birch":
            raise RuntimeError("no such DAG")
        trigger(dag_id, run_id, conf)

    monkeypatch.setattr(airflow, "trigger", refusing)
    with pytest.raises(RuntimeError, match="Birch Realty") as failed:
        started(airflow)
    assert "Willow" not in str(failed.value)
    assert len(airflow.states) == 1
    assert [company for portion in portions_due() for company in portion] == ["birch"]


def test_times_are_in_the_companys_time_zone() -> None:
    # 6 a.m. in Chicago, in summer and in winter.
    for now, moment in (
        (dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC), dt.datetime(2026, 7, 1, 11, tzinfo=dt.UTC)),
        (dt.datetime(2026, 1, 9, 13, tzinfo=dt.UTC), dt.datetime(2026, 1, 9, 12, tzinfo=dt.UTC)),
        (dt.datetime(2026, 1, 9, 12, tzinfo=dt.UTC), dt.datetime(2026, 1, 9, 12, tzinfo=dt.UTC)),
        # A tenth of a second before it begins, the moment isn't past.
        (
            dt.datetime(2026, 1, 9, 11, 59, 59, 900_000, tzinfo=dt.UTC),
            dt.datetime(2026, 1, 8, 12, tzinfo=dt.UTC),
        ),
    ):
        assert last_moment("0 6 * * *", "America/Chicago", now) == moment
