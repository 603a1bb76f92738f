"""Auto-sync starts each scheduled run once, for every company that turned it on."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any

import pytest

from include.database import automation
from include.database.automation import AutomationSettings
from include.database.companies import NewWorkflow, activate, connect_company
from include.database.engine import Database
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company, WorkflowSetup
from include.database.tables.runs import SyncRun
from include.provider import auto_sync
from include.provider.auto_sync import announce, last_moment, record_started, runs_due
from include.provider.stops import ActionNeeded
from include.sync.run.opening import RunRequest, open_run
from include.workflows.category import Category
from tests.database.test_companies import willow_park

EVERY_MINUTE = "* * * * *"


@pytest.fixture
def willow(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A company with an income and a billing workflow."""
    connect_company(sqlite_database, willow_park(), actor="finn")
    for category, template in (
        ("brokerage_income", "income-via-invoices"),
        ("agent_billing", "billings-and-payments"),
    ):
        activate(sqlite_database, "willow", NewWorkflow(category, template, {}, actor="finn"))
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    return sqlite_database


def started(runs: list[dict[str, Any]]) -> None:
    """Airflow starts the runs, and says so."""
    for due in runs:
        announce(**due)
    record_started(runs)


def choose(database: Database, settings: AutomationSettings, looked: dt.timedelta) -> None:
    """Choose settings; the schedule last started runs so long ago."""
    automation.change(database, "willow", settings, "ada")
    with database.writing() as session:
        automation.mark_looked(session, "willow", utc_now() - looked)


def test_with_both_switches_off_nothing_is_started(willow: Database) -> None:
    assert runs_due() == []
    choose(willow, AutomationSettings(schedule=EVERY_MINUTE), dt.timedelta(hours=1))
    assert runs_due() == []


def test_each_switch_starts_its_own_workflows(willow: Database) -> None:
    deals = AutomationSettings(sync_deals=True, schedule=EVERY_MINUTE)
    choose(willow, deals, dt.timedelta(hours=1))
    # Agent expenses is off for this company: nothing to start.
    assert [run["category"] for run in runs_due()] == ["brokerage_income"]

    both = dataclasses.replace(deals, sync_billing=True)
    choose(willow, both, dt.timedelta(hours=1))
    runs = runs_due()
    assert [run["category"] for run in runs] == ["brokerage_income", "agent_billing"]
    assert {run["company"] for run in runs} == {"willow"}


def test_one_run_makes_up_for_all_missed_ones(
    willow: Database,
) -> None:
    hourly = AutomationSettings(sync_billing=True, schedule="0 * * * *")
    choose(willow, hourly, dt.timedelta(hours=9))
    started(runs_due())
    assert runs_due() == []


def test_a_run_that_could_not_be_started_is_found_again_under_the_same_name(
    willow: Database,
) -> None:
    hourly = AutomationSettings(sync_billing=True, schedule="0 * * * *")
    choose(willow, hourly, dt.timedelta(hours=2))
    first = runs_due()
    assert len(first) == 1
    # Airflow stopped before it started the run, or before that was recorded.
    names = {announce(**one)["trigger_run_id"] for one in (*first, *runs_due())}
    assert len(names) == 1


def test_no_one_can_guess_the_name_of_a_scheduled_run(willow: Database) -> None:
    choose(
        willow, AutomationSettings(sync_billing=True, schedule="0 * * * *"), dt.timedelta(hours=2)
    )
    (due,) = runs_due()
    run = announce(**due)
    assert run["trigger_dag_id"] == "agent_billing"
    assert run["conf"] == {"company": "willow", "due_since": due["due_since"]}
    assert re.fullmatch(
        r"auto__willow__\d{4}-\d\d-\d\dT\d\d:00__[0-9a-f]{32}", run["trigger_run_id"]
    )


def test_what_the_schedule_does_not_have_is_not_started_whatever_a_task_is_given(
    willow: Database,
) -> None:
    choose(
        willow, AutomationSettings(sync_billing=True, schedule="0 * * * *"), dt.timedelta(hours=2)
    )
    (due,) = runs_due()
    for altered in (
        {"category": "brokerage_income"},
        {"company": "another"},
        {"due_since": "2020-01-01T00:00:00+00:00"},
    ):
        with pytest.raises(ActionNeeded, match="Nothing was started"):
            announce(**{**due, **altered})


def test_a_run_starts_though_the_next_minute_began_since_it_was_found(
    willow: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(
        willow, AutomationSettings(sync_billing=True, schedule=EVERY_MINUTE), dt.timedelta(hours=1)
    )
    (due,) = runs_due()
    found = dt.datetime.fromisoformat(due["due_since"])
    later = found + dt.timedelta(minutes=2, seconds=7)
    monkeypatch.setattr(auto_sync, "utc_now", lambda: later)

    assert announce(**due)["conf"]["due_since"] == due["due_since"]

    for not_theirs in (found + dt.timedelta(seconds=30), found + dt.timedelta(minutes=3)):
        with pytest.raises(ActionNeeded, match="Nothing was started"):
            announce(**{**due, "due_since": not_theirs.isoformat()})
    record_started([due])
    (next_one,) = runs_due()
    assert next_one["due_since"] == (found + dt.timedelta(minutes=2)).isoformat()


def test_a_run_whose_name_somebody_took_is_announced_again(willow: Database) -> None:
    choose(
        willow, AutomationSettings(sync_billing=True, schedule="0 * * * *"), dt.timedelta(hours=2)
    )
    runs = runs_due()
    name = announce(**runs[0])["trigger_run_id"]
    taken = RunRequest("willow", Category.AGENT_BILLING, name, "manual", "finance", preview=True)
    with willow.reading() as session:
        session.get_one(SyncRun, open_run(willow, taken))
    record_started(runs)
    again = runs_due()
    assert again == runs
    assert announce(**again[0])["trigger_run_id"] != name


def test_a_scheduled_time_without_a_workflow_is_not_made_up_for_later(willow: Database) -> None:
    with willow.writing() as session:
        session.query(WorkflowSetup).delete()
    choose(willow, AutomationSettings(sync_deals=True, schedule="0 * * * *"), dt.timedelta(hours=2))
    assert runs_due() == []
    setup = NewWorkflow("brokerage_income", "income-via-invoices", {}, actor="finn")
    activate(willow, "willow", setup)
    assert runs_due() == []


def test_a_disconnected_company_waits(willow: Database) -> None:
    choose(
        willow, AutomationSettings(sync_deals=True, schedule=EVERY_MINUTE), dt.timedelta(hours=1)
    )
    with willow.writing() as session:
        session.get_one(Company, "willow").disconnected_at = utc_now()
    assert runs_due() == []


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
    assert [run["company"] for run in runs_due()] == ["willow"]
    assert "Choose another one under Auto-sync & approvals." in caplog.text


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
