"""The migrations lead to exactly the tables that the code works with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from include.database.engine import Database
from include.database.migrate import _config, migrate, newest_step
from include.database.tables.base import Base

_IN_USE = (
    (
        "INSERT INTO company VALUES ('willow-park', 'Willow & Park', 'QuickBooks Online', '1', 'core', "
        "'quickbooks', 'America/Chicago', '2026-01-01')"
    ),
    (
        "INSERT INTO workflow_setup VALUES (1, 'willow-park', 'brokerage_income', 'income-via-invoices', "
        "'{}', 1, 1, '2026-01-01', NULL, '2026-01-01', 'finance ops')"
    ),
    (
        "INSERT INTO sync_run VALUES (1, 'willow-park', 'brokerage_income', 'manual 1', 'manual', "
        "'finance ops', 0, 1, '2026-01-01', NULL, 'done', '{}', '')"
    ),
    (
        "INSERT INTO operation VALUES (1, 1, 'willow-park', 'brokerage_income', 'key', 'transaction:1', "
        "'f', 'invoice', 'create', 2, 0, 'request', 'done', '{}', NULL, 100, '', '{}', NULL, NULL, '', "
        "'', NULL, NULL, NULL, '1', '')"
    ),
)
"""A company with a workflow, a run and a write, in the tables of the first revision."""


def test_the_migrated_tables_are_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    assert migrate(database) == newest_step()


def test_a_database_in_use_is_brought_up_to_date_and_keeps_its_rows(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'corebooks.db'}")
    migrate(database, "0001")
    with database.engine.begin() as connection:
        for statement in _IN_USE:
            connection.exec_driver_sql(statement)
    assert migrate(database) == newest_step()
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sync_run").scalar() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM operation").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()


def test_options_of_a_workflow_follow_their_new_names_and_values(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'corebooks.db'}")
    migrate(database, "0001")
    before = {
        "itemised": False,
        "edited_in_quickbooks": "Hold back",
        "closed_period": "Post at the first open day",
        "fixed_customer": "Closings",
    }
    with database.engine.begin() as connection:
        for statement in _IN_USE:
            connection.exec_driver_sql(statement)
        change = "UPDATE workflow_setup SET options = ?"
        connection.exec_driver_sql(change, (json.dumps(before),))
    migrate(database)
    with database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT options FROM workflow_setup").scalar_one()
    assert json.loads(stored) == {
        "itemized": False,
        "edited_in_quickbooks": "Put on hold",
        "closed_period": "Post on the first open day",
        "fixed_customer": "Closings",
    }
    database.close()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("changed in QuickBooks", "edited in QuickBooks"),
        ("fell through", "canceled in CORE"),
        ("who is meant?", "similar names in QuickBooks"),
        ("QuickBooks 6240", "QuickBooks error 6240"),
        ("no longer in CORE", "no longer in CORE"),
    ],
)
def test_causes_of_records_on_hold_follow_their_new_names(
    tmp_path: Path, before: str, after: str
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'corebooks.db'}")
    migrate(database, "0001")
    state = "INSERT INTO record_state VALUES ('willow-park', 'brokerage_income', 'transaction:1', "
    state += "'held back', '', ?, 'It waits.', 'Act.', 0, '2026-01-01', 1)"
    with database.engine.begin() as connection:
        for statement in _IN_USE:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(state, (before,))
    migrate(database)
    with database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT status, cause FROM record_state").one()
    assert tuple(stored) == ("on hold", after)
    database.close()


def test_holds_of_a_run_follow_their_new_names(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'corebooks.db'}")
    migrate(database, "0001")
    with database.engine.begin() as connection:
        for statement in _IN_USE:
            connection.exec_driver_sql(statement)
    migrate(database, "0004")
    hold = {"record": "transaction:1", "cause": "settled with the bank", "sentence": "Check 7 is."}
    with database.engine.begin() as connection:
        change = "UPDATE sync_run SET held_back = ?"
        connection.exec_driver_sql(change, (json.dumps([hold]),))
    migrate(database)
    with database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT on_hold FROM sync_run").scalar_one()
    assert json.loads(stored) == [hold | {"cause": "cleared or reconciled"}]
    database.close()


def test_the_last_step_can_be_taken_back_and_again(database: Database) -> None:
    with database.engine.connect() as connection, connection.begin():
        command.downgrade(_config(connection), "0004")
        assert MigrationContext.configure(connection).get_current_revision() == "0004"
    assert migrate(database) == newest_step()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
