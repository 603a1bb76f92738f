"""What became of existing entries adds up, and what one click linked is told apart."""

from __future__ import annotations

from typing import Any

import pytest

from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.existing_totals import FoundTotals, Total, found_totals, has_begun
from include.database.setup.companies import NewWorkflow, activate, change, connect_company
from include.database.statuses import RunOutcome
from include.database.tables.existing import ExistingMatch
from include.database.tables.runs import SyncRun
from tests.database.reads.test_name_doubts import found
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY

COMPANY, EXPENSES = "willow", "agent_expenses"


@pytest.fixture(autouse=True)
def _company(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    connect_company(database, willow_park(), actor="finn")
    activate(database, COMPANY, NewWorkflow(EXPENSES, "expenses-via-bills", {}, "finn"))


def match(number: int, **fields: Any) -> ExistingMatch:
    """An entry of $1.00 that was found, unless fields say otherwise."""
    row = found("vendor/agent:1", number, "45", "Amy Adler")
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def add(database: Database, *rows: Any) -> None:
    with database.writing() as session:
        session.add_all(rows)


def totals(database: Database) -> FoundTotals:
    with database.reading() as session:
        return found_totals(session, COMPANY)[EXPENSES]


def begun(database: Database) -> bool:
    with database.reading() as session:
        return has_begun(session, COMPANY, EXPENSES)


def run(number: int, **fields: Any) -> SyncRun:
    """A run that was finished, of the first setup."""
    values = {"mode": "sync", "preview": False, "outcome": RunOutcome.COMPLETED, **fields}
    return SyncRun(
        id=number,
        company_id=COMPANY,
        category=EXPENSES,
        airflow_run_id=f"manual__{number}",
        trigger="manual",
        actor="finn",
        setup_id=1,
        started_at=utc_now(),
        selection={},
        counts={},
        on_hold=[],
        **values,
    )


def test_the_parts_make_up_what_was_found(database: Database) -> None:
    linked = {"decision": "linked", "decided_by": "finn", "decided_at": utc_now()}
    add(
        database,
        match(1),
        match(2, certain=False, core_cents=250),
        match(3, **linked),
        match(4, **linked, entry_cents=60),
        match(5, **linked, entry_cents=60, accepted=True),
        match(6, decision="booked"),
        match(7, decision="post anyway"),
    )
    told = totals(database)
    assert (told.ready, told.review) == (Total(1, 100), Total(1, 250))
    assert (told.linked, told.different) == (Total(3, 300), Total(1, -40))
    assert told.decided == Total(5, 500)
    assert told.all == told.undecided.plus(told.decided)
    assert told.search is None


def test_a_search_is_the_last_one_that_was_finished(database: Database) -> None:
    add(
        database,
        run(1, mode="find-existing"),
        run(2, mode="find-existing", outcome=RunOutcome.FAILED),
    )
    search = totals(database).search
    assert search is not None
    assert search.run_id == 1


def test_a_workflow_has_begun_once_it_ran_or_searched_with_its_template(database: Database) -> None:
    add(database, run(1, preview=True))
    assert not begun(database)
    add(database, run(2, mode="find-existing"))
    assert begun(database)
    change(database, COMPANY, NewWorkflow(EXPENSES, "expenses-via-bills", {"a": 1}, "finn"))
    assert begun(database)
    # Another template posts other kinds of entries.
    change(database, COMPANY, NewWorkflow(EXPENSES, "expenses-via-checks", {}, "finn"))
    assert not begun(database)
