"""The whole product on a running Airflow: run, run again, change one record, run again.

The tests are steps of one story and read in order. That tasks run in
processes without access to Airflow's own database is part of what is tested.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.tables.columns import utc_now
from include.database.tables.entries import Link
from include.database.tables.runs import Operation, SyncRun
from sandbox.demo.demo import Demo
from sandbox.demo.runs import RunResult
from sandbox.demo.settings import DAGS, REALM, USER
from sandbox.demo.summary import Summary, collect
from tests.live import connected, database_of, has_asked

pytestmark = pytest.mark.live

Entries = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Round:
    """What a round of runs came to, and what QuickBooks has afterwards."""

    results: list[RunResult]
    summary: Summary
    entries: Entries


@pytest.fixture(scope="module")
def demo(airflow: Demo) -> Demo:
    return connected(airflow)


@pytest.fixture(scope="module")
def first(demo: Demo) -> Round:
    return _round(demo, demo.run_workflows())


@pytest.fixture(scope="module")
def second(demo: Demo, first: Round) -> Round:
    assert first.entries
    return _round(demo, demo.run_workflows())


@dataclass(frozen=True, slots=True)
class ChangedDeal:
    """A deal whose gross commission somebody corrected in CORE, and the income run after it."""

    number: str
    gross: int
    after: Round


@pytest.fixture(scope="module")
def changed(demo: Demo, second: Round) -> ChangedDeal:
    held = {
        line.record.rpartition(":")[2]
        for figures in second.summary.workflows
        for line in figures.on_hold
    }
    deals = httpx.get(f"{demo.settings.core_url}/sandbox/transactions", timeout=30).json()
    deal = next(row for row in deals if row["has_disbursement"] and str(row["id"]) not in held)
    gross = deal["gross"] + 1_000_00
    address = f"{demo.settings.core_url}/sandbox/transactions/{deal['id']}"
    httpx.patch(address, json={"gross": gross}, timeout=30).raise_for_status()
    after = _round(demo, demo.run_workflows(["brokerage_income"]))
    return ChangedDeal(deal["custom_id"], gross, after)


def _round(demo: Demo, results: list[RunResult]) -> Round:
    rows = httpx.get(
        f"{demo.settings.quickbooks_url}/sandbox/{REALM}/entries", timeout=30, trust_env=False
    ).json()
    entries = {(row["type"], row["id"]): row for row in rows if row["status"] != "deleted"}
    return Round(results, collect(demo.settings), entries)


def test_every_task_of_the_three_runs_succeeds(first: Round) -> None:
    assert {result.dag: result.state for result in first.results} == {
        "brokerage_income": "success",
        "agent_expenses": "success",
        "agent_billing": "success",
    }


def test_documents_are_created_for_every_workflow(demo: Demo, first: Round) -> None:
    assert [figures.workflow for figures in first.summary.workflows] == [
        "brokerage_income",
        "agent_expenses",
        "agent_billing",
    ]
    assert _categories_in_quickbooks(demo) == set(DAGS)
    assert {kind for kind, _ in first.entries} >= {"Invoice", "Bill", "Payment"}


def test_core_and_quickbooks_agree_to_the_cent(first: Round) -> None:
    assert [(row.name, row.variance) for row in first.summary.comparisons if row.variance] == []
    assert first.summary.ties_out
    assert first.summary.balanced


def test_what_is_on_hold_says_what_to_do(first: Round) -> None:
    held = [line for figures in first.summary.workflows for line in figures.on_hold]
    assert held, "the sandbox's CORE has a few spoilt records"
    assert all(line.sentence and line.what_to_do for line in held)


def test_running_again_creates_and_updates_nothing(first: Round, second: Round) -> None:
    assert all(result.succeeded for result in second.results)
    done = [(one.workflow, one.created, one.updated) for one in second.summary.workflows]
    assert done == [
        ("brokerage_income", 0, 0),
        ("agent_expenses", 0, 0),
        ("agent_billing", 0, 0),
    ]
    assert second.entries == first.entries


def test_a_changed_deal_is_exactly_one_update_of_the_same_entry(
    second: Round, changed: ChangedDeal
) -> None:
    before, after = second.entries, changed.after.entries
    income = changed.after.summary.workflows[0]
    assert (income.workflow, income.created, income.updated) == ("brokerage_income", 0, 1)
    assert after.keys() == before.keys()
    (key,) = [key for key in before if before[key] != after[key]]
    assert key[0] == "Invoice"
    assert int(after[key]["sync_token"]) == int(before[key]["sync_token"]) + 1
    assert after[key]["total"] == before[key]["total"] + 1_000_00


def test_the_books_agree_again_once_the_expenses_have_followed(
    demo: Demo, changed: ChangedDeal
) -> None:
    assert not changed.after.summary.ties_out
    third = _round(demo, demo.run_workflows())
    assert third.summary.ties_out
    assert third.summary.balanced
    assert {one.workflow: one.created for one in third.summary.workflows} == {
        "brokerage_income": 0,
        "agent_expenses": 0,
        "agent_billing": 0,
    }


def test_a_run_is_undone_the_second_time_it_is_asked_for(
    demo: Demo, second: Round, changed: ChangedDeal
) -> None:
    undo = {"purpose": "undo", "undo_run": _newest_run(demo, "brokerage_income")}
    before = _round(demo, demo.run_workflows(["brokerage_income"], undo))
    assert all(result.succeeded for result in before.results)
    assert [row["total"] for row in _invoices(before, changed.number)] == [changed.gross]

    after = _round(demo, demo.run_workflows(["brokerage_income"], undo))
    assert all(result.succeeded for result in after.results)
    assert _invoices(after, changed.number)[0]["total"] == changed.gross - 1_000_00
    assert len(after.entries) == len(second.entries)


def _is_approved(demo: Demo, run: str) -> bool:
    """Whether a run is done; until then it is approved as often as it asks."""
    if has_asked(demo, "brokerage_income", run):
        demo.api.answer("brokerage_income", run, "approve", "Approve")
    return demo.api.run_state("brokerage_income", run) == "success"


def test_where_a_person_must_agree_the_run_waits_and_sends_nothing_before(
    demo: Demo, changed: ChangedDeal
) -> None:
    deal = _deal(demo, changed.number)
    address = f"{demo.settings.core_url}/sandbox/transactions/{deal['id']}"
    httpx.patch(address, json={"gross": deal["gross"] + 7_00}, timeout=30).raise_for_status()
    required = AutomationSettings(approval_required=True, approvers=(USER,), four_eyes=False)
    with database_of(demo) as database:
        try:
            automation.change(database, demo.settings.company, required, "ada")
            run = demo.api.trigger("brokerage_income", {"company": demo.settings.company})
            asked = partial(has_asked, demo, "brokerage_income", run)
            demo.processes.wait_for(asked, "the run to ask for approval", 120)
            entries = _round(demo, []).entries
            assert _total(entries, changed.number) != deal["gross"] + 7_00
            demo.processes.wait_for(lambda: _is_approved(demo, run), "the run", 120)
            entries = _round(demo, []).entries
            assert _total(entries, changed.number) == deal["gross"] + 7_00
            with database.reading() as session:
                newest = session.scalars(select(SyncRun).order_by(SyncRun.id.desc())).first()
                assert newest is not None
                assert newest.approved_by == USER
        finally:
            automation.change(database, demo.settings.company, AutomationSettings(), "ada")


def test_auto_sync_starts_what_is_due_in_nobodys_name_but_the_schedules(demo: Demo) -> None:
    with database_of(demo) as database:
        try:
            every_minute = AutomationSettings(sync_billing=True, schedule="* * * * *")
            automation.change(database, demo.settings.company, every_minute, "ada")
            with database.writing() as session:
                an_hour_ago = utc_now() - dt.timedelta(hours=1)
                automation.mark_looked(session, demo.settings.company, an_hour_ago)
            demo.api.trigger("quickbooks_auto_sync", {})

            def billing_done() -> bool:
                with database.reading() as session:
                    runs = select(SyncRun).where(SyncRun.trigger == "scheduled")
                    return any(run.outcome == "completed" for run in session.scalars(runs))

            demo.processes.wait_for(billing_done, "the schedule's run", 120)
            with database.reading() as session:
                runs = session.scalars(select(SyncRun).where(SyncRun.trigger == "scheduled")).all()
            assert {(run.category, run.actor) for run in runs} == {("agent_billing", "schedule")}
        finally:
            automation.change(database, demo.settings.company, AutomationSettings(), "ada")


def _deal(demo: Demo, number: str) -> dict[str, Any]:
    deals = httpx.get(f"{demo.settings.core_url}/sandbox/transactions", timeout=30).json()
    found: dict[str, Any] = next(row for row in deals if row["custom_id"] == number)
    return found


def _categories_in_quickbooks(demo: Demo) -> set[str]:
    """The workflows of which something is in QuickBooks; the pages' story may have begun with it."""
    with database_of(demo) as database, database.reading() as session:
        live = Link.company_id == demo.settings.company
        return set(session.scalars(select(Link.category).where(live).distinct()))


def _total(entries: Entries, number: str) -> int:
    (invoice,) = [
        row for (kind, _), row in entries.items() if (kind, row["number"]) == ("Invoice", number)
    ]
    return int(invoice["total"])


def _newest_run(demo: Demo, category: str) -> int:
    """The number of the newest run that updated something."""
    with database_of(demo) as database, database.reading() as session:
        return (
            session.scalars(
                select(Operation.run_id)
                .where(Operation.category == category, Operation.action == "update")
                .order_by(Operation.id.desc())
            ).first()
            or 0
        )


def _invoices(after: Round, number: str) -> list[dict[str, Any]]:
    return [row for row in after.entries.values() if row["number"] == number]
