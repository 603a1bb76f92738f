"""What is old and of no use goes; what exactness, audits and undo need stays."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from include.database import audit, retention
from include.database.engine import Database
from include.database.retention import Kept, clean
from include.database.setup.companies import connect_company
from include.database.tables.acts import AirflowAct, CoreLook, ScheduledRun
from include.database.tables.base import Base
from include.database.tables.columns import utc_now
from include.database.tables.companies import ConnectAttempt
from include.database.tables.runs import Operation
from include.sync.run.mode import RunMode
from tests.database.setup.test_companies import willow_park
from tests.sync.closings import close
from tests.sync.conftest import office
from tests.sync.office import COMPANY, INCOME, Office

__all__ = ["office"]

YEARS = dt.timedelta(days=1000)


def count(database: Database, table: type[Base]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def old_rows(database: Database) -> None:
    """Names, acts and sign-ins of years ago, and of today."""
    connect_company(database, willow_park(), actor="ada")
    with database.writing() as session:
        for age in (dt.timedelta(), YEARS):
            at = utc_now() - age
            session.add(
                AirflowAct(
                    category="brokerage_income",
                    run_name=f"manual__{age.days}",
                    person_id="7",
                    person_name="ada",
                    act="trigger",
                    detail={},
                    at=at,
                    answer=200,
                )
            )
            session.add(
                ConnectAttempt(
                    state_digest=str(age.days),
                    actor="ada",
                    company_id="willow",
                    core_connection="core",
                    quickbooks_connection="qbo",
                    timezone="America/Chicago",
                    created_at=at,
                )
            )


def test_acts_and_sign_ins_go_when_they_are_old(database: Database) -> None:
    old_rows(database)
    expected = {
        "changes that previews planned": 0,
        "names of scheduled runs": 0,
        "acts in Airflow": 1,
        "sign-ins to QuickBooks": 1,
        "contents of imports": 0,
        "calls of CORE": 0,
    }
    assert clean(database, Kept(), dry_run=True) == expected
    assert count(database, AirflowAct) == 2
    assert clean(database, Kept()) == expected
    assert (count(database, AirflowAct), count(database, ConnectAttempt)) == (1, 1)
    assert set(clean(database, Kept()).values()) == {0}


@pytest.mark.whole
def test_of_previews_what_they_planned_goes_and_the_trail_stays_whole(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(office, gross=1_000_000)
    office.run(INCOME)
    close(office, gross=500_000)
    office.run(INCOME, preview=True)
    before = count(office.database, Operation)
    monkeypatch.setattr(retention, "utc_now", lambda: utc_now() + dt.timedelta(days=91))

    removed = clean(office.database, Kept())

    assert removed["changes that previews planned"] == before - count(office.database, Operation)
    assert removed["changes that previews planned"] > 0
    with office.database.reading() as session:
        assert audit.verify(session, COMPANY) > 0
    # Everything that was posted can still be undone, and nothing posts twice.
    monkeypatch.undo()
    office.run(INCOME)
    assert office.balances("Commission Income") == (15_000_00,)
    with office.database.reading() as session:
        first = session.scalars(select(Operation.run_id).order_by(Operation.id)).first()
    for _ in range(2):  # a preview, then the undo
        office.run(INCOME, mode=RunMode.UNDO, undo=first)
    assert office.balances("Commission Income") == (5_000_00,)


def test_a_scheduled_runs_name_goes_only_once_it_has_begun_and_a_newer_one_is_looked_at(
    database: Database,
) -> None:
    connect_company(database, willow_park(), actor="ada")
    at = utc_now() - YEARS
    with database.writing() as session:
        for number, name in enumerate(("never begun", "newest")):
            session.add(
                ScheduledRun(
                    name=name,
                    company_id="willow",
                    category="brokerage_income",
                    due_since=at + dt.timedelta(minutes=number),
                    made_at=at,
                )
            )
        session.add(
            CoreLook(
                company_id="willow",
                category="brokerage_income",
                looked_at=at,
                finding="nothing new",
                run_name="newest",
            )
        )
    assert clean(database, Kept())["names of scheduled runs"] == 0
    assert count(database, ScheduledRun) == 2


def test_much_is_removed_in_portions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "PORTION", 2)
    with database.writing() as session:
        session.add_all(
            ConnectAttempt(
                state_digest=str(number),
                actor="ada",
                company_id="willow",
                core_connection="core",
                quickbooks_connection="qbo",
                timezone="America/Chicago",
                created_at=utc_now() - YEARS,
            )
            for number in range(5)
        )
    assert clean(database, Kept())["sign-ins to QuickBooks"] == 5
