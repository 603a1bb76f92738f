"""A run belongs to one act of one user: who clears, repeats, or re-creates it is who is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from include.clock import utc_now
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.tables.acts import AirflowAct
from include.database.tables.runs import SyncRun
from tests.security.attacker import Attacker
from tests.security.gate import INCOME, Deal, Gate
from tests.security.managers import IS_LONG, under_both, under_fab, under_one

TASKS = ("extract", "diff", "approve", "post", "verify")
pytestmark = [pytest.mark.live, pytest.mark.whole]


def who_wrote(gate: Gate, deal: Deal, after: int) -> set[str]:
    """Whom the audit trail names for a transaction's entries since an event."""
    subject = f":{deal.id}/"
    return {event.actor for event in gate.events(after) if subject in event.subject}


def clear(user: Attacker, run: str) -> None:
    """As on Airflow's page."""
    assert user.clear(INCOME, run, *TASKS).status_code == 200


def clear_and_requeue(user: Attacker, run: str) -> None:
    """So that Airflow doesn't count it as cleared."""
    body = {"dag_run_id": run, "task_ids": [*TASKS], "dry_run": False, "only_failed": False}
    quietly = {**body, "reset_dag_runs": False}
    cleared = user.call("POST", f"/dags/{INCOME}/clearTaskInstances", quietly)
    assert cleared.status_code == 200
    queued = user.call("PATCH", f"/dags/{INCOME}/dagRuns/{run}", {"state": "queued"})
    assert queued.status_code == 200


def clear_the_run(user: Attacker, run: str) -> None:
    """As a whole."""
    body = {"dry_run": False, "only_failed": False}
    assert user.call("POST", f"/dags/{INCOME}/dagRuns/{run}/clear", body).status_code == 200


def clear_many(user: Attacker, run: str) -> None:
    """Among several, of any DAG."""
    runs = [{"dag_id": INCOME, "dag_run_id": run}]
    body = {"dag_runs": runs, "dry_run": False, "only_failed": False}
    assert user.call("POST", "/dags/~/clearDagRuns", body).status_code == 200


@under_fab("repeat", [clear_and_requeue, clear, clear_the_run, clear_many])
def test_who_has_anothers_run_repeated_is_who_wrote(
    gate: Gate, repeat: Callable[[Attacker, str], None]
) -> None:
    deal = gate.new_deal("5 Cleared St", 10_000_00)
    run = gate.admin.trigger(INCOME, gate.conf(deal)).json()["dag_run_id"]
    assert gate.until_over(run) == "success"
    before = gate.last_event()
    gate.change_gross(deal, 12_000_00)
    repeat(gate.finance, run)
    gate.until_over(run)
    first, *later = gate.runs_of(deal)
    assert (first.actor, first.outcome) == (gate.admin.name, "completed")
    assert {one.actor for one in later} == {gate.finance.name}
    assert gate.admin.name not in who_wrote(gate, deal, before)


@under_both
def test_what_airflow_refuses_an_auditor_names_them_nowhere(gate: Gate) -> None:
    refused = [
        gate.auditor.clear(INCOME, "manual__1", "post"),
        gate.auditor.mark(INCOME, "manual__1", "post"),
        gate.auditor.delete_run(INCOME, "manual__1"),
        gate.auditor.trigger(INCOME, {}, "manual__1"),
    ]
    assert [answer.status_code for answer in refused] == [403] * 4
    with gate.reading() as session:
        acts = select(AirflowAct).where(AirflowAct.person_name == gate.auditor.name)
        assert session.scalars(acts).all() == []


@under_one
def test_who_creates_a_run_again_under_its_old_name_is_who_wrote(gate: Gate) -> None:
    deal = gate.new_deal("6 Again St", 10_000_00)
    run = gate.admin.trigger(INCOME, gate.conf(deal)).json()["dag_run_id"]
    assert gate.until_over(run) == "success"
    before = gate.last_event()
    gate.change_gross(deal, 12_000_00)
    assert gate.finance.delete_run(INCOME, run).status_code == 204
    again = gate.finance.trigger(INCOME, gate.conf(deal), run)
    assert again.status_code in (200, 201)
    assert gate.until_over(run) == "success"
    assert gate.invoiced(deal) == [12_000_00]
    assert who_wrote(gate, deal, before) == {gate.finance.name}
    assert [one.actor for one in gate.runs_of(deal)] == [gate.admin.name, gate.finance.name]


@pytest.mark.skipif(
    not IS_LONG,
    reason="waits up to two minutes for the schedule; TESTS=long runs it, and test_auto_sync.py each time",
)
def test_a_run_that_a_user_names_does_not_take_the_schedules_place(simple: Gate) -> None:
    now = utc_now()
    due = now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0)
    name = f"auto__{simple.company}__{due:%Y-%m-%dT%H:%M}"
    taken = simple.finance.trigger("agent_billing", {"preview_only": True}, name)
    assert taken.status_code == 200
    with simple.database() as database:
        every_five = AutomationSettings(sync_billing=True, schedule="*/5 * * * *")
        automation.change(database, simple.company, every_five, "ada")
        with database.writing() as session:
            automation.mark_looked(session, simple.company, now - dt.timedelta(hours=1))
        simple.admin.trigger("quickbooks_auto_sync", {})
        simple.demo.processes.wait_for(lambda: bool(scheduled(simple, now)), "its own run", 120)
        automation.change(database, simple.company, AutomationSettings(), "ada")
    assert {(run.actor, run.preview) for run in scheduled(simple, now)} == {("schedule", False)}


def scheduled(gate: Gate, since: dt.datetime) -> list[SyncRun]:
    """The schedule's runs since a moment."""
    with gate.reading() as session:
        rows = select(SyncRun).where(SyncRun.trigger == "scheduled", SyncRun.started_at >= since)
        return list(session.scalars(rows))
