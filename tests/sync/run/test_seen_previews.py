"""Who saw which planned changes: one user's preview is no one else's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from include.clock import utc_now
from include.database.engine import Database
from include.database.setup.companies import active_setup
from include.database.setup.people import Who, note_visit
from include.database.statuses import RunOutcome
from include.database.tables.runs import SyncRun
from include.sync.run.mode import RunMode
from include.sync.run.seen_previews import (
    GOOD_FOR,
    Aim,
    FinishedRun,
    aim_of,
    finished_runs,
    seen_preview,
)
from tests.sync.office import COMPANY, EXPENSES, INCOME
from tests.sync.run_of import connected

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
FINN = Who("1", "finn")
UNDO_12 = Aim(INCOME, RunMode.UNDO, (), 12)
FINNS = FinishedRun(14, UNDO_12, FINN, is_preview=True, digest="voids 3 bills", finished_at=NOON)


def test_who_previewed_an_undo_can_have_it_posted() -> None:
    assert seen_preview([FINNS], UNDO_12, FINN) is FINNS


@pytest.mark.parametrize(
    "other",
    [
        *(Who("", name) for name in ("ada", "Finn", "finn ", "FINN", "", "ﬁnn")),
        Who("2", "finn"),
        None,
    ],
)
def test_no_one_else_can_however_alike_the_names_are(other: Who | None) -> None:
    assert seen_preview([FINNS], UNDO_12, other) is None


def test_a_user_who_was_renamed_or_has_no_id_is_still_the_same() -> None:
    assert seen_preview([FINNS], UNDO_12, Who("1", "finn.ops")) is FINNS
    assert seen_preview([FINNS], UNDO_12, Who("", "finn")) is FINNS


@pytest.mark.parametrize(
    "other",
    [
        replace(UNDO_12, undo=13),
        replace(UNDO_12, category=EXPENSES),
        replace(UNDO_12, mode=RunMode.VOID, records=("77",), undo=None),
    ],
)
def test_a_preview_of_something_else_does_not_count(other: Aim) -> None:
    assert seen_preview([FINNS], other, FINN) is None


def test_of_two_previews_the_newer_one_counts() -> None:
    newer = replace(FINNS, id=15, digest="voids 2 bills", finished_at=NOON + dt.timedelta(hours=1))
    assert seen_preview([newer, FINNS], UNDO_12, FINN) is newer


def test_what_was_done_since_by_anyone_is_previewed_again() -> None:
    done = replace(FINNS, id=16, user=Who("2", "ada"), is_preview=False)
    assert seen_preview([FINNS, done], UNDO_12, FINN) is None
    # Ada's preview did nothing, and a run before Finn's preview is in what Finn saw.
    assert seen_preview([FINNS, replace(done, is_preview=True)], UNDO_12, FINN) is FINNS
    assert seen_preview([FINNS, replace(done, id=13)], UNDO_12, FINN) is FINNS


def finished(
    database: Database, *, finished_ago: dt.timedelta = dt.timedelta(minutes=1), **columns: object
) -> None:
    """Finn's preview of voiding transaction 77, a minute ago, but for these columns."""
    of_finns = {
        "company_id": COMPANY,
        "category": INCOME,
        "airflow_run_id": "manual__1",
        "trigger": "manual",
        "actor": "finn",
        "preview": True,
        "mode": RunMode.VOID,
        "selection": {"records": ["77"], "undo": None},
        "plan_digest": "1 bill",
        "started_at": utc_now(),
        "finished_at": utc_now() - finished_ago,
        "outcome": RunOutcome.PREVIEWED,
        "counts": {},
    }
    with database.writing() as session:
        setup = active_setup(session, COMPANY, INCOME)
        assert setup is not None
        session.add(SyncRun(**{"setup_id": setup.id, **of_finns, **columns}))


@pytest.mark.parametrize(
    ("columns", "counts"),
    [
        ({}, True),
        ({"actor": "unknown"}, False),
        ({"actor": ""}, False),
        ({"trigger": "scheduled", "actor": "schedule"}, False),
        ({"trigger": "scheduled"}, False),
        ({"outcome": RunOutcome.RUNNING}, False),
        ({"outcome": RunOutcome.FAILED}, False),
        ({"outcome": RunOutcome.REJECTED}, False),
        ({"finished_ago": GOOD_FOR - dt.timedelta(minutes=5)}, True),
        ({"finished_ago": GOOD_FOR + dt.timedelta(seconds=1)}, False),
    ],
)
def test_only_a_users_own_finished_preview_of_the_last_day_counts(
    sqlite_database: Database, columns: dict[str, Any], counts: bool
) -> None:
    database = connected(sqlite_database, "income-via-invoices")
    finished(database, **columns)
    actor = str(columns.get("actor", "finn"))
    with database.reading() as session:
        runs = finished_runs(session, COMPANY)
        others = finished_runs(session, "oak-street")
        aim = aim_of(session.query(SyncRun).one())
    assert (seen_preview(runs, aim, Who("", actor)) is not None) is counts
    assert others == []


def test_a_name_that_two_users_have_is_no_ones(sqlite_database: Database) -> None:
    database = connected(sqlite_database, "income-via-invoices")
    finished(database)
    for id_, name in (("3", "finn"), ("4", "Finn"), ("5", "finn")):
        with database.reading() as session:
            (known,) = finished_runs(session, COMPANY)
        assert known.user == Who("", "finn")
        note_visit(database, id_, name, may_sync=True, may_connect=False)
    with database.reading() as session:
        (known,) = finished_runs(session, COMPANY)
    assert known.user is None
