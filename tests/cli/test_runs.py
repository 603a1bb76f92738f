"""The latest runs, for people and for scripts."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from include.clock import utc_now
from include.database.engine import Database
from include.database.statuses import RunOutcome
from include.database.tables.companies import WorkflowSetup
from include.database.tables.runs import SyncRun
from include.settings import database_url
from tests.cli.conftest import Run


@pytest.fixture
def two_runs(run: Run, simple_start: object) -> None:  # noqa: ARG001  (its company)
    """An income run that finished, and a preview after it."""
    run("setup", "--company", "willow", "--template", "income-via-deposits")
    with closing(Database(database_url())) as database, database.writing() as session:
        setup = session.query(WorkflowSetup).one()
        for name, preview in (("first", False), ("second", True)):
            session.add(
                SyncRun(
                    company_id="willow",
                    category="brokerage_income",
                    airflow_run_id=name,
                    setup_id=setup.id,
                    trigger="manual",
                    actor="finn",
                    mode="sync",
                    preview=preview,
                    outcome=RunOutcome.COMPLETED,
                    started_at=utc_now(),
                    counts={},
                )
            )
            session.flush()


@pytest.mark.usefixtures("two_runs")
def test_runs_are_listed_the_newest_first(run: Run) -> None:
    code, text = run("runs", "--company", "willow")
    lines = text.splitlines()
    assert code == 0
    assert "finn" in lines[1]
    assert "(preview)" in lines[1]
    assert "(preview)" not in lines[2]
    rows = json.loads(run("runs", "--company", "willow", "--last", "1", "--json")[1])
    assert [row["airflow_run_id"] for row in rows] == ["second"]
    assert run("runs", "--company", "willow", "--workflow", "agent_billing", "--json")[1] == "[]\n"


@pytest.mark.usefixtures("simple_start")
def test_before_the_first_run_it_says_how_to_start_one(run: Run) -> None:
    assert (
        "No workflow of Willow & Park Realty has run yet." in run("runs", "--company", "willow")[1]
    )
