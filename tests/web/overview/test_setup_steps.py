"""A newcomer sees one open step at a time, on the way to the first posted entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from include.database.reads.companies import ConnectedCompany
from include.database.reads.overview import WorkflowGlance
from include.database.reads.run_summary import RunCounts, RunSummary
from include.web.overview.setup_steps import Act, Existing, SetupStep, setup_steps
from include.workflows.category import Category

OFF = WorkflowGlance()
NOW = dt.datetime(2026, 11, 29, 14, tzinfo=dt.UTC)
COMPANY = ConnectedCompany(
    id="willow",
    name="Willow & Park Realty",
    edition="QuickBooks Online",
    subscription="Plus",
    realm_id="1",
    core_connection="core",
    quickbooks_connection="quickbooks",
    timezone="America/Chicago",
    disconnected_at=None,
    created_at=NOW,
)
RUN = RunSummary(
    id=1,
    category="brokerage_income",
    airflow_run_id="manual__1",
    mode="sync",
    preview=False,
    trigger="manual",
    actor="finn",
    approved_by="",
    started_at=NOW,
    finished_at=NOW,
    outcome="completed",
    message="",
    records=(),
    undo=None,
    counts=RunCounts(),
    on_hold=(),
    approval_required=False,
)


NOTHING_BEFORE = Existing()


def steps(
    on: Mapping[str, WorkflowGlance] | None = None,
    *,
    has_previewed: bool = False,
    existing: Existing = NOTHING_BEFORE,
) -> list[SetupStep]:
    every = {category.value: OFF for category in Category} | dict(on or {})
    return list(setup_steps(COMPANY, every, has_previewed=has_previewed, existing=existing))


def open_step(found: list[SetupStep]) -> str:
    return next(step.title for step in found if not step.is_done)


def test_templates_of_both_workflows_are_chosen_first() -> None:
    found = steps()
    assert found[0].detail == "Willow & Park Realty, QuickBooks Online Plus."
    assert open_step(found) == "Choose how brokerage income posts"
    income = WorkflowGlance(template="income-via-invoices")
    found = steps({"brokerage_income": income})
    assert open_step(found) == "Choose how agents are paid"
    assert found[1].detail == "Track broker income via invoices."
    assert found[2].path == "workflows/agent_expenses"


def test_then_a_preview_and_then_the_run() -> None:
    on = {
        "brokerage_income": WorkflowGlance(template="income-via-invoices"),
        "agent_expenses": WorkflowGlance(template="expenses-via-bills"),
    }
    found = steps(on)
    assert (open_step(found), found[3].act) == ("Preview your first sync", Act.PREVIEW)
    found = steps(on, has_previewed=True)
    assert (open_step(found), found[4].act) == ("Run your first sync", Act.RUN)


def test_a_run_on_its_way_is_the_last_step_done() -> None:
    income = WorkflowGlance(template="income-via-invoices", running="manual__1")
    assert steps({"brokerage_income": income})[-1].is_done


def test_a_workflow_says_where_it_starts() -> None:
    income = WorkflowGlance(template="income-via-invoices", start_date=dt.date(2026, 1, 1))
    (_, choice, *_) = steps({"brokerage_income": income})
    assert choice.detail == (
        "Track broker income via invoices. Starts with transactions closed on or after Jan 1, 2026."
    )


def test_a_run_that_posted_nothing_leaves_the_last_step_open_and_says_where_the_reason_is() -> None:
    income = WorkflowGlance(template="income-via-invoices", last_run=RUN, last_success=RUN)
    last = steps({"brokerage_income": income})[-1]
    assert not last.is_done
    assert last.detail == "Run 1 posted nothing. Its page, under Recent runs, says why."


def test_after_the_first_posted_entry_there_are_no_steps() -> None:
    income = WorkflowGlance(template="income-via-invoices", last_run=RUN, has_posted=True)
    assert steps({"brokerage_income": income}) == []


def test_entries_that_quickbooks_has_are_found_before_the_preview() -> None:
    both = {
        Category.BROKERAGE_INCOME.value: WorkflowGlance(template="income-via-invoices"),
        Category.AGENT_EXPENSES.value: WorkflowGlance(template="expenses-via-bills"),
    }
    assert "Find existing entries" not in [step.title for step in steps(both)]
    has_some = Existing(words="312 invoices ($1,204,310.50)")
    found = steps(both, existing=has_some)
    assert open_step(found) == "Find existing entries"
    assert "312 invoices" in next(step.detail for step in found if not step.is_done)
    searched = Existing(words="312 invoices ($1,204,310.50)", is_searched=True)
    assert open_step(steps(both, existing=searched)) == "Preview your first sync"
    assert open_step(steps(both, existing=Existing(is_file=True))) == "Find existing entries"
