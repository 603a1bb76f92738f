"""A run starts only for who can see its company; a schedule is no one, and sees everything."""

from __future__ import annotations

import pytest

from include.clock import utc_now
from include.database.acts import ActKind, note_act
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.setup.company_access import change_list
from include.database.setup.people import Who, note_visit
from include.database.tables.acts import ScheduledRun
from include.sync.run.errors import CompanyNotChosen
from include.sync.run.opening import RunRequest, open_run
from tests.database.setup.test_companies import willow_park
from tests.sync.office import COMPANY, INCOME
from tests.sync.run_of import connected


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Two companies; only Finn can see the one whose workflow is on."""
    connected(sqlite_database, "income-via-invoices")
    other = willow_park()
    other.realm_id = "9140"
    connect_company(sqlite_database, other, actor="finn")
    for id_, name in (("1", "finn"), ("2", "ada")):
        note_visit(sqlite_database, id_, name, may_sync=True, may_connect=True)
    change_list(sqlite_database, COMPANY, ["1"], "ada")
    return sqlite_database


def asked(company: str, actor: str, trigger: str = "manual") -> RunRequest:
    return RunRequest(company, INCOME, f"{trigger}__{actor}", trigger, actor)


@pytest.mark.parametrize("actor", ["ada", "Finn", "unknown", "schedule", "never seen"])
def test_to_who_is_not_on_the_list_the_company_is_none(database: Database, actor: str) -> None:
    refused = []
    for company in (COMPANY, "no-such-company"):
        with pytest.raises(CompanyNotChosen) as error:
            open_run(database, asked(company, actor))
        refused.append(str(error.value).replace(company, "ID"))
    assert refused[0] == refused[1]
    assert refused[0] == (
        "No company has the ID 'ID'. Choose one of these: willow. To see others, ask your Airflow "
        "administrator to open Permissions."
    )


def test_who_is_on_the_list_runs_and_so_does_the_schedule(database: Database) -> None:
    assert open_run(database, asked(COMPANY, "finn"))
    with database.writing() as session:
        session.add(
            ScheduledRun(
                name="scheduled__schedule",
                company_id=COMPANY,
                category=INCOME,
                due_since=utc_now(),
                made_at=utc_now(),
            )
        )
    assert open_run(database, asked(COMPANY, "schedule", "scheduled"))


def test_a_run_that_only_looks_scheduled_is_a_users(database: Database) -> None:
    with pytest.raises(CompanyNotChosen, match="No company has the ID"):
        open_run(database, asked(COMPANY, "ada", "scheduled"))


def test_who_clears_a_run_must_see_its_company_too(database: Database) -> None:
    name = asked(COMPANY, "finn").run_name
    open_run(database, asked(COMPANY, "finn"))
    with database.writing() as session:
        note_act(session, Who("2", "ada"), ActKind.CLEARED, INCOME, name, {})
    with pytest.raises(CompanyNotChosen, match="No company has the ID"):
        open_run(database, asked(COMPANY, "finn"))
    with database.writing() as session:
        note_act(session, Who("1", "finn"), ActKind.CLEARED, INCOME, name, {})
    assert open_run(database, asked(COMPANY, "finn"))
